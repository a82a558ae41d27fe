"""Working days from the database: the calendar in force, and loading the notice of a year."""

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from workdays import touching
from workdays.calendar import WorkCalendar
from workdays.models import AnnouncedYear, Closure, DayKind, HolidayAdjustment

KINDS = {"放假": DayKind.OFF, "休": DayKind.OFF, "上班": DayKind.WORK, "班": DayKind.WORK}


class NoticeErrors(Exception):
    """What is wrong with an uploaded notice, a sentence for each line."""

    def __init__(self, sentences: list[str]):
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class NoticeDay:
    """One line of a notice."""

    date: date
    kind: DayKind
    name: str


def work_calendar() -> WorkCalendar:
    """The calendar in force now; three queries."""
    return _calendar(HolidayAdjustment.objects.all(), Closure.objects.all())


def calendar_with(row: HolidayAdjustment | Closure) -> WorkCalendar:
    """The calendar that would be in force if the row were saved as it is."""
    if isinstance(row, Closure):
        return _calendar(HolidayAdjustment.objects.all(), Closure.objects.exclude(pk=row.pk), closure=row)
    return _calendar(HolidayAdjustment.objects.exclude(pk=row.pk), Closure.objects.all(), adjustment=row)


def calendar_without(row: HolidayAdjustment | Closure) -> WorkCalendar:
    """The calendar that would be in force if the row were deleted."""
    others = type(row).objects.exclude(pk=row.pk)
    if isinstance(row, Closure):
        return _calendar(HolidayAdjustment.objects.all(), others)
    return _calendar(others, Closure.objects.all())


def calendar_with_notice(year: int, days: list[NoticeDay]) -> WorkCalendar:
    """The calendar that would be in force if the notice of the year were loaded."""
    now, rows = work_calendar(), {day.date: day.kind == DayKind.WORK for day in days}
    kept = {day: works for day, works in now.adjustments.items() if day.year != year}
    return replace(now, adjustments=kept | rows, announced=now.announced | {year})


def _calendar(
    adjustments: QuerySet,
    closures: QuerySet,
    *,
    adjustment: HolidayAdjustment | None = None,
    closure: Closure | None = None,
) -> WorkCalendar:
    days = [*adjustments.values_list("date", "kind"), *([(adjustment.date, adjustment.kind)] if adjustment else [])]
    spans = [
        *closures.values_list("starts_at", "ends_at"),
        *([(closure.starts_at, closure.ends_at)] if closure else []),
    ]
    return WorkCalendar(
        {day: kind == DayKind.WORK for day, kind in days},
        frozenset(AnnouncedYear.objects.values_list("year", flat=True)),
        frozenset(_closed_days(spans)),
        frozenset(tuple(timezone.make_naive(moment) for moment in span) for span in spans),
    )


@contextmanager
def changing(*, user: AbstractBaseUser | None, to: WorkCalendar | None = None, seen: str = "") -> Iterator[None]:
    """A transaction in which the calendar changes; at its end everything that hangs on it follows.

    to: the calendar that will be in force. With it nothing happens, and touching.NotAsShown is raised, unless `seen` is
    the seal of what the change touches.
    """
    with transaction.atomic():
        before = work_calendar()
        if to is not None:
            touching.guard(before, to, seen)
        yield
        touching.follow(before, work_calendar(), user=user)


def alert_follows(closure: Closure) -> bool:
    """The alert about a closure ends when the closure does; returns whether it was changed."""
    if closure.alert is None or closure.alert.ends_at == closure.ends_at:
        return False
    if closure.ends_at <= closure.alert.starts_at:
        closure.alert.delete()
        return True
    closure.alert.ends_at = closure.ends_at
    closure.alert.save(update_fields=["ends_at"])
    return True


def overlapping(closure: Closure) -> Closure | None:
    """Another closure that has a moment in common with this one."""
    others = Closure.objects.exclude(pk=closure.pk)
    return others.filter(starts_at__lt=closure.ends_at, ends_at__gt=closure.starts_at).order_by("starts_at").first()


