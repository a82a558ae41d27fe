"""Terms, synonyms, and queries of which a word may be missing."""

from modelsearch.query import PlainText

from chinese_search.asked import MostWords, Term, all_words, readings, terms

SYNONYMS = {"开发商": ("建设单位",), "查阅档案": ("查档", "档案查询")}


def test_words_that_make_an_entry_become_one_term():
    assert terms(["查阅", "档案", "费用"], SYNONYMS) == [
        Term((("查阅", "档案"), ("查档",), ("档案查询",))),
        Term((("费用",),)),
    ]


def test_without_an_entry_each_word_is_a_term():
    assert terms(["档案", "移交"], SYNONYMS) == [Term((("档案",),)), Term((("移交",),))]


def test_plain_text_asks_for_all_or_for_any():
    assert len(readings(PlainText("档案 移交"), {})) == 1
    assert len(readings(PlainText("档案 移交", operator="or"), {})) == 2
    assert readings(PlainText("“”"), {}) == []


def test_most_words_leaves_each_of_four_out_in_turn():
    found = readings(MostWords("异地 备份 安全 律师"), {})
    assert [[term.words[0] for term in asked] for asked in found] == [
        ["备份", "安全", "律师"],
        ["异地", "安全", "律师"],
        ["异地", "备份", "律师"],
        ["异地", "备份", "安全"],
    ]


def test_of_three_words_any_is_enough():
    assert len(readings(MostWords("备份 安全 律师"), {})) == 3


def test_all_words_are_those_to_mark():
    assert all_words("开发商移交", SYNONYMS) == ["开发商", "建设单位", "移交"]
