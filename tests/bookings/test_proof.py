"""`manage.py verify_bookings` finds every contradiction between places and bookings, and nothing where all is well."""

from datetime import date, time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bookings import bulk, proof
from bookings.jobs import BookingsDisagree, verify_bookings
from bookings.models import Booking, CopyOrder, ReadingDay, SeatClaim, SlotTemplate, Visit, WaitingEntry
from casework.services import SYSTEM
from operations import jobs, registry
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, moment, place
from workdays.models import Closure

NOON = moment(TUESDAY, 12)
PLACES = [(9, 0), (9, 30), (10, 0), (10, 30), (11, 0), (13, 30), (14, 0)]
COPIES = {"pages": 3, "promised_on": WEDNESDAY}


@pytest.fixture
def everyone(db) -> dict[str, Booking]:
    """A booking at every point of its way; as many as the world is at noon of the Wednesday."""
    officer = make.make_officer()
    found = {
        "draft": make.make_draft(),
        "waiting": make.submitted(),
        "returned": make.step(make.submitted(), "return", officer),
        "nothing_found": make.step(make.submitted(), "nothing", officer),
        "choosing": make.choosing(officer),
        "cancelled": make.booked(officer, at=place(WEDNESDAY)),
        "missed": make.booked(officer, at=place(WEDNESDAY, 9, 30)),
        "booked": make.booked(officer, at=place(date(2026, 11, 26))),
    }
    make.step(found["cancelled"], "cancel", found["cancelled"].applicant)
    make.step(found["missed"], "missed", officer, now=moment(WEDNESDAY, 10))
    names = ["arrived", "ordered", "collecting", "closed", "expired", "plain"]
    for name, (hour, minute) in zip(names, PLACES, strict=False):
        case = found[name] = make.booked(officer, at=place(TUESDAY, hour, minute))
        make.step(case, "arrive", officer, now=NOON)
        if name in ("ordered", "collecting", "closed", "expired"):
            make.step(case, "order_copies", officer, now=NOON, data=COPIES)
        if name in ("collecting", "closed", "expired"):
            make.step(case, "ready", officer, now=moment(WEDNESDAY, 9))
    make.step(found["closed"], "collect", officer, now=moment(WEDNESDAY, 10))
    make.step(found["plain"], "finish", officer, now=NOON)
    make.step(found["expired"], "expire", SYSTEM, now=moment(date(2027, 5, 26), 0))
    return {name: make.fresh(case) for name, case in found.items()}


def held(case: Booking, **columns) -> SeatClaim:
    day, _ = ReadingDay.objects.get_or_create(date=WEDNESDAY)
    own = {"slot": time(16), "ends": time(16, 30), "seat": 1, "made_at": MORNING}
    return SeatClaim.objects.create(case=case, day=day, **own | columns)


def standing(case: Booking):
    return SeatClaim.objects.standing().filter(case=case)


def stand_in_line(case: Booking) -> None:
    day, _ = ReadingDay.objects.get_or_create(date=WEDNESDAY)
    WaitingEntry.objects.create(case=case, day=day, since=MORNING)


DAMAGE = [
    ("draft", held, "“草稿”，却占着时段"),
    ("waiting", held, "“待审核”，却占着时段"),
    ("returned", held, "“待补充”，却占着时段"),
    ("nothing_found", held, "“查无此档”，却占着时段"),
    ("cancelled", held, "“已取消”，却占着时段"),
    ("choosing", held, "没有保留期限"),
    ("choosing", lambda case: Booking.objects.filter(pk=case.pk).update(choose_by=None), "没有选时段的期限"),
    ("booked", lambda case: standing(case).update(released_at=MORNING), "已预约，却没有时段"),
    ("booked", lambda case: standing(case).update(hold_until=NOON), "时段却只是保留"),
    ("booked", stand_in_line, "却还在候补"),
    ("arrived", lambda case: standing(case).update(released_at=NOON), "已经到馆，时段却已退出"),
    ("arrived", lambda case: case.visits.update(arrived_at=None), "时段却没有退出"),
    ("arrived", lambda case: case.visits.update(slot=time(16)), "与它的时段不符"),
    ("ordered", lambda case: Visit.objects.filter(case=case).delete(), "没有到馆，却委托了复制"),
    ("ordered", lambda case: CopyOrder.objects.filter(case=case).update(ready_at=NOON), "复制件却已经完成"),
    ("collecting", lambda case: CopyOrder.objects.filter(case=case).delete(), "却没有复制件"),
    ("collecting", lambda case: CopyOrder.objects.filter(case=case).update(collected_at=NOON), "复制件却已经领取"),
    ("collecting", lambda case: CopyOrder.objects.filter(case=case).update(ready_at=None), "复制件却没有完成"),
    ("closed", lambda case: CopyOrder.objects.filter(case=case).update(collected_at=None), "复制件却没有领取"),
    ("closed", lambda case: standing(case).update(released_at=NOON), "没有到过馆的时段"),
    ("plain", lambda case: case.visits.all().delete(), "没有到过馆的时段"),
    ("expired", lambda case: CopyOrder.objects.filter(case=case).delete(), "却没有复制件"),
]


