"""What goes into the index and what a query asks for."""

import pytest

from chinese_search import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("ＧＢ／Ｔ　５１１２９", "gb/t 51129"), ("檔案管理", "档案管理"), ("㎡", "m2"), ("a\ud800b", "ab"), ("", "")],
)
def test_fold(typed, folded):
    assert text.fold(typed) == folded


@pytest.mark.parametrize("typed", ["檔案管理", "\uf90a屬", "普通的话，带标点。"])
def test_fold_han_folds_chinese_characters_alike(typed):
    han = str.maketrans("", "", "，。,")
    assert text.fold_han(typed).translate(han) == text.fold(typed).translate(han)


@pytest.mark.parametrize(
    ("source", "tokens"),
    [
        ("城建档案馆", "城建 建档 档案 案馆 馆"),
        ("馆", "馆"),
        ("京建法〔2018〕6号", "京建 建法 法 2018 6 号"),
        ("GB/T51129-2017", "gb t 51129 2017"),
        ("𠮷野家䶮", "𠮷野 野家 家䶮 䶮"),
        ("……！？", ""),
    ],
)
def test_index_text(source, tokens):
    assert text.index_text(source) == tokens


def test_only_so_much_of_a_text_is_indexed():
    assert len(text.index_text("档" * 300_000).split()) == text.MAX_CHARS


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("城建档案移交办法", ["城建", "档案", "移交", "办法"]),
        ("京建法〔2018〕6号", ["京建法 2018 6 号"]),
        ("怎么预约查档", ["预约", "查档"]),
        ("怎么办", ["怎么办"]),
        ("档案管理", ["档案", "管理"]),
        ("24小时 BIM", ["24 小时", "bim"]),
        ("《》“”", []),
        ("\x00'\"", []),
    ],
)
def test_words(query, words):
    assert text.words(query) == words


def test_words_are_bounded():
    assert len(text.words("甲 " * 500)) == text.MAX_WORDS
    assert len("".join(text.words("档案馆" * 500))) <= text.MAX_QUERY


@pytest.mark.parametrize(
    ("word", "tokens", "open_end"),
    [
        ("档案", ["档案"], False),
        ("竣工图", ["竣工", "工图"], False),
        ("馆", ["馆"], True),
        ("2018 6 号", ["2018", "6", "号"], True),
        ("", [], False),
    ],
)
def test_phrase(word, tokens, open_end):
    assert text.phrase(word) == (tokens, open_end)
