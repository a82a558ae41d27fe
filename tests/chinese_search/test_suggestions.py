"""Other characters of the same sound."""

import pytest

from chinese_search.suggestions import suggest, vocabulary

KNOWN = vocabulary(["城建档案馆的竣工图", "地下管线普查", "查阅档案", "装配式建筑奖励资金申报", "建设工程档案验收"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("当案馆", "档案馆"),
        ("峻工图", "竣工图"),
        ("地下管先", "地下管线"),
        ("装配试建筑", "装配式建筑"),
        ("BIM 当案", "bim 档案"),
    ],
)
def test_known_words_of_the_same_sound(typed, meant):
    assert suggest(typed, KNOWN) == meant


@pytest.mark.parametrize("typed", ["档案馆", "地下管线", "完全无关", "BIM", "", "\x00", "馆"])
def test_nothing_to_suggest(typed):
    assert suggest(typed, KNOWN) == ""
