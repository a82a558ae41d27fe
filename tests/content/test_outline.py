import pytest

from content.outline import Entry, chinese_number, chinese_numeral, outline


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("九十九", 99),
        ("一百", 100),
        ("一百零三", 103),
        ("一百一十", 110),
    ],
)
def test_chinese_number(numeral, value):
    assert chinese_number(numeral) == value


def test_numerals_and_numbers_are_each_others_inverse():
    assert [chinese_numeral(number) for number in (1, 10, 15, 20, 103, 110, 999)] == [
        "一",
        "十",
        "十五",
        "二十",
        "一百零三",
        "一百一十",
        "九百九十九",
    ]
    assert all(chinese_number(chinese_numeral(number)) == number for number in range(1, 1000))


def test_headings_become_contents_and_items_get_anchors():
    html, contents = outline(
        "<h2>一、总体要求</h2><p>（一）健全机制。</p><p>普通段落</p><h3>附则</h3><p>第六条 依法办理</p>"
    )
    assert contents == [Entry(2, "section-1", "一、总体要求"), Entry(3, "section-2", "附则")]
    assert '<h2 id="section-1">' in html
    assert 'id="item-1"' in html
    assert 'id="article-6"' in html
    assert "<p>普通段落</p>" in html


def test_an_item_number_that_occurs_twice_gets_two_anchors():
    html, _ = outline("<p>（一）甲</p><p>（一）乙</p>")
    assert 'id="item-1"' in html
    assert 'id="item-1-2"' in html


def test_elements_with_attributes_are_left_alone():
    html = '<p id="x">（一）甲</p>'
    assert outline(html) == (html, [])


def test_what_the_editor_saved_gets_its_anchors_too():
    html, _ = outline('<p data-block-key="a1b2c"><b>（六）</b>健全移交方式。</p>')
    assert html.startswith('<p id="item-6" class="item"><b>（六）</b>健全移交方式。<a ')


def test_each_place_carries_a_link_to_itself_and_quotes_do_not_break_it():
    html, contents = outline("<h2>一、“双随机”&quot;公开&quot;</h2>")
    assert contents[0].label == '一、“双随机”"公开"'
    assert '<a class="permalink" href="#section-1" aria-label="“一、“双随机”&quot;公开&quot;”的链接"></a></h2>' in html
