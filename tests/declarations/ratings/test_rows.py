"""Schemes and rules as rows: they are the library's objects, become versions that stay, and are refused while incomplete."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from audit.append_only import ProtectedHistory
from declarations.models import AreaRule, RewardRule, SchemeCondition, SchemeItem, SchemeVersion, ScoringScheme
from declarations.ratings.offered import find, keep_version, offered
from declarations.ratings.rows import problems, reward_rule_from, rows_of, scheme_from
from declarations.ratings.setup import make_rules, remove_rules
from rating import plain, reward, shipped
from rating.schemes import Scheme
from rating.score import score
from tests.declarations.ratings.sheets import GB, WORKED
from tests.rating.sheets import sheet

pytestmark = pytest.mark.django_db


def gb() -> ScoringScheme:
    return ScoringScheme.objects.get(key=GB)


@pytest.mark.parametrize("scheme", shipped.SCHEMES, ids=lambda scheme: scheme.code)
def test_a_shipped_scheme_comes_back_from_its_rows_as_it_was(scheme):
    assert scheme_from(rows_of(ScoringScheme.objects.get(code=scheme.code))) == scheme


def test_the_worked_examples_score_the_same_through_the_database():
    for words, groups, absent, rate, qualifies, grade in WORKED.values():
        expected, result = score(shipped.SCHEMES[0], sheet(words)), score(find(GB).scheme, sheet(words))
        assert result == expected
        assert [each.points for each in result.groups] == [Decimal(points) for points in groups.split()]
        assert (result.absent_points, result.rate) == (Decimal(absent), Decimal(rate))
        assert (result.qualifies, result.grade) == (qualifies, grade)


@pytest.mark.parametrize("rule", reward.RULES, ids=lambda rule: rule.code)
def test_a_reward_rule_comes_back_from_its_rows_as_it_was(rule):
    row = RewardRule.objects.get(code=rule.code)
    assert reward_rule_from(row, row.rates.all(), row.routes.all(), row.needs.all()) == rule


def test_the_beijing_scheme_is_there_switched_off_and_empty():
    row = ScoringScheme.objects.get(key="db11t1831-2021")
    assert not row.is_enabled
    assert problems(rows_of(row)) == ["评分表是空的，请先录入各组和评价项。"]
    assert [each.key for each in offered()] == [GB]
    assert find("db11t1831-2021") is None


def test_making_the_rules_again_changes_nothing_that_was_kept_and_they_can_be_taken_away():
    ScoringScheme.objects.filter(key=GB).update(note="改过的说明")
    make_rules(apps)
    assert gb().note == "改过的说明"
    assert (SchemeVersion.objects.count(), SchemeItem.objects.count(), AreaRule.objects.count()) == (1, 11, 1)
    with pytest.raises(ProtectedHistory):
        SchemeVersion.objects.get().delete()
    with pytest.raises(ProtectedHistory):
        SchemeVersion.objects.get().save()


def test_a_changed_scheme_is_a_new_version_and_the_old_one_stays_as_it_was():
    before = find(f"{GB}.1").scheme
    row = gb()
    assert keep_version(row) is None  # nothing has changed
    SchemeItem.objects.filter(scheme=row, code="q1a").update(low=Decimal(40))
    made = keep_version(row)
    assert made.version_number == 2
    assert find(GB).name == f"{GB}.2"
    assert find(GB).scheme.item("q1a").low == 40
    assert find(f"{GB}.1").scheme == before
    assert not find(f"{GB}.1").is_current
    assert [each.name for each in offered()] == [f"{GB}.2"]


def test_what_is_switched_off_is_not_offered_but_its_versions_can_still_be_read():
    ScoringScheme.objects.filter(key=GB).update(is_enabled=False)
    assert offered() == ()
    assert find(GB) is None
    assert plain.to_plain(find(f"{GB}.1").scheme) == plain.to_plain(shipped.SCHEMES[0])
    assert keep_version(gb()) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda row: row.items.filter(code="q1a").delete(), "“主体结构”的评价项合计为 20 分，与本组的 50 分不符。"),
        (lambda row: row.items.filter(code="q1a").update(low=90), "的比例下限 90% 应当小于上限 80%。"),
        (
            lambda row: row.items.filter(code="q3a").update(unit=""),
            "“干式工法楼面、地面”没有写明比例的分子、分母和单位。",
        ),
        (lambda row: row.items.filter(code="q3a").update(group="Q9"), "“干式工法楼面、地面”所在的组“Q9”不在评分组里。"),
        (lambda row: row.grades.filter(name="AA").update(at_least=60), "等级应当从低到高排列，起点不能相同。"),
        (lambda row: row.conditions.filter(code="q1a").update(code="q9"), "条件所指的“q9”不在评分表里，或者没有比例。"),
        (lambda row: row.conditions.filter(code="q1a").update(purpose="grade", grade="B"), "但没有这个等级。"),
        (lambda row: row.conditions.filter(code="q1a").update(grade="A"), "请清空它的等级"),
        (lambda row: row.conditions.all().delete(), "没有写明认定为装配式建筑的条件。"),
        (lambda row: row.groups.all().delete(), "评分表是空的，请先录入各组和评价项。"),
    ],
)
def test_a_spoilt_scheme_tells_what_is_wrong(change, sentence):
    row = gb()
    change(row)
    assert any(sentence in each for each in problems(rows_of(gb())))


def test_the_database_refuses_one_code_twice_and_a_version_twice():
    row = gb()
    for clash in (
        lambda: SchemeItem.objects.create(scheme=row, group="Q1", code="q1a", name="重复", points=1),
        lambda: SchemeVersion.objects.create(scheme=row, version_number=1, content={}, made_at="2026-01-01T00:00Z"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            clash()


def test_conditions_of_one_grade_find_their_grade():
    row = gb()
    SchemeCondition.objects.create(
        scheme=row, purpose="grade", grade="AAA", measure="item_ratio", code="q1b", at_least=80
    )
    scheme = scheme_from(rows_of(gb()))
    assert [condition.code for condition in scheme.grades[2].conditions] == ["q1b"]
    assert replace(scheme, grades=shipped.SCHEMES[0].grades) == shipped.SCHEMES[0]
    assert isinstance(plain.from_plain(Scheme, plain.to_plain(scheme)), Scheme)


def test_everything_that_the_migration_made_can_be_taken_away_again():
    remove_rules(OnlyHistorical())
    assert not ScoringScheme.objects.exists()
    assert not RewardRule.objects.exists()


class OnlyHistorical:
    """Models without our own methods, as migrations see them."""

    def get_model(self, app: str, name: str):
        model = apps.get_model(app, name)
        if name != "SchemeVersion":
            return model

        class Rows:
            objects = type("Manager", (), {"all": lambda self: Raw(model)})()

        return Rows


class Raw:
    """A queryset whose delete is the database's own."""

    def __init__(self, model):
        self.rows = model.objects.all()

    def delete(self):
        self.rows._raw_delete(self.rows.db)
