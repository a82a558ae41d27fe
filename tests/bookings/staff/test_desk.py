"""Booking for callers and walk-ins: in one act, by the rules that hold online, and nothing typed is lost."""

from datetime import timedelta

import pytest

from bookings.models import Booking, SeatClaim, SlotTemplate
from bookings.services import places
from bookings.staff import desk
from casework import services
from casework.errors import WrongPerson
from casework.models import Case, NumberSeries
from tests.bookings.staff.conftest import TEN_PAST_TEN, signed_in, text
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment, place

ADDRESS = "/admin/cases/register/booking/"
TYPED = {
    "source": "phone",
    "name": "欧阳示例",
    "phone": "176 1234 4987",
    "purpose-purpose": "dispute",
    "purpose-note": "",
    "category-category": "individual",
    "project-project_name": "示例家园3号楼",
    "project-developer": "无",
    "project-permit_number": "无",
    "project-query": "结构竣工图",
}


def send(client, **changed):
    return client.post(
        ADDRESS, TYPED | {name.replace("__", "-"): value for name, value in changed.items()}, follow=True
    )


def test_a_caller_is_registered_as_if_online(staff):
    answer = send(staff)
    case = Booking.objects.get()
    assert f"已登记，编号 {case.number}。" in text(answer)
    assert (case.status, case.source, case.caller_name, case.phone) == ("waiting", "phone", "欧阳示例", "17612344987")
    assert (case.title, case.purpose.code, case.category.code) == ("查档：示例家园3号楼", "dispute", "individual")
    sections = case.snapshots.get().content["sections"]
    assert [section["title"] for section in sections] == ["查档目的", "利用者类别", "查询项目信息"]
    assert sections[1]["fields"][0]["text"] == "个人业主"
    assert case.due_at is not None, "the promise of review runs"


def test_with_a_place_it_is_approved_and_booked_in_one_act(staff, officer):
    answer = send(staff, place="2026-11-25T09:00")
    case = Booking.objects.get()
    assert case.status == "booked"
    assert "请告诉对方：2026年11月25日 星期三 9:00-9:30 到馆。" in text(answer)
    assert [change.action for change in case.history.order_by("position")] == ["send", "approve", "book_for"]
    assert {change.actor for change in case.history.all()} == {officer}
    assert case.messages.filter(key="booking_confirmed", channel="sms").count() == 1


def test_who_stands_at_the_counter_takes_a_slot_that_has_begun(staff):
    answer = staff.get(f"{ADDRESS}?place=2026-11-24T10:00")
    shown = text(answer)
    assert '<option value="2026-11-24T10:00" selected>11月24日 10:00-10:30（已开始）</option>' in shown
    assert answer.context["form"]["source"].value() == "counter"
    assert "2026-11-24T09:30" not in shown
    send(staff, source="counter", phone="", place="2026-11-24T10:00")
    assert SeatClaim.objects.get().slot.hour == 10
    answer = send(staff, source="counter", phone="", name="李示例", place="2026-11-24T09:30")
    assert "请另选一个" in text(answer)


@pytest.mark.parametrize("group", ["front_desk", "copy_desk"])
def test_without_the_rights_of_both_it_is_only_registered(people, group):
    client = signed_in(people[group])
    assert 'name="place"' not in text(client.get(ADDRESS))
    send(client, place="2026-11-25T09:00")
    assert Booking.objects.get().status == "waiting"
    assert not SeatClaim.objects.exists()


def test_who_does_not_work_on_bookings_registers_nothing(people):
    assert signed_in(people["editors"]).get(ADDRESS).status_code == 302
    send(signed_in(people["editors"]))
    assert not Booking.objects.exists()
    typed = {"purpose": {}, "category": {}, "project": {}}
    with pytest.raises(WrongPerson):
        desk.register(desk.Caller("phone", "某", ""), typed, user=people["editors"], place=None)
    with pytest.raises(WrongPerson):
        desk.register(desk.Caller("phone", "某", ""), typed, user=people["front_desk"], place=place(WEDNESDAY))


def test_a_place_lost_in_between_leaves_nothing_behind_but_what_was_typed(staff, officer, monkeypatch):
    rival = make.choosing(officer)
    register = desk.register

    def too_late(*args, **kwargs):
        places.book(
            rival, place(WEDNESDAY), "book", actor=rival.applicant, seen_version=fresh(rival).version, now=TEN_PAST_TEN
        )
        return register(*args, **kwargs)

    monkeypatch.setattr(desk, "register", too_late)
    numbers = NumberSeries.objects.get(day=TUESDAY).last if NumberSeries.objects.filter(day=TUESDAY).exists() else 0
    answer = send(staff, place="2026-11-25T09:00")
    assert answer.status_code == 422
    shown = text(answer)
    assert "还没有登记：11月25日 9:00-9:30 刚刚被别人预约了。" in shown
    for words in ("欧阳示例", "176 1234 4987", "示例家园3号楼", "结构竣工图"):
        assert f'value="{words}"' in shown, words
    assert list(Booking.objects.values_list("pk", flat=True)) == [rival.pk]
    assert not NumberSeries.objects.filter(day=TUESDAY, last__gt=numbers).exists(), "no number is lost"


