"""Who gets to which page, what the menu shows, and what stands on the first page and on that of a case."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.staff import counter, figures
from bookings.staff.menu import group
from casework.services import SYSTEM
from tests.bookings.staff.conftest import MONDAY, reader, signed_in, text
from tests.bookings.staff.test_lists import FRIDAY_BEFORE, expired, ordered, queued
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, moment, place

B, F, C, A = "booking_officers", "front_desk", "copy_desk", "administrators"
PAGES = {
    "/admin/bookings/board/": {B, F, C, A},
    "/admin/bookings/board/print/": {B, F, C, A},
    "/admin/bookings/check-in/": {B, F, A},
    "/admin/bookings/check-in/{number}/": {B, F, A},
    "/admin/bookings/mark/{pk}/arrive/": {B, F, A},
    "/admin/bookings/copies/": {B, F, C, A},
    "/admin/bookings/ready/": {B, F, C, A},
    "/admin/bookings/destroy/": {B, F, C, A},
    "/admin/bookings/waiting/": {B, F, A},
    "/admin/bookings/suspended/": {B, A},
    "/admin/bookings/suspended/{suspension}/lift/": {B, A},
    "/admin/cases/register/booking/": {B, F, C, A},
}


@pytest.mark.parametrize("name", [B, F, C, A, "editors"])
def test_pages_and_groups(people, officer, name):
    case = make.booked(officer)
    suspension = expired(officer).applicant.person_keys.first().suspensions.first()
    client, wrong = signed_in(people[name]), []
    for path, groups in PAGES.items():
        address = path.format(number=case.number, pk=case.pk, suspension=suspension.pk)
        answer = client.get(address)
        if (answer.status_code == 200) != (name in groups):
            wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []


def test_strangers_are_asked_to_sign_in(client, officer):
    for path in PAGES:
        answer = client.get(path.format(number="CJG2026112300001", pk=1, suspension=1))
        assert answer.status_code == 302
        assert answer.url.startswith("/admin/login/")


def labels(user, rf) -> list[str]:
    request = rf.get("/admin/")
    request.user = user
    return [item.label for item in group().menu.menu_items_for_request(request)]


def test_the_menu_shows_what_one_may_open(people, rf):
    day = ["到馆安排", "复制件制作中", "待领取", "销毁清单", "候补", "暂停办理", "登记来电来访"]
    assert [label for label in labels(people[B], rf) if label in day] == day
    assert "暂停办理" not in labels(people[F], rf)
    assert not {"候补", "暂停办理"} & set(labels(people[C], rf))
    assert labels(people["editors"], rf) == []


# --- the first page ---


def test_what_the_first_page_counts(staff, officer):
    make.booked(officer, at=place(MONDAY, 14), now=FRIDAY_BEFORE)
    make.step(make.booked(officer), "arrive", officer, now=moment(TUESDAY, 9))
    make.step(make.booked(officer, at=place(hour=9, minute=30)), "missed", officer, now=moment(TUESDAY, 10, 5))
    make.booked(officer, at=place(hour=14))
    cancelled = make.booked(officer, at=place(hour=15))
    make.step(cancelled, "cancel", cancelled.applicant)
    ordered(officer, promised=MONDAY)
    expired(officer, hour=10)
    assert [(each.label, each.text, each.is_urgent) for each in figures.figures(officer)] == [
        ("今天预约", "3", False),
        ("已经到馆", "1", False),
        ("以前没有登记到馆", "1", True),
        ("复制件超时", "1", True),
        ("待销毁", "1", False),
    ]
    assert "阅览室今天" in text(staff.get("/admin/"))


def test_the_first_page_of_others(people):
    assert "阅览室今天" not in text(signed_in(people["editors"]).get("/admin/"))
    with pytest.raises(PermissionDenied):
        figures.figures(people["editors"])


# --- the page of a case ---


def test_the_panel_tells_the_whole_story(staff, officer):
    case = make.booked(officer, reader(), at=place(hour=9))
    make.step(case, "missed", officer, now=moment(TUESDAY, 9, 40))
    queued(case)
    shown = text(staff.get(f"/admin/cases/inspect/{case.pk}/"))
    panel = shown[shown.index('id="panel-booking"') :]
    assert "不动产权证或购房合同" in panel
    assert "2026-11-24 9:00-9:30：未到馆" in panel
    assert "2026-11-25" in panel
    assert "<dt>未到馆</dt><dd>1 次</dd>" in panel


def test_the_panel_of_a_visit_with_copies(staff, officer):
    case = ordered(officer, promised=WEDNESDAY)
    shown = text(staff.get(f"/admin/cases/inspect/{case.pk}/"))
    assert "12 页，2026-11-23 委托，约定 2026-11-25 完成" in shown
    assert "/admin/bookings/board/?day=2026-11-23" in shown
    assert f"/admin/bookings/check-in/{case.number}/" in shown
    make.step(case, "ready", officer, now=moment(TUESDAY, 9))
    make.step(case, "expire", SYSTEM, now=moment(TUESDAY, 10))
    assert "保留至 2027-05-24" in text(staff.get(f"/admin/cases/inspect/{case.pk}/"))


def test_the_panel_is_constant_in_queries(officer):
    case = make.booked(officer)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            found = counter.facts(type(case).objects.get(pk=case.pk))
            str([found["waiting"], found["materials"], found["booking"].purpose])
        return len(asked)

    count()
    one = count()
    for hour in (10, 11, 14):
        make.step(case, "change_for", officer, data={"place": place(hour=hour)})
    count()
    assert count() == one


def test_other_kinds_have_no_such_panel(people):
    from home.feedback import services as feedback  # noqa: PLC0415  a case of another kind, for this test only

    case = feedback.send(subject="typo", text="有一个错字。")
    shown = text(signed_in(people[A]).get(f"/admin/cases/inspect/{case.pk}/"))
    assert 'id="panel-booking"' not in shown
