"""Rules that staff edit: what a change does to bookings is shown first; the numbers do what they say."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bookings.forms import ProjectForm, categories, purposes
from bookings.models import BookingSettings, Purpose, ReaderCategory, SeatClaim, SlotTemplate, WaitingEntry
from bookings.queries import fresh_timetable, place_of
from bookings.services import displacement, waiting
from casework.models import StatusChange
from notifications.models import Message
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, place

SLOTS, NUMBERS, COPY = "/admin/slottemplate/", "/admin/bookings/numbers/", "/admin/bookings/copy-day/"
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def admin(monkeypatch, client, admin_user):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    client.force_login(admin_user)
    return client


@pytest.fixture
def officer(admin):
    return make.make_officer()


def page(answer) -> str:
    return answer.content.decode()


def value(text: str, name: str = "confirmed") -> str:
    return text.split(f'name="{name}" value="')[1].split('"')[0]


def slot(day: int = 1, hour: int = 9) -> SlotTemplate:
    return SlotTemplate.objects.get(day=day, starts=time(hour))


def form_of(row: SlotTemplate, **changes) -> dict:
    fields = {"day": row.day, "starts": f"{row.starts:%H:%M}", "ends": f"{row.ends:%H:%M}", "capacity": row.capacity}
    return fields | changes


def standing(case):
    claim = SeatClaim.objects.standing().filter(case=case).select_related("day").first()
    return claim and place_of(claim)


def test_other_hours_of_a_slot_are_shown_and_move_who_had_it(admin, officer):
    case, other = make.booked(officer), make.booked(officer, at=place(TUESDAY, 10))
    row = slot()
    url, posted = f"{SLOTS}edit/{row.pk}/", form_of(row, ends="09:20")
    shown = page(admin.post(url, posted))
    assert "还没有保存" in shown
    assert "预约的读者要改期：1 件" in shown
    assert case.number in shown
    assert other.number not in shown
    assert slot().ends == time(9, 30)
    assert standing(case) == place(), "nothing has happened yet"
    assert admin.post(url, posted | {"confirmed": value(shown)}).status_code == 302
    assert slot().ends == time(9, 20)
    assert fresh(case).status == "choosing"
    assert standing(case).ends == time(9, 20), "the same slot with its new hours is nearest"
    assert StatusChange.objects.filter(case=case).last().opinion == "时段安排有调整，原来预约的时段不再开放。"
    assert Message.objects.filter(case=case, key="booking_displaced").exists()
    assert standing(other) == place(TUESDAY, 10)


def test_a_slot_that_goes_moves_who_had_it(admin, officer):
    case = make.booked(officer)
    url = f"{SLOTS}delete/{slot().pk}/"
    shown = page(admin.get(url))
    assert case.number in shown
    assert "还没有删除" in page(admin.post(url, {"confirmed": "other"}))
    assert admin.post(url, {"confirmed": value(shown)}).status_code == 302
    assert standing(case) == place(TUESDAY, 9, 30)


def test_what_is_confirmed_is_what_was_shown(admin, officer):
    case = make.booked(officer)
    row = slot()
    url, posted = f"{SLOTS}edit/{row.pk}/", form_of(row, ends="09:20")
    shown = page(admin.post(url, posted))
    make.step(case, "cancel", case.applicant)
    late = make.booked(officer)
    again = page(admin.post(url, posted | {"confirmed": value(shown)}))
    assert late.number in again
    assert slot().ends == time(9, 30)


def test_fewer_seats_leave_those_who_have_one(admin, officer):
    row = slot()
    row.capacity = 2
    row.save()
    cases = [make.booked(officer), make.booked(officer)]
    assert admin.post(f"{SLOTS}edit/{row.pk}/", form_of(row, capacity=1)).status_code == 302, "nobody is touched"
    assert [standing(case) for case in cases] == [place(), place()]
    assert {fresh(case).status for case in cases} == {"booked"}
    rules = fresh_timetable()
    tuesday = next(day for day in rules.free_days(MORNING.replace(tzinfo=None), []) if day.day == TUESDAY)
    assert tuesday.places[0].free == 1, "one seat where nobody has any"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"starts": "09:15", "ends": "09:45"}, "重叠", id="overlaps"),
        pytest.param({"starts": "10:00", "ends": "10:30"}, "已经有同时开始的时段", id="twice"),
        pytest.param({"ends": "08:00"}, "结束时间要晚于开始时间", id="backwards"),
        pytest.param({"capacity": 0}, "大于", id="nobody"),
    ],
)
def test_a_slot_that_cannot_be_is_said(admin, changes, sentence):
    row = slot()
    answer = admin.post(f"{SLOTS}edit/{row.pk}/", form_of(row, **changes))
    assert answer.status_code == 200
    assert sentence in page(answer)
    assert (slot().starts, slot().ends, slot().capacity) == (time(9), time(9, 30), 1)


def test_a_new_slot_touches_nobody(admin, officer):
    make.booked(officer)
    posted = {"day": 1, "starts": "12:00", "ends": "12:30", "capacity": 1}
    assert admin.post(f"{SLOTS}new/", posted).status_code == 302
    assert fresh_timetable().place(TUESDAY, time(12))


def test_a_whole_day_is_copied_after_a_look(admin, officer):
    SlotTemplate.objects.filter(day=0, starts__gte=time(12)).delete()
    SlotTemplate.objects.filter(day=0).update(capacity=3)
    lost, stays = make.booked(officer, at=place(TUESDAY, 14)), make.booked(officer, at=place(TUESDAY, 9))
    posted = {"source": 0, "targets": [1, 2]}
    shown = page(admin.post(COPY, posted))
    assert "星期二、星期三改成和星期一一样" in shown
    assert lost.number in shown
    assert stays.number not in shown
    assert SlotTemplate.objects.filter(day=1).count() == 12
    assert admin.post(COPY, posted | {"confirm": "1", "seal": "other"}).status_code == 409
    assert SlotTemplate.objects.filter(day=1).count() == 12
    assert admin.post(COPY, posted | {"confirm": "1", "seal": value(shown, "seal")}).status_code == 302
    rows = list(SlotTemplate.objects.filter(day=0).values_list("starts", "ends", "capacity"))
    for day in (1, 2):
        assert list(SlotTemplate.objects.filter(day=day).values_list("starts", "ends", "capacity")) == rows
    assert standing(stays) == place(TUESDAY, 9)
    assert fresh(lost).status == "choosing"
    assert ModelLogEntry.objects.filter(action="wagtail.delete").count() == 14


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        pytest.param({"source": 0, "targets": [0]}, "不要选", id="itself"),
        pytest.param({"source": 0}, "请至少选一天", id="none"),
        pytest.param({"source": 7, "targets": [0]}, "没有时段", id="empty"),
    ],
)
def test_a_day_that_cannot_be_copied_is_said(admin, posted, sentence):
    SlotTemplate.objects.filter(day=7).delete()
    answer = admin.post(COPY, posted)
    assert answer.status_code == 422
    assert sentence in page(answer)


def numbers(**changes) -> dict:
    rules = BookingSettings.load()
    names = [field.name for field in rules._meta.fields if field.name != "id"]
    posted = {name: getattr(rules, name) for name in names} | changes
    return {name: value for name, value in posted.items() if value is not False} | {}


def test_a_shorter_window_displaces_nobody(admin, officer):
    """The day can no longer be chosen; who has a place on it keeps it, who waits for it is told before it happens."""
    kept, today = make.booked(officer, at=place(FRIDAY, 9)), make.booked(officer, at=place(MONDAY, 9))
    SlotTemplate.objects.filter(day=4).exclude(starts=time(9)).delete()
    waits = make.choosing(officer)
    waiting.wait(fresh(waits), FRIDAY, user=waits.applicant, now=MORNING)
    posted = numbers(window_days=3, include_today=False)
    shown = page(admin.post(NUMBERS, posted))
    assert "已有的预约保留不变：2 件" in shown
    assert kept.number in shown
    assert "候补到此为止：1 件" in shown
    assert waits.number in shown
    assert BookingSettings.load().window_days == 5
    assert admin.post(NUMBERS, posted | {"confirmed": value(shown)}).status_code == 302
    assert BookingSettings.load().window_days == 3
    assert fresh_timetable().days(MONDAY) == [TUESDAY, WEDNESDAY, WEDNESDAY + timedelta(days=1)]
    assert [fresh(case).status for case in (kept, today)] == ["booked", "booked"]
    assert (standing(kept), standing(today)) == (place(FRIDAY, 9), place(MONDAY, 9))
    waiting.serve_lines(MORNING)
    assert not WaitingEntry.objects.filter(ended_at=None).exists()


def test_numbers_that_touch_nobody_are_saved_at_once_and_hold(admin, officer):
    make.booked(officer)
    assert admin.post(NUMBERS, numbers(text_limit=20, city="示例市")).status_code == 302
    form = ProjectForm({"project_name": "字" * 21, "developer": "无", "permit_number": "无", "query": "字" * 20})
    assert list(form.errors) == ["project_name"]
    assert ("city_party", "示例市级党政机关") in categories()
    page(admin.get(NUMBERS))
    assert admin.post(NUMBERS, numbers(window_days=0)).status_code == 200
    assert BookingSettings.load().window_days == 5


def test_numbers_take_part_in_displacing(officer):
    """The time for which a displaced reader's new place is held."""
    BookingSettings.objects.update_or_create(pk=BookingSettings.load().pk, defaults={"moved_hold_hours": 4})
    case = make.booked(officer, at=place(FRIDAY, 9))
    with displacement.changing_rules("时段有调整。"):
        SlotTemplate.objects.filter(day=4, starts=time(9)).delete()
    assert SeatClaim.objects.holds().get(case=case).hold_until == make.moment(MONDAY, 15)


