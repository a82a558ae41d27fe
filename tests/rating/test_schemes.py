"""Schemes as data: what is shipped, dict and JSON and back, contradictions, alternatives, bonus and formulas."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rating import db11t1831_2021, plain, schemes
from rating.entries import Entry
from rating.gbt51129_2017 import SCHEME
from rating.schemes import Condition, Formula, Grade, Group, Item, Measure, Scoring, problems
from rating.score import score
from rating.shipped import SCHEMES
from tests.rating.sheets import sheet

D = Decimal
BEST = sheet("100 100 · 100 100 100 100 · 是 100 100 100 100")
BONUS = Group(
    "B",
    "加分项",
    D(3),
    (
        Item("b1", "绿色建筑二星级", Scoring.YES_NO, D(1), one_of="绿色建筑"),
        Item("b2", "绿色建筑三星级", Scoring.YES_NO, D(2), one_of="绿色建筑"),
        Item("b3", "信息化技术应用", Scoring.YES_NO, D(2)),
    ),
    is_bonus=True,
)
WITH_BONUS = replace(SCHEME, groups=(*SCHEME.groups, BONUS))


def with_item(code: str, /, **changed) -> schemes.Scheme:
    """The shipped scheme with one item changed."""
    groups = tuple(
        replace(group, items=tuple(replace(i, **changed) if i.code == code else i for i in group.items))
        for group in SCHEME.groups
    )
    return replace(SCHEME, groups=groups)


def test_the_shipped_table_is_that_of_the_standard():
    table = [
        (i.code, *(None if v is None else str(v) for v in (i.low, i.high, i.points_low, i.points)))
        for i in SCHEME.items()
    ]
    assert table == [
        ("q1a", "35", "80", "20", "30"),
        ("q1b", "70", "80", "10", "20"),
        ("q2a", "80", None, None, "5"),
        ("q2b", "50", "80", "2", "5"),
        ("q2c", "50", None, None, "5"),
        ("q2d", "50", "80", "2", "5"),
        ("q3f", None, None, None, "6"),
        ("q3a", "70", None, None, "6"),
        ("q3b", "70", "90", "3", "6"),
        ("q3c", "70", "90", "3", "6"),
        ("q3d", "50", "70", "4", "6"),
    ]
    assert [(g.code, g.points, SCHEME.minimum_of(g.code)) for g in SCHEME.groups] == [
        ("Q1", 50, 20),
        ("Q2", 20, 10),
        ("Q3", 30, None),
    ]
    assert [(grade.name, grade.at_least) for grade in SCHEME.grades] == [("A", 60), ("AA", 76), ("AAA", 91)]
    assert [i.unit for i in SCHEME.items()] == ["m³", "㎡", "㎡", "㎡", "㎡", "㎡", "", "㎡", "㎡", "㎡", "m"]
    assert problems(SCHEME) == []
    assert not SCHEME.holds_on(date(2018, 1, 31))
    assert SCHEME.holds_on(date(2018, 2, 1))


def test_the_standard_of_beijing_is_there_empty_and_switched_off():
    scheme = db11t1831_2021.SCHEME
    assert scheme in SCHEMES
    assert (scheme.is_ready, scheme.groups) == (False, ())
    assert problems(scheme) == ["评分表是空的，请先录入各组和评价项。"]
    assert not scheme.holds_on(date(2021, 6, 30))


@pytest.mark.parametrize("scheme", [*SCHEMES, WITH_BONUS], ids=["national", "beijing", "bonus"])
def test_a_scheme_survives_dict_and_json(scheme):
    assert schemes.from_plain(plain.to_plain(scheme)) == scheme
    assert schemes.from_plain(json.loads(json.dumps(plain.to_plain(scheme)))) == scheme
    assert schemes.from_json(plain.to_json(scheme)) == scheme


@given(
    low=st.decimals(0, 49, places=3),
    high=st.decimals(50, 100, places=3),
    points=st.decimals("0.1", 6, places=1),
    total=st.integers(0, 4),
    grade_places=st.none() | st.integers(0, 4),
    formula=st.sampled_from(Formula),
    note=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50),
    valid_to=st.none() | st.dates(min_value=date(2018, 2, 1)),
)
def test_any_scheme_survives_json(low, high, points, total, grade_places, formula, note, valid_to):
    scheme = replace(
        with_item("q3b", low=low, high=high, points_low=points),
        is_ready=False,
        point_places=total,
        grade_places=grade_places,
        formula=formula,
        note=note,
        valid_to=valid_to,
    )
    assert schemes.from_json(plain.to_json(scheme)) == scheme


def test_an_editor_who_types_a_standard_gets_a_scheme_that_scores():
    raw = plain.to_plain(db11t1831_2021.SCHEME) | {
        "is_ready": True,
        "total": 10,
        "groups": [
            {
                "code": "G",
                "name": "示例组",
                "points": 10,
                "items": [
                    {
                        "code": "x",
                        "name": "示例项",
                        "scoring": "interpolated",
                        "low": 0.1,
                        "high": 50,
                        "points_low": "0",
                        "points": "10",
                        "numerator": "示例分子",
                        "denominator": "示例分母",
                        "unit": "㎡",
                    }
                ],
            }
        ],
        "qualification": [{"measure": "rate", "at_least": 50}],
    }
    result = score(schemes.from_plain(raw), {"x": Entry(ratio=25)})
    assert result.groups[0].points == D("5.0")
    assert (result.rate, result.verdict) == (D(50), "符合装配式建筑的条件。")


@pytest.mark.parametrize(
    ("scheme", "says"),
    [
        (replace(SCHEME, source=" "), "没有填写出处。"),
        (replace(SCHEME, valid_to=date(2017, 1, 1)), "失效日期早于施行日期。"),
        (replace(SCHEME, total=D(95)), "各组（不含加分组）分值合计为 100 分，与总分 95 分不符。"),
        (with_item("q3a", points=D(7)), "“装修和设备管线”的评价项合计为 31 分，与本组的 30 分不符。"),
        (with_item("q1a", low=D(80)), "“柱、支撑、承重墙、延性墙板等竖向构件”的比例下限 80% 应当小于上限 80%。"),
        (with_item("q1a", high=D(101)), "“柱、支撑、承重墙、延性墙板等竖向构件”的比例要求不能超过 100%。"),
        (with_item("q3b", points_low=D(7)), "“集成厨房”的下限分值 7 分大于上限分值 6 分，比例越高得分不能越少。"),
        (with_item("q3b", points_low=D("3.25")), "“集成厨房”的分值最多只能有 1 位小数。"),
        (with_item("q3b", high=None), "“集成厨房”按内插计分，应当有比例的下限、上限和下限的分值。"),
        (with_item("q3a", high=D(90)), "“干式工法楼面、地面”达到比例即得分，应当只有比例的下限。"),
        (with_item("q3f", low=D(90)), "“全装修”按是否计分，不应当有比例要求。"),
        (with_item("q3d", unit=""), "“管线分离”没有写明比例的分子、分母和单位。"),
        (with_item("q3d", code="q3c"), "代号“q3c”用了不止一次。"),
        (with_item("q3d", one_of="管线"), "“装修和设备管线”里标为“管线”的评价项只有一个，任选其一至少要两个。"),
        (replace(SCHEME, groups=(*SCHEME.groups, replace(BONUS, points=D(5)))), "达不到本组的上限 5 分"),
        (
            replace(SCHEME, qualification=(Condition(Measure.GROUP_POINTS, D(21), "Q2"),)),
            "条件要求“Q2”不低于 21，但最多只能得到 20",
        ),
        (replace(SCHEME, qualification=(Condition(Measure.RATE, D(101)),)), "条件要求“装配率”不低于 101"),
        (replace(SCHEME, gradable=(Condition(Measure.ITEM_RATIO, D(35), "q9"),)), "条件所指的“q9”不在评分表里"),
        (replace(SCHEME, gradable=(Condition(Measure.ITEM_RATIO, D(1), "q3f"),)), "或者没有比例"),
        (replace(SCHEME, grades=(Grade("AA", D(76)), Grade("A", D(60)))), "等级应当从低到高排列"),
        (replace(SCHEME, grades=(Grade("A", D(60)), Grade("A", D(76)))), "等级的名称有空的或重复的。"),
        (replace(SCHEME, grades=(Grade("A", D(120)),)), "等级的起点不能高于装配率的最大值 100.0%。"),
        (replace(SCHEME, qualification=()), "没有写明认定为装配式建筑的条件。"),
    ],
)
def test_a_scheme_that_contradicts_itself_is_refused_with_the_place(scheme, says):
    assert any(says in problem for problem in problems(scheme)), problems(scheme)
    with pytest.raises(plain.PlainError, match="。"):
        schemes.from_plain(plain.to_plain(scheme))
    unready = replace(scheme, is_ready=False)
    assert schemes.from_plain(plain.to_plain(unready)) == unready


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"colour": 1}, "不认识“colour”，请删去或改正拼写。"),
        ({"is_ready": "yes"}, "is_ready 的值不对，应当是true 或 false。"),
        ({"total": "NaN"}, "total 不是可以计算的数字"),
        ({"total": float("inf")}, "total 不是可以计算的数字"),
        ({"total": "-1"}, "total 不能是负数"),
        ({"valid_from": "2018-02-30"}, "valid_from 的值不对，请写成 2018-02-01。"),
        ({"valid_from": 2018}, "valid_from 的值不对"),
        ({"formula": "magic"}, "formula 的值不对，可选：absent_out、bonus_inside、plain。"),
        ({"formula": ["x"]}, "formula 的值不对"),
        ({"groups": {"code": "x"}}, "groups 应当是一个列表。"),
        ({"groups": [3]}, "groups 第 1 个：应当是一组名称和值。"),
        ({"groups": [{"code": "x"}]}, "groups 第 1 个：缺少“name”，请补上。"),
        ({"title": "字" * 2001}, "title 的值不对，应当是不超过 2000 字、没有控制符的文字。"),
        ({"title": None}, "title 的值不对"),
        ({"title": "标\0准"}, "title 的值不对"),
        ({"title": "\ud800"}, "title 的值不对"),
        ({"groups": [{}] * 201}, "groups 太长，最多 200 个。"),
        ({"rate_places": 10**9}, "小数位数应当在 0 到 4 之间。"),
        ({"rate_places": -1}, "小数位数应当在 0 到 4 之间。"),
        ({"point_places": 5}, "小数位数应当在 0 到 4 之间。"),
        ({"point_places": True}, "point_places 的值不对，应当是整数。"),
    ],
)
def test_a_dict_of_the_wrong_form_is_refused_with_the_place(change, says):
    with pytest.raises(plain.PlainError) as refused:
        schemes.from_plain(plain.to_plain(SCHEME) | change)
    assert any(says in problem for problem in refused.value.problems), refused.value.problems


def places(raw: object) -> list[tuple[object, object]]:
    """Every (container, key) in nested dicts and lists."""
    keys = list(raw) if isinstance(raw, dict) else range(len(raw)) if isinstance(raw, list) else []
    return [place for key in keys for place in [(raw, key), *places(raw[key])]]


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(
        ["", "0", "0.5", "100", "1e999", "q1a", "Q2", "yes_no", "threshold", "plain", "rate", "item_ratio"]
    ),
    st.just([]),
    st.just({}),
)


@given(st.data())
def test_a_spoilt_scheme_is_refused_in_words_or_scores(data):
    raw = plain.to_plain(WITH_BONUS)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places(raw)))
        container[key] = data.draw(ANYTHING)
    try:
        scheme = schemes.from_plain(raw)
    except plain.PlainError as refused:
        assert refused.problems
        return
    if scheme.is_ready:
        typed = {i.code: Entry(done=True) if i.scoring is Scoring.YES_NO else Entry(ratio=60) for i in scheme.items()}
        assert score(scheme, typed).explanation()
    assert schemes.from_json(plain.to_json(scheme)) == scheme


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", "[]", '"x"'])
def test_text_that_is_no_scheme_is_refused(text):
    with pytest.raises(plain.PlainError):
        schemes.from_json(text)


@pytest.mark.parametrize(
    ("formula", "rate"),
    [(Formula.ABSENT_OUT, "103.0"), (Formula.BONUS_INSIDE, "103.2"), (Formula.PLAIN, "97.0")],
)
def test_bonus_is_capped_and_enters_as_the_formula_says(formula, rate):
    typed = BEST | {"q3b": Entry(absent=True)} | {code: Entry(done=True) for code in ("b1", "b2", "b3")}
    result = score(replace(WITH_BONUS, formula=formula), typed)
    assert str(result.rate) == rate
    assert "B 加分项：0 + 2 + 2 = 4，按上限计 3 分" in result.explanation()


def test_of_alternatives_only_the_best_counts_and_the_other_is_told_so():
    typed = BEST | {"b1": Entry(done=True), "b2": Entry(done=True), "b3": Entry(done=False)}
    result = score(WITH_BONUS, typed)
    assert [line.points for line in result.groups[-1].lines] == [0, 2, 0]
    assert "绿色建筑二星级：已采用，得 1 分；与“绿色建筑三星级”任选其一，取高者，本项不计" in result.explanation()
    only_two = score(WITH_BONUS, typed | {"b2": Entry(done=False)})
    assert [line.points for line in only_two.groups[-1].lines] == [1, 0, 0]


def test_a_bonus_that_nobody_filled_in_is_not_missing():
    assert score(WITH_BONUS, BEST).unfilled == ()


def test_of_absent_alternatives_the_total_loses_the_points_once_and_only_if_all_are_absent():
    walls = SCHEME.groups[1]
    items = tuple(replace(i, one_of="内隔墙") if i.code in ("q2c", "q2d") else i for i in walls.items)
    scheme = replace(
        SCHEME, total=D(95), groups=(SCHEME.groups[0], replace(walls, points=D(15), items=items), SCHEME.groups[2])
    )
    assert problems(scheme) == []
    one = score(scheme, BEST | {"q2c": Entry(absent=True)})
    both = score(scheme, BEST | {"q2c": Entry(absent=True), "q2d": Entry(absent=True)})
    assert (one.absent_points, one.rate) == (0, 100)
    assert (both.absent_points, both.rate) == (5, 100)
    assert sum("5 分计入 Q4" in line for line in both.explanation()) == 1


def test_a_grade_may_ask_for_more_than_a_rate():
    asks = (Condition(Measure.ITEM_RATIO, D(60), "q1a", "示例"),)
    scheme = replace(SCHEME, grades=(Grade("A", D(60)), Grade("AA", D(76), asks)))
    result = score(scheme, BEST | {"q1a": Entry(ratio=59)})
    assert result.grade == "A"
    missing = "“柱、支撑、承重墙、延性墙板等竖向构件”的应用比例为 59%，低于要求的 60%（第 示例 条）"
    assert f"未评为 AA 级：{missing}。" in result.explanation()
