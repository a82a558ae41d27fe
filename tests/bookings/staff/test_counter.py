"""The counter: from a scanned code to a mark."""

from datetime import date

import pytest
from django.urls import reverse

from bookings.models import SeatClaim, Visit
from bookings.staff.codes import number_in
from casework.errors import NotNow
from tests.bookings.staff.conftest import MONDAY, reader, signed_in, text
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment, place


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("CJG2026112300001", "CJG2026112300001"),
        ("  cjg2026112300001\r\n", "CJG2026112300001"),
        ("ＣＪＧ２０２６１１２３００００１", "CJG2026112300001"),
        ("https://example.org/admin/bookings/check-in/CJG2026112300001/", "CJG2026112300001"),
        ("https://x.example/CJG2026112300002/?next=CJG2026112300001", "CJG2026112300001"),
        ("2026112300001", ""),
        ("", ""),
        ("\x00'; DROP TABLE", ""),
        ("A" * 5000 + "CJG2026112300001", ""),
    ],
)
def test_what_a_scanner_types(typed, number):
    assert number_in(typed) == number


def test_a_scan_leads_to_the_booking(staff, officer):
    case = make.booked(officer, reader(), at=place(hour=10))
    answer = staff.get("/admin/bookings/check-in/", {"q": f"http://testserver/admin/bookings/check-in/{case.number}/"})
    assert answer.url == f"/admin/bookings/check-in/{case.number}/"
    shown = text(staff.get(answer.url))
    assert "今天 10:00-10:30 的预约，时段正在进行。" in shown
    assert "不动产权证或购房合同" in shown
    assert "欧阳**（尾号 4987）" in shown
    assert "欧阳示例" not in shown


def test_what_was_not_understood_is_said(staff, officer):
    make.booked(officer)
    answer = staff.get("/admin/bookings/check-in/?q=示例")
    assert answer.status_code == 404
    assert "没有看懂" in text(answer)
    answer = staff.get("/admin/bookings/check-in/CJG2020010100001/")
    assert answer.status_code == 404
    assert "没有编号是 CJG2020010100001 的查档预约" in text(answer)
    assert staff.get("/admin/bookings/check-in/").status_code == 200
    draft = make.make_draft()
    assert staff.get(f"/admin/bookings/check-in/{draft.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("at", "now", "sentence"),
    [
        (place(hour=14), moment(TUESDAY, 12, 55), "今天 14:00-14:30 的预约，还有 1 小时 5 分钟开始。"),
        (place(hour=9), moment(TUESDAY, 10, 0), "今天 9:00-9:30 的预约，时段已经过了 30 分钟。"),
        (
            place(WEDNESDAY),
            moment(TUESDAY, 9),
            "日期不对：预约的是 2026年11月25日 星期三（明天） 9:00-9:30，不是今天。",
        ),
        (place(), moment(WEDNESDAY, 9), "预约的日期已过：2026年11月24日 星期二（昨天） 9:00-9:30，当天没有登记。"),
    ],
)
def test_what_the_counter_reads_first(officer, clock, at, now, sentence):
    case = make.booked(officer, at=at)
    clock(now)
    assert sentence in text(signed_in(officer).get(f"/admin/bookings/check-in/{case.number}/"))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (make.submitted, "还没有通过审核"),
        (lambda: make.choosing(make.make_officer()), "还没有选时段"),
        (lambda: make.step(make.submitted(), "nothing", make.make_officer()), "这次预约查无此档，不能登记到馆。"),
    ],
)
def test_bookings_without_a_place(staff, made, sentence):
    shown = text(staff.get(f"/admin/bookings/check-in/{made().number}/"))
    assert sentence in shown
    assert ">到馆</button>" not in shown


def mark(client, case, action="arrive", **data):
    address = reverse("booking_mark", args=[case.pk, action])
    return client.post(
        address, {"seen_version": fresh(case).version, "back": "/admin/bookings/board/", **data}, follow=True
    )


