"""Rows of the database to the objects of the pure library `rating`, and back for what comes with the program.

Works on anything that has the columns as attributes: saved rows, and rows that a form has not saved yet.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from declarations.models.rewards import RewardRule, split
from declarations.models.schemes import Purpose, ScoringScheme
from rating import plain as as_plain
from rating import reward, schemes
from rating.numbers import plain


@dataclass(frozen=True)
class SchemeRows:
    """A scheme and its lines, in their order."""

    scheme: ScoringScheme
    groups: list = field(default_factory=list)
    items: list = field(default_factory=list)
    conditions: list = field(default_factory=list)
    grades: list = field(default_factory=list)


def rows_of(scheme: ScoringScheme) -> SchemeRows:
    """The lines that the row has now, saved or set by a form; four queries for a saved one."""
    return SchemeRows(scheme, *(list(getattr(scheme, name).all()) for name in CHILDREN))


LONGEST_GRADE = 5
"""Characters of the column in which a declaration keeps its grade."""
CHILDREN = ("groups", "items", "conditions", "grades")


def scheme_from(rows: SchemeRows) -> schemes.Scheme:
    """The scheme of the library; items whose group does not exist are left out (`problems` tells of them)."""
    row, conditions = rows.scheme, rows.conditions
    return schemes.Scheme(
        code=row.code,
        title=row.title,
        source=row.source,
        is_ready=row.is_enabled,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        checked_on=row.checked_on,
        note=row.note,
        total=_exact(row.total),
        formula=schemes.Formula(row.formula),
        point_places=row.point_places,
        rate_places=row.rate_places,
        grade_places=row.grade_places,
        groups=tuple(_group(group, rows.items) for group in rows.groups),
        qualification=tuple(_condition(each) for each in conditions if each.purpose == Purpose.QUALIFICATION),
        gradable=tuple(_condition(each) for each in conditions if each.purpose == Purpose.GRADABLE),
        grades=tuple(_grade(grade, conditions) for grade in rows.grades),
    )


def problems(rows: SchemeRows) -> list[str]:
    """Why the scheme cannot be enabled, as sentences; empty when it can."""
    scheme = scheme_from(rows)
    return [*_loose_ends(rows), *(schemes.problems(scheme) or _unreadable(scheme))]


def _unreadable(scheme: schemes.Scheme) -> tuple[str, ...]:
    """What a version could not be read back from: negative numbers, endless lists."""
    try:
        as_plain.from_plain(schemes.Scheme, as_plain.to_plain(scheme))
    except as_plain.PlainError as error:
        return error.problems
    return ()


def _loose_ends(rows: SchemeRows) -> Iterator[str]:
    """Lines that belong to nothing."""
    groups = {group.code for group in rows.groups}
    grades = {grade.name for grade in rows.grades}
    for item in rows.items:
        if item.group not in groups:
            yield f"“{item.name}”所在的组“{item.group}”不在评分组里。"
    for grade in rows.grades:
        if len(grade.name) > LONGEST_GRADE:
            yield f"等级“{grade.name}”的名称太长，最多 {LONGEST_GRADE} 个字，申报的列表里才放得下。"
    for each in rows.conditions:
        if each.purpose == Purpose.GRADE and each.grade not in grades:
            yield f"有一个条件用于等级“{each.grade}”，但没有这个等级。"
        if each.purpose != Purpose.GRADE and each.grade:
            yield f"条件“{each}”不是用于某个等级，请清空它的等级，或者改选用于“{Purpose.GRADE.label}”。"


def _group(row, items: Iterable) -> schemes.Group:
    held = tuple(_item(item) for item in items if item.group == row.code)
    return schemes.Group(row.code, row.name, _exact(row.points), held, row.is_bonus)


def _item(row) -> schemes.Item:
    return schemes.Item(
        code=row.code,
        name=row.name,
        scoring=schemes.Scoring(row.scoring),
        points=_exact(row.points),
        points_low=_exact(row.points_low),
        low=_exact(row.low),
        high=_exact(row.high),
        numerator=row.numerator,
        denominator=row.denominator,
        unit=row.unit,
        may_be_absent=row.may_be_absent,
        one_of=row.one_of,
        clause=row.clause,
    )


def _condition(row) -> schemes.Condition:
    return schemes.Condition(schemes.Measure(row.measure), _exact(row.at_least), row.code, row.clause)


def _grade(row, conditions: Iterable) -> schemes.Grade:
    own = (each for each in conditions if each.purpose == Purpose.GRADE and each.grade == row.name)
    return schemes.Grade(row.name, _exact(row.at_least), tuple(_condition(each) for each in own))


def _exact(value: Decimal | int | None) -> Decimal | None:
    """Without the zeros that a column adds: the library prints limits as they are written."""
    return None if value is None else Decimal(plain(Decimal(value)))


def columns_of(scheme: schemes.Scheme) -> tuple[dict, dict[str, list[dict]]]:
    """The columns of the scheme's row, and of its lines by the names of CHILDREN."""
    head = {
        name: getattr(scheme, name)
        for name in ("code", "title", "source", "valid_from", "valid_to", "checked_on", "note", "total")
    } | {name: getattr(scheme, name) for name in ("point_places", "rate_places", "grade_places")}
    head |= {"is_enabled": scheme.is_ready, "formula": scheme.formula.value}
    lines = {
        "groups": [
            {"code": group.code, "name": group.name, "points": group.points, "is_bonus": group.is_bonus}
            for group in scheme.groups
        ],
        "items": [_item_columns(group, item) for group in scheme.groups for item in group.items],
        "conditions": [
            *(_condition_columns(each, Purpose.QUALIFICATION) for each in scheme.qualification),
            *(_condition_columns(each, Purpose.GRADABLE) for each in scheme.gradable),
            *(
                _condition_columns(each, Purpose.GRADE, grade.name)
                for grade in scheme.grades
                for each in grade.conditions
            ),
        ],
        "grades": [{"name": grade.name, "at_least": grade.at_least} for grade in scheme.grades],
    }
    return head, lines


