"""The lists of policies, interpretations and notices."""

import re
from datetime import date

from django.http import QueryDict

from catalogue import counts, queries
from catalogue.enums import Kind, Validity
from catalogue.listing import (
    FacetDefinition,
    Listing,
    Selection,
    build_facets,
    choices,
    chosen_values,
    kept_params,
    page_of,
)
from policies.enums import DocumentType

BY_DATE, BY_NUMBER = "date", "number"
SORTS = [(BY_DATE, "按发布日期"), (BY_NUMBER, "按发文字号")]
KINDS = [(Kind.POLICY.value, "政策文件"), (Kind.INTERPRETATION.value, "政策解读")]
CURRENT, ENDED = "", "1"
NOTICE_VIEWS = [(CURRENT, "有效期内的通知"), (ENDED, "已过期的通知")]

_NUMBER = re.compile(r"[1-9][0-9]{0,8}").fullmatch
_YEAR = re.compile(r"(19|20)[0-9]{2}").fullmatch

TOPIC = FacetDefinition(
    counts.TOPIC, "主题", lambda numbers: queries.topic_labels(), lambda value: bool(_NUMBER(value))
)
ISSUER = FacetDefinition(counts.ISSUER, "发文机关", queries.issuer_labels, lambda value: bool(_NUMBER(value)))
YEAR = FacetDefinition(
    counts.YEAR,
    "年份",
    lambda numbers: [(year, f"{year} 年") for year in sorted(numbers, reverse=True)],
    lambda value: bool(_YEAR(value)),
)
VALIDITY = FacetDefinition(
    counts.VALIDITY, "有效性", lambda numbers: Validity.choices, lambda value: value in Validity.values
)
TYPE = FacetDefinition(
    counts.TYPE, "公文种类", lambda numbers: DocumentType.choices, lambda value: value in DocumentType.values
)
POLICY_FACETS = [TOPIC, ISSUER, YEAR, VALIDITY, TYPE]
POLICY_PARAMETERS = ("page", "kind", "sort", *(facet.name for facet in POLICY_FACETS))
NOTICE_PARAMETERS = ("page", "ended")


def policies(params: QueryDict) -> Listing:
    """/policies/: policies by facet, sorted by date or number; or the interpretations (kind=interpretation)."""
    is_policy = params.get("kind") != Kind.INTERPRETATION
    kind = Kind.POLICY if is_policy else Kind.INTERPRETATION
    definitions = POLICY_FACETS if is_policy else [YEAR]
    sort = BY_NUMBER if is_policy and params.get("sort") == BY_NUMBER else BY_DATE
    chosen = chosen_values(params, definitions)
    kept = kept_params(kind="" if is_policy else kind.value, sort="" if sort == BY_DATE else sort, **chosen)
    total, numbers = queries.facet_counts(kind, chosen)
    order = queries.newest_first(chosen) if sort == BY_DATE else ("number_sort", "-page")
    return Listing(
        page=page_of(Selection(queries.entries(kind, chosen), order, total), params.get("page")),
        params=kept,
        narrowed=bool(chosen),
        facets=build_facets(definitions, numbers, chosen, kept),
        sorts=choices("sort", SORTS, sort, kept) if is_policy else [],
        views=choices("kind", KINDS, kind.value, QueryDict()),
    )


def notices(params: QueryDict, today: date) -> Listing:
    """/notices/: those that hold today, pinned ones first; or those that have ended (ended=1)."""
    ended = ENDED if params.get("ended") == ENDED else CURRENT
    entries, gone = queries.entries(Kind.NOTICE), counts.ended(Kind.NOTICE, today)
    if ended:
        selection = Selection(entries.filter(ended_on__lt=today), queries.newest_first(), gone)
    else:
        order, total = ("-pinned", "-published_on", "-page"), counts.total(Kind.NOTICE) - gone
        selection = Selection(entries.filter(queries.current(today)), order, total)
    return Listing(
        page=page_of(selection, params.get("page")),
        params=kept_params(ended=ended),
        views=choices("ended", NOTICE_VIEWS, ended, QueryDict()),
    )