def term(row, **changes) -> dict:
    names = [field.name for field in row._meta.fields if field.name != "id"]
    posted = {name: getattr(row, name) for name in names} | changes
    return {name: value for name, value in posted.items() if value is not False}


def test_a_word_no_longer_in_use_stays_where_it_was_chosen(admin, officer):
    case = make.booked(officer)
    row = Purpose.objects.get(code="dispute")
    url, posted = f"/admin/purpose/edit/{row.pk}/", term(row, in_use=False)
    shown = page(admin.post(url, posted))
    assert "以后不能再选：1 件" in shown
    assert "dispute" in dict(purposes())
    assert admin.post(url, posted | {"confirmed": value(shown)}).status_code == 302
    assert "dispute" not in dict(purposes())
    assert fresh(case).purpose == row


def test_a_code_that_a_booking_names_stays(admin, officer):
    make.submitted()
    row = ReaderCategory.objects.get(code="individual")
    posted = term(row, code="another", label="个人业主（改）")
    url = f"/admin/readercategory/edit/{row.pk}/"
    shown = page(admin.post(url, posted))
    admin.post(url, posted | {"confirmed": value(shown)})
    row.refresh_from_db()
    assert (row.code, row.label) == ("individual", "个人业主（改）")


def test_one_word_at_least_stays_in_use(admin):
    Purpose.objects.exclude(code="other").update(in_use=False)
    row = Purpose.objects.get(code="other")
    assert "至少要有一项在使用" in page(admin.post(f"/admin/purpose/edit/{row.pk}/", term(row, in_use=False)))
    assert purposes()


@pytest.mark.parametrize("name", ["purpose", "readercategory"])
def test_words_are_never_deleted(admin, name):
    row = Purpose.objects.first() if name == "purpose" else ReaderCategory.objects.first()
    admin.post(f"/admin/{name}/delete/{row.pk}/")
    row.refresh_from_db()


def test_a_new_word_can_be_chosen(admin):
    posted = {"label": "示例目的", "code": "sample", "position": 9, "in_use": "on"}
    assert admin.post("/admin/purpose/new/", posted).status_code == 302
    assert ("sample", "示例目的") in purposes()


def test_the_list_of_slots_costs_the_same_for_any_number(admin, django_assert_max_num_queries):
    admin.get(SLOTS)
    with django_assert_max_num_queries(20):
        admin.get(SLOTS)


def test_a_slot_refuses_what_the_form_does(admin):
    with pytest.raises(ValidationError):
        SlotTemplate(day=1, starts=time(9), ends=time(9, 30)).full_clean()
