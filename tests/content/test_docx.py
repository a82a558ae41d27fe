"""Word files as articles."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from PIL import Image

from content.docx import NotAWordFile, read_docx


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_list(document, number: int, *levels: tuple[str, str]) -> None:
    """A list as Word and WPS write it into the file: one level for each (format, text)."""
    numbering = document.part.numbering_part.element
    level = '<w:lvl w:ilvl="{}"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
    body = "".join(level.format(depth, form, text) for depth, (form, text) in enumerate(levels))
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{body}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def in_list(paragraph, number: int, depth: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number
    properties.get_or_add_ilvl().val = depth


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def test_styles_become_headings_and_the_title_becomes_the_title():
    document = Document()
    document.add_heading("关于移交的通知", level=0)
    document.add_heading("总体要求", level=1)
    document.add_paragraph("各单位：")
    document.add_heading("细则", level=2)
    article = read_docx(saved(document))
    assert article.title == "关于移交的通知"
    assert article.blocks == [
        ("heading", {"level": "2", "text": "总体要求"}),
        ("paragraph", "<p>各单位：</p>"),
        ("heading", {"level": "3", "text": "细则"}),
    ]
    assert article.problems == []


def test_numbered_parts_become_headings_where_no_style_was_used():
    document = Document()
    for words in (
        "各区：",
        "一、总体要求",
        "（一）健全机制。各地要……",
        "二、以下事项，应当注意。",
        "第三章 附则",
        "第一节 施行",
    ):
        document.add_paragraph(words)
    kinds = [
        (kind, value if kind == "paragraph" else value["text"]) for kind, value in read_docx(saved(document)).blocks
    ]
    assert kinds == [
        ("paragraph", "<p>各区：</p>"),
        ("heading", "一、总体要求"),
        ("paragraph", "<p>（一）健全机制。各地要……</p><p>二、以下事项，应当注意。</p>"),
        ("heading", "第三章 附则"),
        ("heading", "第一节 施行"),
    ]


def test_numbers_that_word_draws_are_written_out():
    document = Document()
    add_list(
        document, 90, ("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3.")
    )
    for depth, words in [
        (0, "总体要求"),
        (1, "健全机制。"),
        (1, "应收尽收。"),
        (2, "小项。"),
        (0, "保障"),
        (1, "队伍。"),
    ]:
        in_list(document.add_paragraph(words), 90, depth)
    article = read_docx(saved(document))
    assert article.blocks[0] == ("heading", {"level": "2", "text": "一、总体要求"})
    assert article.blocks[1][1] == "<p>（一）健全机制。</p><p>（二）应收尽收。</p><ol><li>小项。</li></ol>"
    assert article.blocks[2:] == [
        ("heading", {"level": "2", "text": "二、保障"}),
        ("paragraph", "<p>（一）队伍。</p>"),
    ]


def test_articles_numbered_by_a_style_are_written_out():
    document = Document()
    add_list(document, 91, ("chineseCounting", "第%1条"))
    style = document.styles.add_style("条", 1)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="91"/></w:numPr>'))
    for words in ("为了规范管理。", "本办法适用于本市。"):
        document.add_paragraph(words, style="条")
    assert read_docx(saved(document)).blocks == [
        ("paragraph", "<p>第一条 为了规范管理。</p><p>第二条 本办法适用于本市。</p>")
    ]


def test_tables_keep_their_joined_cells():
    document = Document()
    table = document.add_table(rows=2, cols=3)
    for row, line in enumerate([["类别", "", "备注"], ["甲", "乙", "丙"]]):
        for column, words in enumerate(line):
            table.rows[row].cells[column].text = words
    table.cell(0, 0).merge(table.cell(0, 1))
    kind, value = read_docx(saved(document)).blocks[0]
    assert kind == "table"
    assert value["data"] == [["类别", "", "备注"], ["甲", "乙", "丙"]]
    assert value["mergeCells"] == [{"row": 0, "col": 0, "rowspan": 1, "colspan": 2}]
    assert value["cell"] == [{"row": 0, "col": 1, "hidden": True}]


def test_pictures_go_where_they_are_told_and_others_are_reported():
    document = Document()
    document.add_paragraph("如下：")
    document.add_picture(io.BytesIO(picture()))
    received = []

    def take(content: bytes, alt: str) -> str:
        received.append(content)
        return "the image"

    article = read_docx(saved(document), take)
    assert received == [picture()]
    assert article.blocks[1] == ("figure", {"image": "the image", "caption": ""})
    refused = read_docx(saved(document), lambda content, alt: None)
    assert [kind for kind, _ in refused.blocks] == ["paragraph"]
    assert refused.problems == ["一张图片（image/png）没有收入。"]


def test_a_number_before_a_picture_leaves_the_picture():
    document = Document()
    add_list(document, 92, ("chineseCounting", "（%1）"))
    paragraph = document.add_paragraph()
    paragraph.add_run().add_picture(io.BytesIO(picture()))
    in_list(paragraph, 92, 0)
    article = read_docx(saved(document), lambda content, alt: "the image")
    assert [kind for kind, _ in article.blocks] == ["paragraph", "figure"]


def test_no_style_of_word_is_left():
    document = Document()
    run = document.add_paragraph().add_run("仿宋三号")
    run.font.name = "仿宋_GB2312"
    run.font.bold = True
    run._r.get_or_add_rPr().append(parse_xml(f'<w:color {nsdecls("w")} w:val="FF0000"/>'))
    assert read_docx(saved(document)).blocks == [("paragraph", "<p><b>仿宋三号</b></p>")]


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_what_is_no_word_file_is_refused_with_a_sentence(content):
    with pytest.raises(NotAWordFile, match="请另存为 DOCX"):
        read_docx(content)


def test_a_bomb_is_refused():
    out = io.BytesIO(saved(Document()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/big.png", bytes(60 * 1024**2))
    with pytest.raises(NotAWordFile, match="展开后太大"):
        read_docx(out.getvalue())


def test_a_list_that_names_no_definition_is_read_all_the_same():
    document = Document()
    in_list(document.add_paragraph("没有定义"), 4711, 0)
    document.part.numbering_part.element.remove(document.part.numbering_part.element.find(qn("w:abstractNum")))
    assert "没有定义" in str(read_docx(saved(document)).blocks)