def _item_columns(group: schemes.Group, item: schemes.Item) -> dict:
    names = ("code", "name", "points", "points_low", "low", "high", "numerator", "denominator", "unit")
    more = ("may_be_absent", "one_of", "clause")
    columns = {name: getattr(item, name) for name in (*names, *more)}
    return {**columns, "group": group.code, "scoring": item.scoring.value}


def _condition_columns(condition: schemes.Condition, purpose: Purpose, grade: str = "") -> dict:
    return {
        "purpose": purpose.value,
        "grade": grade,
        "measure": condition.measure.value,
        "code": condition.code,
        "at_least": condition.at_least,
        "clause": condition.clause,
    }


# --- reward rules


def reward_rule_from(row: RewardRule, rates: Iterable, routes: Iterable, needs: Iterable) -> reward.RewardRule:
    """The rule of the library."""
    needs = list(needs)
    year = draft = None
    if row.library_month and row.library_day:
        year = reward.LibraryYear(row.library_month, row.library_day, row.library_source)
    if row.draft_rate is not None and row.draft_cap is not None:
        draft = reward.Draft(_exact(row.draft_rate), _exact(row.draft_cap), row.draft_source)
    return reward.RewardRule(
        code=row.code,
        title=row.title,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        note=row.note,
        rates=tuple(reward.Rate(_exact(rate.per_square_metre), rate.grade) for rate in rates),
        minimum_area=_exact(row.minimum_area),
        cap=_exact(row.cap),
        applicants=split(row.applicants),
        civil_only=row.civil_only,
        no_government_funds=row.no_government_funds,
        routes=tuple(_route(route, needs) for route in routes),
        library_year=year,
        draft=draft,
    )


def reward_problems(row: RewardRule, rates: Iterable, routes: Iterable, needs: Iterable) -> list[str]:
    """Where a rule contradicts itself, as sentences."""
    routes, needs = list(routes), list(needs)
    known = {route.code for route in routes}
    found = [
        f"有一个比例要求写的实施依据是“{need.route}”，但没有这个依据。" for need in needs if need.route not in known
    ]
    if bool(row.library_month) != bool(row.library_day):
        found.append("入库截止的月和日要么都填写，要么都不填。")
    if (row.draft_rate is None) != (row.draft_cap is None):
        found.append("征求意见稿的标准和上限要么都填写，要么都不填。")
    return found + reward.problems([reward_rule_from(row, rates, routes, needs)])


def _route(row, needs: Iterable) -> reward.Route:
    held = tuple(
        reward.Need(*(_exact(getattr(need, name)) for name in NEED_COLUMNS)) for need in needs if need.route == row.code
    )
    return reward.Route(row.code, row.name, held, split(row.grades))


NEED_COLUMNS = ("rate", "precast", "height_over", "height_up_to")


def reward_columns_of(rule: reward.RewardRule) -> tuple[dict, dict[str, list[dict]]]:
    """The columns of the rule's row, and of its lines by the names of their relations."""
    names = ("code", "title", "source", "valid_from", "valid_to", "note", "minimum_area", "cap", "civil_only")
    head = {name: getattr(rule, name) for name in (*names, "no_government_funds")}
    head["applicants"] = "、".join(rule.applicants)
    if (year := rule.library_year) is not None:
        head |= {"library_month": year.month, "library_day": year.day, "library_source": year.source}
    if (draft := rule.draft) is not None:
        head |= {"draft_rate": draft.per_square_metre, "draft_cap": draft.cap, "draft_source": draft.source}
    lines = {
        "rates": [{"grade": rate.grade, "per_square_metre": rate.per_square_metre} for rate in rule.rates],
        "routes": [
            {"code": route.code, "name": route.name, "grades": "、".join(route.grades)} for route in rule.routes
        ],
        "needs": [
            {"route": route.code, **{name: getattr(need, name) for name in NEED_COLUMNS}}
            for route in rule.routes
            for need in route.needs
        ],
    }
    return head, lines


def without_limits(rule: reward.RewardRule) -> reward.RewardRule:
    """The rule as it judges one building of a project: what holds for the project is looked at with the sum."""
    return replace(rule, minimum_area=None, cap=None, draft=None, library_year=None, note="")