def test_arrival_with_one_button(staff, officer):
    case = make.booked(officer)
    answer = mark(staff, case)
    assert answer.redirect_chain[-1][0] == "/admin/bookings/board/"
    assert f"{case.number}：到馆登记，已登记。" in text(answer)
    assert Visit.objects.get().arrived_at == moment(TUESDAY, 10, 10)
    again = text(staff.get(f"/admin/bookings/check-in/{case.number}/"))
    assert "已在 10:10 登记到馆，登记人：示例馆员。" in again
    assert ">到馆</button>" not in again


def test_the_second_of_two_clicks_is_told_who_was_first(staff, officer):
    case = make.booked(officer)
    version = fresh(case).version
    mark(staff, case)
    answer = mark(staff, case, seen_version=version)
    assert "没有登记：示例馆员在 10:10 已经处理了这个办件" in text(answer)
    assert "不能“到馆登记”" in text(mark(staff, case))
    assert Visit.objects.count() == 1


def test_nobody_arrives_before_the_day(staff, officer):
    case = make.booked(officer, at=place(WEDNESDAY))
    assert "当天才能登记到馆" in text(mark(staff, case))
    assert not Visit.objects.exists()


def test_who_came_and_was_not_marked_is_put_right_the_next_morning(officer, clock):
    case = make.booked(officer)
    clock(moment(WEDNESDAY, 8, 40))
    mark(signed_in(officer), case)
    visit = Visit.objects.get()
    assert visit.arrived_at == moment(TUESDAY, 9), "nobody knows the minute"
    assert visit.marked_at == moment(WEDNESDAY, 8, 40)
    assert fresh(case).status == "booked"


def test_that_nobody_came_is_confirmed_first(staff, officer):
    case = make.booked(officer)
    page = staff.get(
        reverse("booking_mark", args=[case.pk, "missed"]), {"back": "/admin/bookings/board/?day=2026-11-24"}
    )
    assert "读者会收到消息" in text(page)
    assert not Visit.objects.exists()
    answer = mark(staff, case, "missed", opinion="电话没有人接")
    assert "未到馆，已登记。" in text(answer)
    assert fresh(case).status == "choosing"
    assert SeatClaim.objects.standing().count() == 0
    assert "已登记为未到馆" in text(staff.get(f"/admin/bookings/check-in/{case.number}/"))


def test_nobody_has_missed_a_slot_that_goes_on(staff, officer):
    case = make.booked(officer, at=place(hour=10))
    answer = mark(staff, case, "missed")
    assert answer.status_code == 422
    assert "时段结束以后" in text(answer)
    assert fresh(case).status == "booked"


def test_hostile_marks(staff, people, officer):
    case = make.booked(officer)
    assert mark(staff, case, "cancel_for").status_code == 404
    assert staff.post("/admin/bookings/mark/999999/arrive/").status_code == 404
    draft = make.make_draft()
    assert staff.post(f"/admin/bookings/mark/{draft.pk}/arrive/", {"seen_version": 0}).status_code == 404
    answer = staff.post(
        reverse("booking_mark", args=[case.pk, "arrive"]), {"seen_version": "x", "back": "//evil.example/"}
    )
    assert answer.url == f"/admin/bookings/check-in/{case.number}/", "only pages of the admin are led back to"
    assert "没有登记" in text(staff.get(answer.url))
    mark(signed_in(people["copy_desk"]), case)
    assert not Visit.objects.exists(), "who makes copies marks no visits"


def test_copies_are_handed_out_at_the_counter(staff, officer):
    case = make.step(
        make.booked(officer, at=place(MONDAY), now=moment(date(2026, 11, 20), 9)),
        "arrive",
        officer,
        now=moment(MONDAY, 9),
    )
    make.step(case, "order_copies", officer, now=moment(MONDAY, 10), data={"pages": 3, "promised_on": TUESDAY})
    make.step(case, "ready", officer, now=moment(TUESDAY, 9))
    shown = text(staff.get(f"/admin/bookings/check-in/{case.number}/"))
    assert "复制件已经做好" in shown
    assert reverse("case_step", args=[case.pk, "collect"]) in shown


def test_the_guard_itself(officer):
    case = make.booked(officer, at=place(WEDNESDAY))
    with pytest.raises(NotNow):
        make.step(case, "arrive", officer, now=moment(TUESDAY, 9))
