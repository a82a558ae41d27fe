"""Clipboards as Word, WPS and the editor of an old portal really fill them."""

import re

# What must not be left of them.
FOREIGN = re.compile(
    r"style|class=|mso|<o:|<v:|<font|<span|<div|<script|javascript|onerror|onclick|file:|data-block-key"
)

WORD = """
<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/x/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:仿宋_GB2312;} p.MsoNormal {mso-style-unhide:no; margin:0cm;} --></style>
</head><body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
<p class=MsoNormal align=center style='text-align:center;line-height:28.0pt'><b><span style='font-size:22.0pt;
font-family:方正小标宋简体;mso-bidi-font-family:宋体;color:red'>关于移交档案的通知<span lang=EN-US><o:p></o:p></span></span></b></p>
<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span style='font-size:16.0pt;font-family:仿宋_GB2312'>
（一）健全归档工作机制。<a href="http://www.example.cn/a" style='color:#0563C1'>附件</a><span lang=EN-US><o:p>&nbsp;</o:p></span></span></p>
<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>第一项</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'>
<tr style='mso-yfti-irow:0'><td width=277 colspan=2 style='border:solid windowtext 1.0pt'><p class=MsoNormal>合并<o:p></o:p></p></td></tr>
<tr><td><p class=MsoNormal><span lang=EN-US>A</span></p></td><td><p class=MsoNormal>乙</p></td></tr></table>
<v:shape id="图片_x0020_1" style='width:100pt'><v:imagedata src="file:///C:/clip_image001.png"/></v:shape>
<!--EndFragment--></body></html>
"""

WPS = """
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name="ProgId" content="Word.Document"><style>@list l0:level1{mso-level-number-format:chinese-counting;}
p.p0{font-family:'Times New Roman';}</style></head><body style="tab-interval:21pt;text-justify-trim:punctuation;"><!--StartFragment-->
<div class="Section0" style="layout-grid:15.6000pt;"><p class=MsoNormal style="text-indent:32.0000pt;mso-char-indent-count:2.0000;
line-height:28.0000pt;"><span style="mso-spacerun:'yes';font-family:仿宋_GB2312;font-size:16.0000pt;mso-font-kerning:1.0000pt;">
<font face="仿宋_GB2312">　　（二）加强应归尽归。</font></span><span style="mso-spacerun:'yes'"><o:p></o:p></span></p>
<p class=MsoNormal><b style="mso-bidi-font-weight:normal"><span class="15" style="color:rgb(255,0,0)">重点</span></b><i>斜体</i>
<sup>2</sup><img width="64" height="64" src="file:///C:/Users/x/AppData/Local/Temp/ksohtml1234/wps1.png" onerror="alert(1)"></p>
<ul style="margin:0"><li style="list-style:disc">甲</li><li>乙</li></ul></div><!--EndFragment--></body></html>
"""

WEB = """
<div id="zoom" class="TRS_Editor" onclick="steal()"><style>.TRS_Editor P{margin:0}</style><script>document.write("x")</script>
<p style="font-family:宋体" align="justify"><strong>正文</strong><br>换行</p><iframe src="http://x.cn"></iframe>
<p><a href="javascript:alert(1)">点我</a><a href="data:text/html,x">再点</a><a href="/old/1.html">旧文</a></p>
<form action="http://x.cn"><input value="y"><p>表单里的字</p></form><marquee>滚动</marquee></div>
"""
