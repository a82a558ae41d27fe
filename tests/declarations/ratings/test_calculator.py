"""/services/rating/: a link that shows the result to everybody, clear sentences for everything else."""

import random
from urllib.parse import urlencode

import pytest
from django.test import Client

from declarations.models import SchemeItem, ScoringScheme
from declarations.ratings.offered import keep_version
from declarations.ratings.section import RATINGS
from declarations.ratings.sheet import sheets_of
from tests.declarations.ratings.sheets import GB, ITEMS, WORKED, as_query, row, section_of

pytestmark = pytest.mark.django_db
PAGE, PART = "/services/rating/", "/services/rating/result/"


def text(answer) -> str:
    return answer.content.decode()


def test_the_worked_examples_by_ratio_and_by_numbers(client):
    for words, _, _, rate, qualifies, grade in WORKED.values():
        for ratios in (True, False):
            page = text(client.get(PAGE, {"scheme": GB, **as_query(words, ratios=ratios)}))
            assert f"装配率 {rate}%" in page
            verdict = f"评价等级为 {grade} 级" if grade else "不能评定等级" if "34.9" in words else ""
            assert verdict in page
            assert ("不符合装配式建筑的条件。" in page) != qualifies


HOSTILE = {
    "NaN": "不是可以计算的数字",
    "1e999": "不能大于",
    "-1": "不能是负数",
    "x" * 10_000: "不是可以计算的数字",
    "<script>alert(1)</script>": "不是可以计算的数字",
    "100.1": "不能大于 100%",
    "1e-9": "的小数太长",
    "\x00": "空字符",
}


@pytest.mark.parametrize(("typed", "sentence"), HOSTILE.items(), ids=lambda value: value[:12])
def test_hostile_input_gets_a_sentence_and_what_is_right_is_computed(client, typed, sentence):
    answer = client.get(PAGE, {"q1a_r": typed, "q1b_r": "８０"})
    page = text(answer)
    assert answer.status_code == 200
    assert sentence in page
    assert "<script>alert" not in page
    assert "Q1 主体结构：0 + 20 = 20 分" in page
    assert sentence in text(client.post(PART, {"q1a_r": typed, "q1b_r": "80"}))


def test_more_above_than_below_both_ways_at_once_and_everything_absent(client):
    page = text(client.get(PAGE, {"q1a_a": "5", "q1a_b": "4", "q1b_r": "1", "q1b_a": "1", "q1b_b": "2"}))
    assert "分子 5 m³ 大于分母 4 m³，请核对是否填反或多计。" in page
    assert "的比例和两个数值只能填一种，请清空其中一种。" in page
    absent = {f"{code}_absent": "on" for code in ITEMS}
    assert "装配率" in text(client.get(PAGE, absent))


def test_an_unknown_scheme_and_unknown_fields_give_the_first_scheme(client):
    page = text(client.get(PAGE, {"scheme": "nothing", "zzz": "1", "q1b_r": "80"}))
    assert "GB/T 51129-2017《装配式建筑评价标准》第 1 版评分表" in page
    assert text(client.post(PART, {"scheme": f"{GB}.1", "q1b_r": "80"})).count("主体结构得分 Q1 为 20 分") == 1


def test_with_no_scheme_the_page_says_so(client):
    ScoringScheme.objects.update(is_enabled=False)
    assert "现在没有启用的评价标准，暂不能计算。" in text(client.get(PAGE, {"q1a_r": "1"}))
    assert client.get(PART, {"q1a_r": "1"}).status_code == 200


def test_a_link_is_never_answered_by_the_empty_page_that_is_kept(client):
    assert "public" in client.get(PAGE)["Cache-Control"]
    assert "填写数值后，这里显示计算结果。" in text(client.get(PAGE))
    assert "装配率 20%" in text(client.get(PAGE, {"q1b_r": "80"}))
    assert client.get(PART)["Cache-Control"] == "no-store"
    assert client.delete(PART).status_code == 405


def test_the_live_part_is_asked_by_post_with_a_token_and_keeps_nothing(django_assert_num_queries):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(PART, {"q1b_r": "80"}).status_code == 403
    with django_assert_num_queries(1):
        Client().post(PART, {"q1b_r": "80"})


def test_a_scheme_that_was_mended_counts_at_once(client):
    asked = f"{PAGE}?{urlencode({'scheme': GB, 'q1a_r': '30'})}"
    assert "装配率 0%" in text(client.get(asked))
    row = ScoringScheme.objects.get(key=GB)
    SchemeItem.objects.filter(scheme=row, code="q1a").update(low=30)
    keep_version(row)
    assert "装配率 20%" in text(client.get(asked))
    assert "第 2 版评分表" in text(client.get(asked))


def test_the_live_part_and_what_is_frozen_always_agree(client):
    """Fifty sheets of any kind: whoever types sees what will be submitted."""
    dice = random.Random(51129)
    for _ in range(50):
        typed = _any_sheet(dice)
        kept = section_of(row("? ? · ? ? ? ? · ? ? ? ? ?", **typed))
        part = text(client.post(PART, {"scheme": f"{GB}.1", **typed}))
        (sheet,) = sheets_of(RATINGS.shown(kept)) or [None]
        assert sheet is not None
        assert f"装配率 {sheet['rate']}%" in part
        assert sheet["verdict"] in part
        for line in sheet["explanation"]:
            assert _escaped(line) in part


def _any_sheet(dice: random.Random) -> dict[str, str]:
    typed = {"q3f_done": dice.choice(["yes", "no"])}
    for code in ITEMS:
        if code == "q3f" or dice.random() < 0.1:
            continue
        if code[:2] != "q1" and dice.random() < 0.15:
            typed[f"{code}_absent"] = "on"
            continue
        bottom = dice.randint(1, 5000)
        typed |= {f"{code}_a": str(dice.randint(0, bottom)), f"{code}_b": str(bottom)}
    return typed


def _escaped(line: str) -> str:
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