def test_a_place_taken_before_the_form_was_sent_is_no_choice_any_more(staff, officer):
    make.booked(officer, at=place(WEDNESDAY))
    answer = send(staff, place="2026-11-25T09:00")
    assert "这个时段刚刚被占用" in text(answer)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "请填写“姓名”。"),
        ({"phone": ""}, "来电登记请留下电话"),
        ({"phone": "12"}, "请填写手机号"),
        ({"source": "online"}, "来源"),
        ({"purpose__purpose": "other"}, "请写明查档目的"),
        ({"purpose__purpose": "no-such"}, "到馆查档目的"),
        ({"category__category": ""}, "请选择“利用者类别”。"),
        ({"project__project_name": "无"}, "请填写小区名或地址"),
        ({"project__query": "字" * 51}, "最多 50 个字，现在 51 个字"),
        ({"project__query": "证号 110101199003074514"}, "身份证号码"),
        ({"name": "110101199003074514"}, "身份证号码"),
        ({"place": "2026-11-25T12:00"}, "请另选一个"),
        ({"place": "\x00"}, "请另选一个"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(staff, changed, sentence):
    answer = send(staff, **changed)
    assert answer.status_code == 422
    shown = text(answer)
    assert sentence in shown
    assert "还没有登记，请改正下面标出的地方" in shown
    assert changed.get("project__project_name", "示例家园3号楼") in shown
    assert not Booking.objects.exists()


def test_control_characters_are_taken_out_or_refused(staff):
    assert send(staff, name="欧阳\x00示例").status_code == 422
    send(staff, project__query="结构\x00竣工\x07图\r\n3号楼")
    assert Booking.objects.get().query == "结构竣工 图 3号楼"


def test_a_double_click_registers_once(staff):
    send(staff)
    answer = send(staff)
    case = Booking.objects.get()
    assert f"刚刚已经登记过：{case.number}。没有重复登记。" in text(answer)
    assert NumberSeries.objects.get(day=TUESDAY).last == 1


def test_the_same_words_are_another_call_later_or_of_somebody_else(staff, clock, officer):
    send(staff)
    send(staff, name="李示例")
    clock(TEN_PAST_TEN + timedelta(minutes=11))
    send(signed_in(officer))
    assert Booking.objects.count() == 3


def test_staff_take_the_callers_steps(staff, officer):
    send(staff, place="2026-11-25T09:00")
    case = Case.objects.get()
    actions = {choice.transition.action for choice in services.choices(case, officer, TEN_PAST_TEN)}
    assert {"change_for", "cancel_for"} <= actions
    changed = places.book(
        case, place(WEDNESDAY, 14), "change_for", actor=officer, seen_version=case.version, now=TEN_PAST_TEN
    )
    assert changed.status == "booked"


def test_the_queue_leads_to_the_desk(staff):
    assert ADDRESS in text(staff.get("/admin/cases/booking/"))


# --- the list of places for staff ---


def test_staff_book_today_for_a_reader_in_a_slot_that_has_begun(staff, officer):
    case = make.choosing(officer)
    address = f"/admin/cases/step/{case.pk}/book_for/"
    shown = text(staff.get(address))
    assert "10:00-10:30（已开始）" in shown
    assert "2026-11-24T09:30" not in shown
    staff.post(address, {"seen_version": fresh(case).version, "place": "2026-11-24T10:00", "opinion": ""})
    assert fresh(case).status == "booked"
    assert SeatClaim.objects.get(released_at=None).slot.hour == 10


def test_the_list_is_without_what_is_over_full_or_waited_for(staff, officer, clock):
    SlotTemplate.objects.filter(starts__gte="13:00").delete()
    make.booked(officer, at=place(hour=11))
    case = make.choosing(officer)
    clock(moment(TUESDAY, 10, 59))
    shown = text(signed_in(officer).get(f"/admin/cases/step/{case.pk}/book_for/"))
    assert "2026-11-24T10:30" in shown
    assert "2026-11-24T11:00" not in shown
    clock(moment(TUESDAY, 11, 30))
    assert "11月24日" not in text(signed_in(officer).get(f"/admin/cases/step/{case.pk}/book_for/"))
