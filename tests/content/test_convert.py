"""HTML from elsewhere as blocks: structure kept, foreign styles gone. Clipboards as WPS and Word really fill them."""

import pytest
from bs4 import BeautifulSoup

from content.convert import html_to_blocks, table_value
from policies.models import PolicyPage
from tests.content.clipboards import FOREIGN, WEB, WORD, WPS


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