def today() -> date:
    """Today in the archive's time zone."""
    return timezone.localdate()


def _closed_days(closures: Iterable[tuple[datetime, datetime]]) -> Iterable[date]:
    """The days that closures cover from midnight to midnight; closed hours alone do not close a day."""
    for starts_at, ends_at in closures:
        start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
        day = start.date() if start.time() == time(0) else start.date() + timedelta(days=1)
        while day < end.date() or (day == end.date() and end.time() >= time(23, 59)):
            yield day
            day += timedelta(days=1)


def read_notice(content: bytes, year: int) -> list[NoticeDay]:
    """The days of a year from a CSV with the columns 日期, 安排 (放假 or 上班), 名称; UTF-8 or GBK, as Excel writes it.

    Raises NoticeErrors with a sentence for every line that is wrong.
    """
    rows = csv.DictReader(io.StringIO(_decoded(content)))
    if not {"日期", "安排", "名称"} <= set(rows.fieldnames or []):
        raise NoticeErrors(["第一行应当是列名：日期,安排,名称。请下载样表，照样填写。"])
    days, sentences = {}, []
    for number, row in enumerate(rows, start=2):
        try:
            day = _read_row(row, year)
        except ValueError as error:
            sentences.append(f"第 {number} 行：{error}")
            continue
        if day.date in days:
            sentences.append(f"第 {number} 行：{day.date:%Y-%m-%d} 出现了两次，请删去一行。")
        days[day.date] = day
    if not days and not sentences:
        sentences.append("文件里没有一天。请下载样表，照样填写。")
    if sentences:
        raise NoticeErrors(sentences)
    return [days[day] for day in sorted(days)]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoticeErrors(["文件不是文本。请在表格软件中另存为 CSV 再上传。"])


def _read_row(row: dict[str, str | None], year: int) -> NoticeDay:
    """One line; ValueError carries the sentence for people."""
    text, kind, name = ((row[column] or "").strip() for column in ("日期", "安排", "名称"))
    try:
        day = datetime.strptime(text.replace("/", "-"), "%Y-%m-%d").date()  # noqa: DTZ007  a date has no zone
    except ValueError:
        raise ValueError(f"日期“{text}”看不懂，请写成 {year}-01-01 的样子。") from None
    if day.year != year and day != date(year - 1, 12, 31):
        raise ValueError(f"{day:%Y-%m-%d} 不在 {year} 年。")
    if kind not in KINDS:
        raise ValueError(f"安排“{kind}”看不懂，只能写“放假”或“上班”。")
    if not name:
        raise ValueError("没有写节日名称。")
    return NoticeDay(day, KINDS[kind], name[:30])


def load_notice(
    year: int, days: list[NoticeDay], *, source: str, user: AbstractBaseUser | None, seen: str | None = None
) -> None:
    """Puts the notice of a year in the place of what was known of it; due times and what else hangs on it follow.

    seen: the seal of what somebody was shown (see `changing`); None for nobody who looks.
    """
    to = None if seen is None else calendar_with_notice(year, days)
    with changing(user=user, to=to, seen=seen or ""):
        HolidayAdjustment.objects.filter(date__year=year).delete()
        for day in days:
            HolidayAdjustment.objects.update_or_create(
                date=day.date, defaults={"kind": day.kind, "name": day.name, "source": source}
            )
        AnnouncedYear.objects.update_or_create(year=year, defaults={"source": source})


def changed_days(year: int, days: list[NoticeDay]) -> list[date]:
    """The days of the year that the notice turns from working days into days off or the other way round."""
    now, then = work_calendar(), calendar_with_notice(year, days)
    first = date(year, 1, 1)
    all_days = (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))
    return [day for day in all_days if now.is_workday(day) != then.is_workday(day)]
