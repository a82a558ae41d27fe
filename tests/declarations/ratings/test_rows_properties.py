"""Any sheet scores the same by a scheme that went through rows and a frozen version as by the scheme itself."""

from decimal import Decimal
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.models import SchemeCondition, SchemeGrade, SchemeGroup, SchemeItem, ScoringScheme
from declarations.ratings.fields import compute, fields_of
from declarations.ratings.offered import Offered
from declarations.ratings.rows import SchemeRows, columns_of, problems, scheme_from
from declarations.ratings.sheet import frozen_fields, sheets_of
from rating import plain
from rating.schemes import Scheme
from rating.score import score
from tests.declarations.ratings.sheets import as_query
from tests.rating.test_score_properties import entries, schemes

MODELS = {"groups": SchemeGroup, "items": SchemeItem, "conditions": SchemeCondition, "grades": SchemeGrade}
STORED = Decimal("1.000000")


@cache
def through_rows(scheme: Scheme) -> Scheme:
    """The scheme after rows, whose numbers have the six decimals of their columns, and after the JSON of a version."""
    head, lines = columns_of(scheme)
    rows = {name: [MODELS[name](**_stored(each)) for each in found] for name, found in lines.items()}
    whole = SchemeRows(ScoringScheme(**_stored(head)), **rows)
    assert problems(whole) == []
    return plain.from_json(Scheme, plain.to_json(scheme_from(whole)))


def _stored(columns: dict) -> dict:
    return {name: value.quantize(STORED) if isinstance(value, Decimal) else value for name, value in columns.items()}


@st.composite
def sheets(draw):
    scheme = draw(schemes)
    return scheme, draw(entries(scheme))


@settings(deadline=None)  # a busy machine is no fault
@given(sheets())
def test_a_scheme_scores_the_same_after_the_database(sheet):
    scheme, typed = sheet
    back = through_rows(scheme)
    assert back == scheme
    assert score(back, typed) == score(scheme, typed)


@settings(deadline=None)  # a busy machine is no fault
@given(sheets())
def test_what_a_form_computes_and_a_snapshot_keeps_is_what_the_library_says(sheet):
    scheme, typed = sheet
    values = as_query("", codes=typed)
    assert set(values) <= set(fields_of(scheme, with_ratio=True))
    computed = compute(scheme, values)
    expected = score(scheme, typed)
    assert computed.faults == ()
    assert computed.result == expected
    section = {"rows": [frozen_fields(Offered("示例", 1, scheme), computed.result)]}
    (kept,) = sheets_of(section)
    assert (kept["rate"], kept["grade"], kept["reasons"]) == (
        expected.rate_text,
        expected.grade,
        list(expected.reasons),
    )
    together = sum((Decimal(line["points"]) for group in kept["groups"] for line in group["lines"]), Decimal(0))
    assert together == sum((line.points for line in expected.lines), Decimal(0))
