"""The score by GB/T 51129-2017: the worked examples, the limits, what is absent, every reason, every refusal."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rating import db11t1831_2021
from rating.entries import Entry, Refused
from rating.gbt51129_2017 import SCHEME
from rating.score import score
from tests.rating.sheets import sheet

BEST = "100 100 · 100 100 100 100 · 是 100 100 100 100"
D = Decimal


def best(**changed: Entry) -> dict[str, Entry]:
    return sheet(BEST) | changed


@pytest.mark.parametrize(
    ("typed", "groups", "absent", "rate", "qualifies", "grade"),
    [
        ("40 75 · 100 50 80 55 · 是 0 85 70 50", "36.1 14.5 18.3", "0", "68.9", True, "A"),
        ("100 92 · 100 80 95 70 · 是 75 缺 90 65", "50 19 23.5", "6", "98.4", True, "AAA"),
        ("0 80 · 100 0 100 0 · 是 70 90 90 50", "20 10 28", "0", "58.0", True, ""),
        ("80 80 · 79.9 80 49 60 · 是 70 90 90 70", "50 8 30", "0", "88.0", False, ""),
        ("80 80 · 80 80 50 80 · 否 70 90 90 70", "50 20 24", "0", "94.0", False, ""),
        ("34.9 80 · 80 80 50 80 · 是 70 90 90 70", "20 20 30", "0", "70.0", True, ""),
        ("35 80 · 80 0 50 50 · 是 70 75 70 60", "40 12 23.8", "0", "75.8", True, "A"),
        ("35 70 · 80 50 50 50 · 是 70 70 70 50", "30 14 22", "0", "66.0", True, "A"),
        ("80 80 · 80 80 50 80 · 是 70 缺 缺 70", "50 20 18", "12", "100.0", True, "AAA"),
    ],
    ids=[
        "RC housing",
        "steel office, no kitchen",
        "no precast verticals",
        "weak walls",
        "no full fit-out",
        "just below 35",
        "band gap",
        "all lower limits",
        "no kitchen or bath",
    ],
)
def test_the_worked_examples(typed, groups, absent, rate, qualifies, grade):
    result = score(SCHEME, sheet(typed))
    assert [each.points for each in result.groups] == [D(points) for points in groups.split()]
    assert result.absent_points == D(absent)
    assert str(result.rate) == rate
    assert (result.qualifies, result.grade) == (qualifies, grade)
    assert result.unfilled == ()


@pytest.mark.parametrize(
    ("typed", "rate", "grade"),
    [
        ("35 70 · 80 50 0 80 · 是 0 70 70 70", "60.0", "A"),
        ("35 70 · 80 50 0 79 · 是 0 70 70 70", "59.9", ""),
        ("35 80 · 80 0 50 50 · 是 70 75 70 60", "75.8", "A"),  # printed: A up to 75, AA from 76
        ("35 80 · 80 0 50 50 · 是 70 76.6 70 60", "76.0", "AA"),
        ("80 80 · 80 0 50 80 · 是 70 90 90 0", "89.0", "AA"),
        ("80 80 · 80 70 50 50 · 是 70 70 70 70", "90.0", "AA"),
        ("80 80 · 80 80 50 50 · 是 70 70 70 70", "91.0", "AAA"),
        ("80 80 · 80 79 50 50 · 是 70 70 70 70", "90.9", "AA"),  # printed: AA up to 90, AAA from 91
    ],
)
def test_nothing_is_rounded_up_into_a_grade(typed, rate, grade):
    result = score(SCHEME, sheet(typed))
    assert (str(result.rate), result.grade) == (rate, grade)


def test_a_rate_just_below_a_grade_is_not_shown_as_if_it_had_reached_it():
    result = score(SCHEME, sheet("80 80 · 80 50 50 50 · 是 70 缺 86.67 50"))  # 85.5 of 94 = 90.957…
    assert (result.rate, result.rate_text, result.grade) == (D("91.0"), "90.96", "AA")
    assert "未评为 AAA 级：装配率 P 为 90.96%，低于要求的 91%。" in result.explanation()
    assert result.rate_formula.endswith("(50 + 14 + 21.5) ÷ (100 − 6) × 100% ≈ 90.96%")


def test_the_rate_may_be_rounded_first_where_the_scheme_says_so():
    typed = sheet("35 80 · 80 0 50 50 · 是 70 75 70 60")  # 75.8
    assert score(replace(SCHEME, grade_places=0), typed).grade == "AA"


@pytest.mark.parametrize(
    ("item", "ratio", "points"),
    [
        ("q1a", "34.999999", "0"),
        ("q1a", "35", "20"),
        ("q1a", "40", "21.1"),
        ("q1a", "80", "30"),
        ("q1a", "80.1", "30"),
        ("q1b", "69.99", "0"),
        ("q1b", "70", "10"),
        ("q1b", "79.95", "20.0"),
        ("q2a", "79.999", "0"),
        ("q2a", "80", "5"),
        ("q2b", "49.9", "0"),
        ("q2b", "50", "2"),
        ("q2b", "80", "5"),
        ("q2c", "50", "5"),
        ("q2d", "82", "5"),
        ("q3a", "69.9", "0"),
        ("q3a", "70", "6"),
        ("q3b", "85", "5.3"),  # 5.25 exactly: half up, where Python's round gives 5.2
        ("q3c", "71", "3.2"),  # 3.15
        ("q3d", "50", "4"),
        ("q3d", "55.5", "4.6"),  # 4.55
        ("q3d", "70", "6"),
    ],
)
def test_points_of_one_item(item, ratio, points):
    line = next(line for line in score(SCHEME, {item: Entry(ratio=ratio)}).lines if line.item.code == item)
    assert line.points == D(points)


def test_a_ratio_that_no_decimal_can_write_is_computed_exactly_and_told_as_a_division():
    line = next(
        line
        for line in score(SCHEME, {"q3b": Entry(numerator="211", denominator="300")}).lines
        if line.item.code == "q3b"
    )
    assert line.points == D("3.1")  # 70.333… % earns exactly 3.05
    assert line.ratio == "70.33"
    assert line.formula == "3 + (211 ÷ 300 × 100 − 70) ÷ (90 − 70) × (6 − 3)，四舍五入得 3.1 分"


def test_the_explanation_of_the_first_example():
    told = score(SCHEME, sheet("400/1000 75 · 100 50 80 55 · 是 0 85 缺 50")).explanation()
    assert told[0] == (
        "柱、支撑、承重墙、延性墙板等竖向构件（35%≤比例≤80%）：400 ÷ 1000 m³，比例 40%，"
        "20 + (40 − 35) ÷ (80 − 35) × (30 − 20)，四舍五入得 21.1 分"
    )
    assert "Q1 主体结构：21.1 + 15 = 36.1 分" in told
    assert "非承重围护墙非砌筑（比例≥80%）：比例 100%，100%≥80%，得 5 分" in told
    assert "干式工法楼面、地面（比例≥70%）：比例 0%，0%＜70%，得 0 分" in told
    assert "集成卫生间（70%≤比例≤90%）：缺项，不计分，6 分计入 Q4" in told
    assert "P = (Q1 + Q2 + Q3) ÷ (100 − Q4) × 100% = (36.1 + 14.5 + 15.3) ÷ (100 − 6) × 100% ≈ 70.1%" in told
    assert told[-2:] == (
        "未评为 AA 级：装配率 P 为 70.1%，低于要求的 76%。",
        "符合装配式建筑的条件，评价等级为 A 级。",
    )


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({"q1a": "0", "q1b": "79"}, ["主体结构得分 Q1 为 19 分，低于要求的 20 分（第 3.0.3 条）。"]),
        ({"q2a": "0", "q2c": "0", "q2d": "79"}, ["围护墙和内隔墙得分 Q2 为 9.9 分，低于要求的 10 分（第 3.0.3 条）。"]),
        ({"q3f": "否"}, ["没有采用“全装修”（第 3.0.3 条）。"]),
        ({"q3f": "?"}, ["没有采用“全装修”（第 3.0.3 条）。"]),
        (
            {"q1a": "34.999"},
            ["“柱、支撑、承重墙、延性墙板等竖向构件”的应用比例为 34.999%，低于要求的 35%（第 5.0.1 条）。"],
        ),
        (
            {"q1a": "?"},
            ["“柱、支撑、承重墙、延性墙板等竖向构件”的应用比例没有可用的数值，应当不低于 35%（第 5.0.1 条）。"],
        ),
    ],
)
def test_each_failed_condition_has_its_reason(changed, reasons):
    result = score(SCHEME, best(**{code: sheet(f"{word} " * 11)[code] for code, word in changed.items()}))
    told = [reason for reason in result.reasons if "5.0.1" not in reason or len(reasons[0]) == len(reason)]
    assert told == reasons
    assert f"不符合：{reasons[0]}" in result.explanation()
    assert result.grade == ""


def test_a_low_rate_alone_is_a_reason():
    result = score(SCHEME, sheet("35 0 · 80 0 50 0 · 是 0 70 70 50"))
    assert result.rate == 46
    assert result.reasons == ("装配率 P 为 46%，低于要求的 50%（第 3.0.3 条）。",)
    assert result.verdict == "不符合装配式建筑的条件。"


def test_who_qualifies_and_misses_the_lowest_grade_is_told_so():
    result = score(SCHEME, sheet("35 70 · 80 0 50 0 · 是 0 70 70 50"))
    assert (result.qualifies, result.rate, result.grade) == (True, 56, "")
    assert result.reasons == ("装配率 P 为 56%，低于要求的 60%。",)
    assert result.verdict == "符合装配式建筑的条件，未达到最低等级。"


def test_below_35_percent_of_verticals_it_qualifies_and_cannot_be_graded():
    result = score(SCHEME, sheet("34.9 80 · 80 80 50 80 · 是 70 90 90 70"))
    assert result.verdict == "符合装配式建筑的条件，不能评定等级。"
    assert not result.can_be_graded


def test_what_is_absent_leaves_the_total_and_what_scores_nothing_does_not():
    none_built = score(SCHEME, best(q3b=Entry(ratio=0)))
    no_kitchen = score(SCHEME, best(q3b=Entry(absent=True)))
    assert (none_built.absent_points, none_built.rate) == (0, 94)
    assert (no_kitchen.absent_points, no_kitchen.rate) == (6, 100)
    no_walls = score(SCHEME, best(q2c=Entry(absent=True), q2d=Entry(absent=True)))
    assert (no_walls.absent_points, no_walls.rate, no_walls.qualifies) == (10, 100, True)


def test_what_is_not_filled_in_counts_nothing_and_is_told():
    result = score(SCHEME, {})
    assert len(result.unfilled) == 11
    assert result.rate == 0
    assert "还有 11 项没有填写，暂按 0 分计，结果会随填写变化。" in result.explanation()


@pytest.mark.parametrize(
    ("item", "entry", "field", "says"),
    [
        ("q1a", Entry(ratio="NaN"), "ratio", "不是可以计算的数字"),
        ("q1a", Entry(ratio="Infinity"), "ratio", "不是可以计算的数字"),
        ("q1a", Entry(ratio="-5"), "ratio", "不能是负数"),
        ("q1a", Entry(ratio="100.1"), "ratio", "不能大于 100%"),
        ("q1a", Entry(numerator="5", denominator="NaN"), "denominator", "不是可以计算的数字"),
        ("q1a", Entry(numerator="-5", denominator="10"), "numerator", "不能是负数"),
        ("q1a", Entry(numerator="10.01", denominator="10"), "numerator", "大于分母 10 m³，请核对是否填反"),
        ("q1a", Entry(numerator="0", denominator="0"), "denominator", "分母不能为 0，请填写总量"),
        ("q3b", Entry(numerator="0", denominator="0"), "denominator", "如果建筑没有这一项，请标为缺项"),
        ("q1a", Entry(numerator="5"), "denominator", "分子和分母都要填写"),
        ("q1a", Entry(denominator="5"), "numerator", "分子和分母都要填写"),
        ("q1a", Entry(numerator="5", denominator="10", ratio="50"), "ratio", "只能填一种"),
        ("q3b", Entry(ratio="50", absent=True), "absent", "请清空它的数值，或者取消缺项"),
        ("q1a", Entry(absent=True), "absent", "不能标为缺项"),
        ("q3f", Entry(absent=True), "absent", "不能标为缺项"),
        ("q3f", Entry(ratio="50"), "done", "只需要选择“是”或“否”"),
        ("q3f", Entry(done="yes"), "done", "只需要选择“是”或“否”"),
        ("q1a", Entry(done=True), "done", "要按比例计分"),
    ],
)
def test_entries_that_cannot_be_scored_are_refused_at_their_field(item, entry, field, says):
    with pytest.raises(Refused) as refused:
        score(SCHEME, best(**{item: entry}))
    (fault,) = refused.value.faults
    assert (fault.item, fault.field) == (item, field)
    assert says in fault.sentence
    assert fault.sentence.endswith("。")


def test_all_faults_are_told_at_once():
    with pytest.raises(Refused) as refused:
        score(SCHEME, best(q1a=Entry(numerator="x", denominator="-1"), q2a=Entry(ratio="-1"), q9=Entry(ratio=1)))
    assert [(fault.item, fault.field) for fault in refused.value.faults] == [
        ("q9", ""),
        ("q1a", "numerator"),
        ("q1a", "denominator"),
        ("q2a", "ratio"),
    ]


def test_a_scheme_that_is_not_ready_scores_nothing():
    with pytest.raises(Refused, match="DB11/T 1831-2021 的评分表尚未录入或未启用"):
        score(db11t1831_2021.SCHEME, {})


def test_a_scheme_that_contradicts_itself_scores_nothing():
    with pytest.raises(Refused, match="GB/T 51129-2017 的评分表有误：各组（不含加分组）分值合计为 100 分"):
        score(replace(SCHEME, total=D(90)), {})
