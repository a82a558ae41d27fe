"""What a reader sees of a found page."""

from django.utils.safestring import SafeString

from chinese_search.excerpts import excerpt, highlight


def test_marks_every_spelling_of_the_words():
    assert highlight("ＢＩＭ 檔案与档案", ["bim", "档案"]) == (
        "<mark>ＢＩＭ</mark> <mark>檔案</mark>与<mark>档案</mark>"
    )


def test_marks_a_number_with_what_stands_inside_it():
    assert highlight("京建法〔2018〕6号", ["京建法 2018 6 号"]) == "<mark>京建法〔2018〕6号</mark>"


def test_everything_else_is_escaped():
    found = highlight('<b>档案</b> & "x"', ["档案"])
    assert found == "&lt;b&gt;<mark>档案</mark>&lt;/b&gt; &amp; &quot;x&quot;"
    assert isinstance(found, SafeString)


def test_shows_the_stretch_with_most_of_the_words():
    source = "移交。" + "无关的话。" * 100 + "城建档案移交办法在这里。" + "无关的话。" * 100
    shown = excerpt(source, ["城建", "档案", "移交", "办法"])
    assert "<mark>城建档案移交办法</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 200


def test_shows_the_beginning_when_no_word_is_there():
    assert excerpt("开头" + "话" * 300, ["没有"]).startswith("开头")
    assert excerpt("", ["没有"]) == ""
    assert excerpt("短", []) == "短"


def test_characters_that_fold_to_several_keep_the_marks_in_place():
    assert highlight("面积½㎡，档案", ["档案"]) == "面积½㎡，<mark>档案</mark>"
    assert highlight("㎡", ["m", "2"]) == "<mark>㎡</mark>"
    assert "<mark>档案</mark>" in excerpt("㎡" * 10_000 + "档案", ["档案"])
