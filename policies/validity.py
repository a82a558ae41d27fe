"""Validity follows the document: what other documents and the calendar do to it (有效性).

For page templates, each one query (see also the tags in `policies.templatetags.policy_validity`):

- `dossier(policy)`: the documents it is related to in both directions, and why it no longer holds, if so;
- `notices_for(page)`: the repealed and expired documents that a page of any type cites.

A document is repealed (废止) when a live document that is in effect repeals it or its editor says so; else expired
(失效) when its end has come; else amended (已修改) when a live document amends it; else what its editor states.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from wagtail.models import Page
from wagtail.search import index

import page_cache
from catalogue import services as catalogue
from catalogue.enums import NO_LONGER_VALID, Validity
from content.pages import today
from policies.enums import INVERSE_LABELS, RelationKind, StatedValidity
from policies.models import Citation, PolicyPage, PolicyRelation

_CHANGING = (RelationKind.REPEALS, RelationKind.AMENDS)
_BRIEF = ("title", "url_path", "depth", "path", "number", "validity", "live", "issued_on", "effective_on", "ended_on")


@dataclass(frozen=True)
class Related:
    """One line of 与其他文件的关系: how, which document, the editor's remark."""

    label: str
    kind: RelationKind
    inverse: bool
    policy: PolicyPage
    note: str


@dataclass(frozen=True)
class Ending:
    """Why a document no longer holds, or no longer holds unchanged: since when and by which documents, if known."""

    validity: Validity
    on: date | None = None
    by: list[PolicyPage] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """For the head of the document itself."""
        since = f"自{_spoken(self.on)}起" if self.on else ""
        names = "、".join(name_of(each) for each in self.by)
        if self.validity == Validity.AMENDED:
            return f"本文件已被{names}修改，请对照阅读。"
        if names:
            return f"本文件{since}已被{names}废止，仅供查阅。"
        return f"本文件{since}已{self.validity.label}，仅供查阅。"


@dataclass(frozen=True)
class Dossier:
    """What the page of a document shows of others. `ending` is None while the document stands as it is."""

    relations: list[Related]
    ending: Ending | None


@dataclass(frozen=True)
class Notice:
    """One cited document that no longer holds, for the warning on the page that cites it."""

    policy: PolicyPage
    ending: Ending

    @property
    def sentence(self) -> str:
        """本页引用的《…》（…）已于…废止。"""
        when = f"已于{_spoken(self.ending.on)}" if self.ending.on else "已"
        by = "、".join(name_of(each) for each in self.ending.by)
        return f"本页引用的{name_of(self.policy)}{when}{self.ending.validity.label}{f'，见{by}' if by else ''}。"


def name_of(policy: PolicyPage) -> str:
    """《标题》（发文字号）, without doubling the marks of a title that has its own."""
    title = policy.title if policy.title.startswith("《") else f"《{policy.title}》"
    return f"{title}（{policy.number}）" if policy.number else title


