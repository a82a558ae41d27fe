"""公示: approved results are shown to everybody for some working days; without an upheld objection they are final.

A page is made from results by one act and holds what stood in them that day. It is taken down by the system when its
last day is over; the entries stay in the archive.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

import page_cache
from accounts.identifiers import mask_name
from casework import services
from casework.errors import NotNow
from casework.managers import CaseQuerySet
from casework.models import Case, StatusChange
from declarations.models import Batch, Declaration, PublicityEntry, PublicityPage
from paperwork.issuing import services as issuing
from paperwork.issuing import tasks
from workdays.services import work_calendar

DAYS = 5
"""Working days of a 公示, where staff give no other number."""
NO_FIRM = "（未填写）"
LONGEST_PERSON = 4  # characters; a firm's name is longer


def make(
    cases: Iterable[Case],
    *,
    actor: services.Actor,
    days: int = DAYS,
    batch: Batch | None = None,
    now: datetime | None = None,
) -> PublicityPage:
    """Makes one page of all these approved declarations of one kind and takes each to 公示; all of them or none.

    Raises what keeps any of them from it (StepRefused), NotNow when there is nothing to show.
    """
    cases, now = list(cases), now or timezone.now()
    if not cases:
        raise NotNow("没有可以公示的申报：先审批通过，再公示。")
    if len({case.kind for case in cases}) > 1:
        raise NotNow("一次公示只能是同一项业务的申报。")
    with transaction.atomic():
        page = _page(cases[0], days=days, batch=batch, now=now)
        for case in cases:
            services.apply_transition(
                case, "publish", actor=actor, seen_version=case.version, data={"page": page}, now=now
            )
        ask_for_table(page)
    return page


def enter(case: Declaration, change: StatusChange, data: dict) -> None:
    """The effect of 公示: an entry on the page that is being made, or on a page of its own for data["days"]."""
    page = data.get("page") or _page(case, days=data.get("days") or DAYS, batch=None, now=change.at)
    position = page.entries.count() + 1
    PublicityEntry.objects.create(
        page=page, case_id=case.pk, position=position, row=[list(cell) for cell in row_of(case).items()]
    )
    if "page" not in data:
        ask_for_table(page)
    page_cache.changed()


def ask_for_table(page: PublicityPage) -> None:
    """The sealed 公示表 of a page whose entries are complete; the worker makes it after the transaction."""
    facts = {
        "title": page.title,
        "period": f"{_day(page.starts_on)}至{_day(page.ends_on)}",
        "rows": list(page.entries.order_by("position").values_list("row", flat=True)),
    }
    tasks.enqueue([issuing.ask("publicity", page.paper_subject, 1, facts=facts)])


def upheld(case: Case, change: StatusChange, data: dict) -> None:
    """The effect of an upheld objection: the entry says that the result is looked at again."""
    case.publicity_entries.filter(upheld_at=None).update(upheld_at=change.at)
    page_cache.changed()


def over(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
    """Which declarations have been shown to the end of their last day without an upheld objection."""
    done = PublicityEntry.objects.filter(upheld_at=None, page__ends_on__lt=timezone.localdate(now))
    return cases.filter(status="publicity", publicity_entries__in=done)


def due_pages(now: datetime) -> QuerySet[PublicityPage]:
    """The pages that still stand although their last day is over."""
    return PublicityPage.objects.filter(live=True, ends_on__lt=timezone.localdate(now))


def take_down(now: datetime | None = None) -> int:
    """Takes down every page whose last day is over, and says how many; each in its own transaction."""
    now, count = now or timezone.now(), 0
    for page in due_pages(now):
        with transaction.atomic():
            page.unpublish()
            PublicityPage.objects.filter(pk=page.pk).update(taken_down_at=now)
        count += 1
    return count


def row_of(case: Declaration) -> dict[str, str]:
    """What the public reads of a declaration: {label: text}. Of people nothing but masked names."""
    firm = case.lead_name or NO_FIRM
    row = {
        "项目名称": case.project_name or case.title,
        "申报单位": mask_name(firm) if len(firm) <= LONGEST_PERSON else firm,
        "所在区": case.get_district_display() or "—",
    }
    if hasattr(case, "technology_name"):
        return {"技术名称": case.technology_name or case.title} | row
    row["建筑类型"] = case.get_project_type_display() or "—"
    row["技术级别"] = case.get_grade_display() or "—"
    if hasattr(case, "approved_amount"):
        row["奖励面积（㎡）"] = _number(case.reward_area)
        row["奖励金额（元）"] = _number(case.approved_amount)
    else:
        row["地上建筑面积（㎡）"] = _number(case.area_above)
    return row


def _number(value) -> str:
    return f"{value:,}" if value is not None else "—"


def _page(case: Case, *, days: int, batch: Batch | None, now: datetime) -> PublicityPage:
    """A page that stands from the next working day on, today included, for so many working days."""
    parent = _parent()
    if parent is None:
        raise NotNow("网站还没有“通知公告”栏目，不能公示。请先请编辑建立栏目。")
    window = work_calendar().window(timezone.localdate(now), days)
    label = case.case_kind.label
    title = f"{batch.year} 年{label}结果公示（{batch.name}）" if batch else f"{label}结果公示（{case.number}）"
    page = PublicityPage(
        title=title,
        slug=_slug(parent, f"publicity-{case.kind.replace('_', '-')}-{timezone.localdate(now):%Y%m%d}"),
        summary=f"{_day(window[0])}至{_day(window[-1])}公示{label}的结果。对结果有异议的，请在公示期内提出。",
        published_on=timezone.localdate(now),
        case_kind=case.kind,
        starts_on=window[0],
        ends_on=window[-1],
        live=False,
    )
    parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    page.refresh_from_db()
    return page


def _parent() -> Page | None:
    for model in PublicityPage.allowed_parent_page_models():
        if found := model.objects.live().order_by("pk").first():
            return found
    return None


def _slug(parent: Page, wanted: str) -> str:
    taken = set(parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbers = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(each for each in numbers if each not in taken)


def _day(day) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