def found(now=NOON) -> list[str]:
    return list(proof.problems(now))


def test_nothing_is_wrong_with_what_people_do(everyone):
    assert found() == []
    assert set(Booking.objects.values_list("status", flat=True)) == set(everyone["draft"].case_kind.workflow.statuses)


@pytest.mark.parametrize(("name", "damage", "words"), DAMAGE, ids=[f"{name}-{words}" for name, _, words in DAMAGE])
def test_every_contradiction_is_found(everyone, name, damage, words):
    damage(everyone[name])
    sentences = found()
    assert any(words in each for each in sentences), sentences
    assert all(str(everyone[name].number or everyone[name].pk) in each for each in sentences), "and nobody else's"


def test_a_seat_that_two_readers_have_at_one_time(everyone):
    other = make.booked(make.make_officer(), at=place(date(2026, 11, 26), 9, 30))
    standing(everyone["booked"]).update(ends=time(9, 45))
    assert found() != [], "a slot that ends at 9:45 is none of ours either"
    assert any("同时占着 2026-11-26 09:30 的第 1 座" in each and other.number in each for each in found())


@pytest.mark.parametrize("change", ["closure", "slots"])
def test_a_place_where_it_is_closed(everyone, change):
    if change == "slots":  # past the page that moves readers
        SlotTemplate.objects.filter(starts=time(9)).delete()
    else:
        day = moment(date(2026, 11, 26), 0)
        Closure.objects.create(starts_at=day, ends_at=day.replace(hour=12), reason="示例")
    assert found() == [f"预约 {everyone['booked'].number}：占着 2026-11-26 09:00-09:30，那时不开放。"]
    assert found(moment(date(2026, 11, 26), 9, 30)) == [], "what is over is no place any more"


def test_what_only_seems_wrong_is_looked_at_again(everyone, monkeypatch):
    """Somebody acts between the reading of the bookings and of their places."""
    read, calls = proof._faults, []

    def first_time_wrong(batch):
        calls.append(batch)
        return {pk: ["看错了。"] for pk in batch} if len(calls) == 1 else read(batch)

    monkeypatch.setattr(proof, "_faults", first_time_wrong)
    assert found() == []
    assert len(calls) == 1 + Booking.objects.count()


def run() -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_bookings", stdout=out, stderr=errors)
    except CommandError as problem:
        return out.getvalue(), f"{errors.getvalue()}{problem}"
    return out.getvalue(), errors.getvalue()


def test_the_command_says_so_and_names_nobody(everyone):
    assert run() == (
        f"查档预约 {Booking.objects.count()} 件，占用中的时段 {SeatClaim.objects.standing().count()} 个\n",
        "",
    )
    case = everyone["cancelled"]
    held(case)
    _, said = run()
    assert f"预约 {case.number}：" in said
    assert "1 处矛盾" in said
    assert all(word not in said for word in (case.title, case.project_name, str(case.applicant)))


def test_the_job_proves_it_every_night(everyone):
    verify_bookings()
    held(everyone["cancelled"])
    with pytest.raises(BookingsDisagree, match=everyone["cancelled"].number):
        verify_bookings()
    list(jobs.run_due("verify_bookings"))
    findings = list(registry.checks["查档预约"]())
    assert [each.level for each in findings] == [registry.Level.BLOCKER]


def test_what_is_made_in_bulk_is_sound_too_and_costs_four_queries_a_thousand(db, django_assert_max_num_queries):
    people = bulk.readers(4)
    bulk.choosing(people[:2])
    day = timezone.localdate()
    bulk.booked(people[2:], [(place(day, 9), 1), (place(day, 9), 2)], now=MORNING)
    assert list(bulk.past(1_500, now=MORNING))
    assert found(moment(date(2030, 1, 1), 0)) == []
    with django_assert_max_num_queries(2 * 5 + 1 + 9):
        found(moment(date(2030, 1, 1), 0))
