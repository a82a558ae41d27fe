"""HTML from elsewhere as blocks: structure kept, foreign styles gone. Clipboards as WPS and Word really fill them."""

import re

import pytest
from bs4 import BeautifulSoup

from content.convert import html_to_blocks, table_value
from policies.models import PolicyPage

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

FOREIGN = re.compile(
    r"style|class=|mso|<o:|<v:|<font|<span|<div|<script|javascript|onerror|onclick|file:|data-block-key"
)


@pytest.mark.parametrize("clipboard", [WORD, WPS, WEB], ids=["Word", "WPS", "web"])
def test_nothing_foreign_is_left(clipboard):
    for kind, value in html_to_blocks(clipboard):
        assert not FOREIGN.search(str(value)), kind


def test_word_keeps_its_words_links_and_tables():
    assert html_to_blocks(WORD) == [
        (
            "paragraph",
            "<p><b>关于移交档案的通知</b></p>"
            '<p>（一）健全归档工作机制。<a href="http://www.example.cn/a">附件</a>\xa0</p><p>1. 第一项</p>',
        ),
        (
            "table",
            {
                "data": [["合并", ""], ["A", "乙"]],
                "table_header_choice": "neither",
                "first_row_is_table_header": False,
                "first_col_is_header": False,
                "table_caption": "",
                "cell": [{"row": 0, "col": 1, "hidden": True}],
                "mergeCells": [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}],
            },
        ),
    ]


def test_wps_keeps_its_emphasis_and_lists():
    assert html_to_blocks(WPS) == [
        (
            "paragraph",
            "<p>（二）加强应归尽归。</p><p><b>重点</b><i>斜体</i> <sup>2</sup></p><ul><li>甲</li><li>乙</li></ul>",
        )
    ]


def test_a_web_page_keeps_links_that_lead_somewhere():
    assert html_to_blocks(WEB) == [
        (
            "paragraph",
            '<p><b>正文</b><br/>换行</p><p>点我再点<a href="/old/1.html">旧文</a></p><p>表单里的字</p><p>滚动</p>',
        )
    ]


def test_pictures_are_asked_for_and_stand_where_they_stood():
    blocks = html_to_blocks(
        '<p>前<img src="a.png">后</p><figure><img src="b.png"><figcaption>图一</figcaption></figure><img src="c.png">',
        lambda element: None if element["src"] == "c.png" else element["src"],
    )
    assert blocks == [
        ("paragraph", "<p>前后</p>"),
        ("figure", {"image": "a.png", "caption": ""}),
        ("figure", {"image": "b.png", "caption": "图一"}),
    ]


def test_questions_and_quotes():
    blocks = html_to_blocks(
        "<dl><dt>几时？</dt><dd>三个月。</dd><dt>谁？</dt></dl><blockquote>原文<br>两行</blockquote>"
    )
    assert blocks == [
        ("questions", [{"question": "几时？", "answer": "<p>三个月。</p>"}, {"question": "谁？", "answer": ""}]),
        ("quote", {"text": "原文 两行", "source": ""}),
    ]


def test_a_heading_too_long_for_one_is_text():
    assert html_to_blocks(f"<h2>{'长' * 201}</h2>") == [("paragraph", f"<p>{'长' * 201}</p>")]


@pytest.mark.parametrize(
    "html",
    ["", "   ", "<p>　</p><p>&nbsp;</p>", "<table><tr><td> </td></tr></table>", "<!-- x -->", "<ul><li></li></ul>"],
)
def test_nothing_comes_of_nothing(html):
    assert html_to_blocks(html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>未关",
        "<table><td>甲<td>乙",
        "<b><p>甲</b></p>",
        "</p></div>甲",
        "<p><table><tr><td>甲</td></tr></table></p>",
    ],
)
def test_what_is_badly_formed_is_read_all_the_same(html):
    assert "甲" in str(html_to_blocks(html)) or "未关" in str(html_to_blocks(html))


def test_a_table_that_claims_a_million_columns():
    table = BeautifulSoup('<table><tr><td colspan="1000000" rowspan="x">甲</td></tr></table>', "lxml").table
    assert len(table_value(table)["data"][0]) == 200


@pytest.mark.django_db
def test_the_blocks_are_what_a_body_takes_and_shows():
    page = PolicyPage(title="甲")
    page.body = html_to_blocks(WORD + WPS)
    assert 'id="item-1"' in page.body_html
    assert 'id="item-2"' in page.body_html
    assert 'colspan="2"' in page.body_html
    page.body = page.body.stream_block.clean(page.body)  # the editor would accept them
    assert "应归尽归" in page.body_text