def _spoken(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


# --- working it out -------------------------------------------------------------------------------------------------


def in_effect(day: date) -> Q:
    """Relations that work on day: of live documents that are no mere draft and have come into force."""
    started = Q(page__effective_on=None) | Q(page__effective_on__lte=day)
    return started & Q(page__live=True, kind__in=_CHANGING) & ~Q(page__stated_validity=StatedValidity.DRAFT)


def worked_out(policy: PolicyPage, kinds: set[str], day: date) -> Validity:
    """The validity on day of a document to which the relations of these kinds, in effect on day, point."""
    stated = policy.stated_validity
    if RelationKind.REPEALS in kinds or stated == StatedValidity.REPEALED:
        return Validity.REPEALED
    if stated == StatedValidity.EXPIRED or (policy.ended_on and policy.ended_on <= day):
        return Validity.EXPIRED
    if RelationKind.AMENDS in kinds:
        return Validity.AMENDED
    return Validity(stated)


def settle(policy: PolicyPage) -> None:
    """Sets the validity of a document in hand, about to be saved. One query."""
    acting = PolicyRelation.objects.filter(in_effect(today()), target_id=policy.pk)
    policy.validity = worked_out(policy, set(acting.values_list("kind", flat=True)), today())


def refresh(policy_ids: Iterable[int]) -> int:
    """Works the validity of these documents out anew and lets catalogue, search and kept pages follow.

    Returns how many changed. Safe to repeat; costs two queries when nothing changed.
    """
    ids, day, changed = set(policy_ids), today(), 0
    if not ids:
        return 0
    kinds: dict[int, set[str]] = {}
    for target, kind in PolicyRelation.objects.filter(in_effect(day), target__in=ids).values_list("target_id", "kind"):
        kinds.setdefault(target, set()).add(kind)
    for policy in PolicyPage.objects.filter(pk__in=ids):
        validity = worked_out(policy, kinds.get(policy.pk, set()), day)
        if policy.validity != validity:
            policy.validity = validity
            PolicyPage.objects.filter(pk=policy.pk).update(validity=validity)
            catalogue.record(policy)
            index.insert_or_update_object(policy)
            changed += 1
    if changed:
        page_cache.changed()
    return changed


def refresh_by_date() -> int:
    """Finds the documents whose validity the passing of a day has changed; returns how many. Run by a job."""
    day = today()
    acting = PolicyRelation.objects.filter(in_effect(day))
    due = (
        Q(ended_on__lte=day)
        | Q(pk__in=acting.filter(kind=RelationKind.AMENDS).values("target"))
        | Q(stated_validity=StatedValidity.EXPIRED)
    )
    repealed = Q(pk__in=acting.filter(kind=RelationKind.REPEALS).values("target"))
    late = PolicyPage.objects.filter(
        due & ~Q(validity__in=[*NO_LONGER_VALID, Validity.AMENDED])
        | Q(ended_on__lte=day, validity=Validity.AMENDED)
        | repealed & ~Q(validity=Validity.REPEALED)
    )
    return refresh(late.values_list("pk", flat=True))


# --- what pages show ------------------------------------------------------------------------------------------------


def dossier(policy: PolicyPage) -> Dossier:
    """The documents related to this one in either direction, live ones only. One query."""
    relations = []
    for each in _with_both_ends(
        PolicyRelation.objects.filter(Q(page=policy) | Q(target=policy)).order_by("sort_order")
    ):
        inverse = each.target_id == policy.pk
        other, kind = (each.page if inverse else each.target), RelationKind(each.kind)
        if other.live:
            relations.append(Related(INVERSE_LABELS[kind] if inverse else kind.label, kind, inverse, other, each.note))
    return Dossier(relations, _ending(policy, [each for each in relations if each.inverse]))


def _with_both_ends(relations: QuerySet[PolicyRelation]) -> QuerySet[PolicyRelation]:
    columns = [f"{end}__{column}" for end in ("page", "target") for column in (*_BRIEF, "stated_validity")]
    return relations.select_related("page", "target").only("kind", "note", "sort_order", *columns)


def _ending(policy: PolicyPage, inverse: list[Related]) -> Ending | None:
    day = today()
    acting = {
        kind: [each.policy for each in inverse if each.kind == kind and _acts(each.policy, day)] for kind in _CHANGING
    }
    if policy.validity == Validity.REPEALED:
        by = acting[RelationKind.REPEALS]
        starts = [each.effective_on or each.issued_on for each in by if each.effective_on or each.issued_on]
        return Ending(Validity.REPEALED, policy.ended_on or min(starts, default=None), by)
    if policy.validity == Validity.EXPIRED:
        return Ending(Validity.EXPIRED, policy.ended_on)
    if policy.validity == Validity.AMENDED and acting[RelationKind.AMENDS]:
        return Ending(Validity.AMENDED, None, acting[RelationKind.AMENDS])
    return None


def _acts(policy: PolicyPage, day: date) -> bool:
    """`in_effect` for a document in hand."""
    started = policy.effective_on is None or policy.effective_on <= day
    return policy.live and started and policy.stated_validity != StatedValidity.DRAFT


def notices_for(page: Page) -> list[Notice]:
    """The live documents without force that this page cites, by link or by number; each once, ordered by title.

    A document that the page itself repeals is no news on it. One query, and a second only if there is something to
    tell.
    """
    own_doing = PolicyRelation.objects.filter(page=page.pk, target=OuterRef("pk"), kind__in=_CHANGING)
    cited = (
        PolicyPage.objects.filter(
            ~Exists(own_doing), Exists(Citation.objects.filter(page=page.pk, target=OuterRef("pk")))
        )
        .filter(live=True, validity__in=NO_LONGER_VALID)
        .only(*_BRIEF)
        .order_by("title", "pk")
    )
    policies = list(cited)
    if not policies:
        return []
    inverse: dict[int, list[Related]] = {}
    repeals = PolicyRelation.objects.filter(target__in=policies, kind=RelationKind.REPEALS, page__live=True)
    for each in _with_both_ends(repeals):
        kind = RelationKind(each.kind)
        inverse.setdefault(each.target_id, []).append(Related(INVERSE_LABELS[kind], kind, True, each.page, each.note))
    return [Notice(each, _ending(each, inverse.get(each.pk, []))) for each in policies]


def stale_citations() -> QuerySet[Citation]:
    """Each pair of a live page and a live document without force that it cites: the report 引用失效文件."""
    twins = Citation.objects.filter(page=OuterRef("page"), target=OuterRef("target")).order_by("pk")
    own_doing = PolicyRelation.objects.filter(page=OuterRef("page"), target=OuterRef("target"), kind__in=_CHANGING)
    return (
        Citation.objects.filter(page__live=True, target__live=True, target__validity__in=NO_LONGER_VALID)
        .filter(~Exists(own_doing), pk=Subquery(twins.values("pk")[:1]))
        .select_related("page", "target")
    )
