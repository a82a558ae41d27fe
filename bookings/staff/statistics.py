"""What the reading room did in a period, in numbers: counted in the database, borders at midnight in Shanghai."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, F, OuterRef, Q, Subquery

from bookings.models import Booking, Purpose, ReaderCategory, Visit
from bookings.queries import aware, booking_settings, local
from bookings.services.visits import KIND
from bookings.words import WEEKDAYS
from bookings.workflow import REVIEW, WORKFLOW
from casework import clock
from casework.models import StatusChange
from workdays.calendar import BusinessClock, add_months
from workdays.services import work_calendar

DECISIONS = [each.action for each in WORKFLOW.transitions.values() if each.permission == REVIEW]
BY_DAY = 62
"""A longer period is shown by months."""
STEP = 2000


@dataclass(frozen=True)
class Period:
    """From the beginning of one day to the end of another."""

    first: date
    last: date

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The moments between which it lies; the second is no longer in it."""
        return _midnight(self.first), _midnight(self.last + timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    def parts(self) -> Iterator[tuple[str, "Period"]]:
        """Its days or, when it is long, its months, with what each is called."""
        if (self.last - self.first).days < BY_DAY:
            for number in range((self.last - self.first).days + 1):
                day = self.first + timedelta(days=number)
                yield f"{day.month}月{day.day}日", Period(day, day)
            return
        begin = self.first
        while begin <= self.last:
            following = add_months(begin.replace(day=1), 1)
            yield f"{begin.year}年{begin.month}月", Period(begin, min(following - timedelta(days=1), self.last))
            begin = following


def period(name: str, today: date) -> Period:
    """A period by its name: month, last_month, quarter, last_quarter, year, last_year."""
    months = {"month": 1, "quarter": 3, "year": 12}[name.removeprefix("last_")]
    first = today.replace(day=1, month=(today.month - 1) // months * months + 1)
    first = add_months(first, -months) if name.startswith("last_") else first
    return Period(first, add_months(first, months) - timedelta(days=1))


@dataclass(frozen=True)
class Row:
    """A line of a table: what it is about, how many, and, of visits, how many did not come."""

    label: str
    count: int
    missed: int = 0


@dataclass(frozen=True)
class Review:
    """How long reviews took in working time, each from the application or its supplement to the decision."""

    count: int
    within: int
    hours: float | None
    promise: int

    @property
    def share(self) -> int | None:
        """The percentage within the promise."""
        return round(100 * self.within / self.count) if self.count else None


@dataclass(frozen=True)
class Figures:
    """All numbers of a period."""

    period: Period
    by_part: list[Row]
    by_purpose: list[Row]
    by_category: list[Row]
    cancelled: list[Row]
    by_hour: list[Row]
    by_weekday: list[Row]
    review: Review

    @property
    def requests(self) -> int:
        """Applications handed in."""
        return sum(row.count for row in self.by_part)

    @property
    def visits(self) -> int:
        """Readers who came."""
        return sum(row.count for row in self.by_hour)

    @property
    def missed(self) -> int:
        """Readers who did not."""
        return sum(row.missed for row in self.by_hour)

    @property
    def cancellations(self) -> int:
        """Bookings given up or lapsed."""
        return sum(row.count for row in self.cancelled)

    @property
    def busiest(self) -> str:
        """When most readers come, in a sentence that helps to set opening hours."""
        if not self.visits:
            return "这段时间还没有读者到馆。"
        hours, days = _most(self.by_hour), _most(self.by_weekday)
        most = max(row.count for row in self.by_hour)
        share = round(100 * most / self.visits)
        return (
            f"{hours}来的读者最多（{'各 ' if '、' in hours else ''}{most} 人次，占 {share}%），"
            f"一周中{days}最忙（{max(row.count for row in self.by_weekday)} 人次）。"
        )


def _most(rows: Iterable[Row]) -> str:
    rows = list(rows)
    most = max(row.count for row in rows)
    return "、".join(row.label for row in rows if row.count == most)


def figures(of: Period) -> Figures:
    """Counts them anew; the number of queries does not depend on the period."""
    begins, ends = of.span
    requests = Booking.objects.submitted().filter(kind=KIND, submitted_at__gte=begins, submitted_at__lt=ends)
    visits = Visit.objects.filter(date__gte=of.first, date__lte=of.last)
    return Figures(
        of,
        _by_part(requests, of),
        _by_term(requests, "purpose", Purpose),
        _by_term(requests, "category", ReaderCategory),
        _cancelled(begins, ends),
        *_visits(visits),
        _review(begins, ends),
    )


def _by_part(requests, of: Period) -> list[Row]:
    parts = list(of.parts())
    counts = requests.aggregate(
        **{
            f"part{number}": Count("pk", filter=Q(submitted_at__gte=part.span[0]) & Q(submitted_at__lt=part.span[1]))
            for number, (_, part) in enumerate(parts)
        }
    )
    return [Row(label, counts[f"part{number}"]) for number, (label, _) in enumerate(parts)]


def _by_term(requests, field: str, model: type[Purpose] | type[ReaderCategory]) -> list[Row]:
    """In the order of the vocabulary; a word out of use only where somebody chose it."""
    counts = dict(requests.order_by().values_list(field).annotate(Count("pk")))
    city = booking_settings().city
    rows = [
        Row(term.label.replace("{{ 城市 }}", city), counts.get(term.pk, 0))
        for term in model.objects.all()
        if term.in_use or counts.get(term.pk)
    ]
    return rows + ([Row("未填", counts[None])] if counts.get(None) else [])


def _cancelled(begins: datetime, ends: datetime) -> list[Row]:
    steps = {each.action: each.label for each in WORKFLOW.transitions.values() if each.target == "cancelled"}
    steps |= {"cancel": "读者取消", "cancel_for": "馆员代为取消"}
    changes = StatusChange.objects.filter(case__kind=KIND, action__in=steps, at__gte=begins, at__lt=ends)
    counts = dict(changes.order_by().values_list("action").annotate(Count("pk")))
    return [Row(label, counts.get(action, 0)) for action, label in steps.items()]


def _visits(visits) -> tuple[list[Row], list[Row]]:
    came, missed = Count("pk", filter=~Q(arrived_at=None)), Count("pk", filter=Q(arrived_at=None))

    def counted(field: str, key: Callable) -> Mapping[int, tuple[int, int]]:
        rows = visits.order_by().values_list(field).annotate(came=came, missed=missed)
        return _folded((key(value), *both) for value, *both in rows)

    hours = counted("slot", lambda slot: slot.hour)
    days = counted("date", lambda day: day.weekday())
    return (
        [Row(f"{hour}:00-{hour + 1}:00", *hours[hour]) for hour in sorted(hours)],
        [Row(f"星期{WEEKDAYS[day]}", *days.get(day, (0, 0))) for day in range(7) if day < 5 or day in days],
    )


def _folded(rows: Iterable[tuple[int, int, int]]) -> Mapping[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for key, came, missed in rows:
        before = found.get(key, (0, 0))
        found[key] = (before[0] + came, before[1] + missed)
    return found


def _review(begins: datetime, ends: datetime) -> Review:
    decisions = StatusChange.objects.filter(
        case__kind=KIND, source="waiting", action__in=DECISIONS, at__gte=begins, at__lt=ends
    )
    handed_in = StatusChange.objects.filter(case=OuterRef("case"), position=OuterRef("position") - 1)
    spans = decisions.order_by().annotate(since=Subquery(handed_in.values("at"))).values_list("since", F("at"))
    measure, promise = BusinessClock(work_calendar()), clock.promised_days(KIND)
    taken = [measure.between(local(since), local(at)) for since, at in spans.iterator(STEP) if since]
    hours = round(median(taken) / timedelta(hours=1), 1) if taken else None
    return Review(len(taken), sum(1 for each in taken if each <= promise * clock.working_day()), hours, promise)


def _midnight(day: date) -> datetime:
    return aware(datetime.combine(day, time.min))


def sheet(found: Figures) -> Iterator[list[object]]:
    """The numbers as rows of a spreadsheet."""
    yield ["统计期间", str(found.period), ""]
    yield ["项目", "分类", "数量"]
    yield ["申请", "合计", found.requests]
    yield ["到馆", "合计", found.visits]
    yield ["未到馆", "合计", found.missed]
    yield ["取消", "合计", found.cancellations]
    for name, rows in (
        ("申请（按日期）", found.by_part),
        ("申请（按查档目的）", found.by_purpose),
        ("申请（按利用者类别）", found.by_category),
        ("取消（按原因）", found.cancelled),
        ("到馆（按时刻）", found.by_hour),
        ("到馆（按星期）", found.by_weekday),
    ):
        for row in rows:
            yield [name, row.label, row.count]
            if row.missed:
                yield [name.replace("到馆", "未到馆"), row.label, row.missed]
    review = found.review
    yield ["审核", f"审核的件次（承诺 {review.promise} 个工作日）", review.count]
    yield ["审核", "按承诺时间审核的件次", review.within]
    yield ["审核", "审核用时的中位数（工作小时）", "" if review.hours is None else review.hours]
