"""The requirement rows 000-01 … 000-44 (在线查档预约流程), one test each, named after its row.

What a row asks in more ways than one is tested at length elsewhere (test_places, test_rules, test_reader_pages, …); here
each row has the test that fails first when the row no longer holds.
"""

import io
import re
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Site

from accounts import persons
from accounts.groups import StaffGroup
from bookings import queries, setup
from bookings.forms import CATEGORY, PROJECT, PURPOSE, typed_of
from bookings.kind import KIND
from bookings.models import Booking, BookingSettings, CopyOrder, ReadingDay, SeatClaim
from bookings.services import copies, places, reminders
from bookings.workflow import COPIES, DESK, REVIEW
from casework import drafts, notices, timed
from casework.errors import NotNow, OpinionMissing, StepRefused, Suspended
from casework.sections import as_query
from content.models import SiteSettings
from notifications.models import Message
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, WEDNESDAY, fresh, moment, place
from tests.factories.pages import ServicePageFactory

ROWS = [f"000_{number:02}" for number in range(1, 45)]
FIFTY = "字" * 50


@pytest.fixture
def clock(monkeypatch):
    """Sets the time for everybody; it is Monday morning."""

    def put(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    put(MORNING)
    return put


@pytest.fixture
def officer(db, clock):
    return make.make_officer()


@pytest.fixture
def reader(db, clock):
    return make.make_reader(phone="17600004987")


@pytest.fixture
def page(reader) -> Client:
    client = Client()
    client.force_login(reader)
    return client


@pytest.fixture
def notice(db, clock):
    return notices.publish("booking", "<p>示例须知</p>")


def shown(response) -> str:
    return response.content.decode()


def draft_of(reader, clock, **answers) -> Booking:
    """A draft that was filled in after reading the notice."""
    reading = notices.start(reader, KIND, now=MORNING)
    case = notices.agree(reading.pk, user=reader, now=MORNING + timedelta(seconds=5))
    told = {
        "purpose": "dispute",
        "category": "individual",
        "project_name": "示例家园",
        "developer": "无",
        "permit_number": "无",
        "query": "竣工图",
    }
    for name, typed in typed_of(**told | answers).items():
        drafts.save_section(case, name, as_query(typed), user=reader, seen_version=0)
    return fresh(case)


def office(**fields) -> None:
    """The settings of the site have these values."""
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in fields.items():
        setattr(settings, name, value)
    settings.save()


def with_copies(officer, reader=None) -> Booking:
    """待领取, ready on Wednesday the 25th."""
    case = make.booked(officer, reader)
    make.step(case, "arrive", officer, now=moment(TUESDAY, 9, 2))
    make.step(case, "order_copies", officer, now=moment(TUESDAY, 10), data={"pages": 3, "promised_on": WEDNESDAY})
    return make.step(case, "ready", officer, now=moment(WEDNESDAY, 11))


def test_every_row_has_its_test():
    missing = [row for row in ROWS if not any(name.startswith(f"test_{row}_") for name in globals())]
    assert not missing


def test_000_01_the_service_is_a_page_for_phones_with_a_code_to_scan(db, clock, client):
    ServicePageFactory(title="查档预约", slug="booking", kind="booking")
    text = shown(client.get("/services/booking/"))
    assert 'name="viewport"' in text
    assert "用手机扫描二维码打开" in text


def test_000_02_name_and_number_come_from_the_account_and_are_only_shown(page, reader, notice, clock):
    case = draft_of(reader, clock)
    text = shown(page.get(f"/my/drafts/{case.pk}/sections/project/"))
    assert "176****4987" in text
    assert not re.search(r'name="[^"]*(phone|mobile|name_of)', text)
    page.post(f"/my/drafts/{case.pk}/sections/project/", {"project-phone": "13900000000", "seen_version": 1})
    reader.refresh_from_db()
    assert reader.phone == "17600004987"


def test_000_03_nothing_sensitive_is_asked_or_kept(reader, notice, clock):
    names = {field.name for field in Booking._meta.get_fields()}
    assert not {name for name in names if "identity" in name or "id_card" in name or "idcard" in name}
    case = draft_of(reader, clock)
    typed = typed_of(purpose="dispute", category="owner", query="身份证110101199003077635")["project"]
    with pytest.raises(StepRefused, match="身份证"):
        drafts.save_section(case, "project", as_query(typed), user=reader, seen_version=1)
    assert "17600004987" not in reader.phone_token


def test_000_04_the_way_from_notice_to_closing(officer, reader, notice, clock):
    case = drafts.submit_draft(
        draft_of(reader, clock), user=reader, seen_version=Booking.objects.get().version, now=MORNING
    )
    make.step(case, "approve", officer)
    places.book(fresh(case), place(), "book", actor=reader, seen_version=fresh(case).version, now=MORNING)
    make.step(case, "arrive", officer, now=moment(TUESDAY, 9))
    make.step(case, "order_copies", officer, now=moment(TUESDAY, 10), data={"pages": 1, "promised_on": WEDNESDAY})
    make.step(case, "ready", officer, now=moment(WEDNESDAY, 9))
    make.step(case, "collect", officer, now=moment(WEDNESDAY, 10))
    passed = list(case.history.order_by("position").values_list("target", flat=True))
    assert passed == ["waiting", "choosing", "booked", "booked", "booked", "collecting", "closed"]


def test_000_05_the_notice_is_read_for_five_seconds_by_the_servers_clock(page, reader, notice, clock):
    text = shown(page.get("/my/begin/booking/"))
    hidden = dict(re.findall(r'name="(reading)" value="([^"]+)"', text))
    clock(MORNING + timedelta(seconds=4))
    early = page.post("/my/begin/booking/", hidden | {"agreed": "on"})
    assert early.status_code == 422
    assert not Booking.objects.exists()
    assert re.search(r'name="agreed"[^>]*checked', shown(early)), "the tick is not lost"
    clock(MORNING + timedelta(seconds=5))
    assert page.post("/my/begin/booking/", hidden | {"agreed": "on"}).status_code == 302
    assert Booking.objects.get().notice_reading.version == notice


def test_000_06_purposes_are_an_editable_vocabulary_and_one_is_chosen(db):
    labels = [label for _, label in PURPOSE.blank().fields["purpose"].choices]
    assert labels == [label for _, label in setup.PURPOSES]
    assert not PURPOSE.is_complete({"purpose-purpose": ["other"], "purpose-note": [""]})
    assert PURPOSE.is_complete({"purpose-purpose": ["other"], "purpose-note": ["普查"]})


def test_000_07_eleven_categories_in_their_order_and_none_preselected(db):
    BookingSettings.objects.update_or_create(pk=1, defaults={"city": "北京市"})
    form = CATEGORY.blank()
    assert [label for _, label in form.fields["category"].choices] == [
        "中央党政机关",
        "中央企业事业单位",
        "北京市级党政机关",
        "北京市级企业事业单位",
        "公、检、法机关",
        "军队、武警部队",
        "建设单位",
        "产权人(部分产权人)",
        "项目研究单位或个人",
        "其他单位或个人",
        "个人业主",
    ]
    assert "checked" not in str(form)


def project(**fields) -> dict:
    told = {"project_name": "示例家园", "developer": "无", "permit_number": "无", "query": "竣工图"} | fields
    return {f"project-{name}": [text] for name, text in told.items()}


def limit_of(name: str) -> None:
    """Fifty characters are taken and fifty-one are not."""
    assert PROJECT.is_complete(project(**{name: FIFTY}))
    assert not PROJECT.is_complete(project(**{name: FIFTY + "字"}))


def test_000_08_the_name_of_the_project_has_fifty_characters(db):
    limit_of("project_name")
    assert 'placeholder="请输入项目名称"' in str(PROJECT.blank())


def test_000_09_the_developer_has_fifty_characters_and_may_be_none(db):
    limit_of("developer")
    assert 'placeholder="如不明确可填无"' in str(PROJECT.blank())


def test_000_10_the_permit_number_has_fifty_characters_and_may_be_none(db):
    limit_of("permit_number")


def test_000_11_the_query_has_fifty_characters_and_a_setting_raises_it(db):
    limit_of("query")
    BookingSettings.objects.update_or_create(pk=1, defaults={"text_limit": 80})
    assert PROJECT.is_complete(project(query="字" * 80))


def test_000_12_all_four_are_required_and_none_is_taken_where_the_office_says_so(db):
    for name in ("project_name", "developer", "permit_number", "query"):
        assert not PROJECT.is_complete(project(**{name: ""}))
    assert not PROJECT.is_complete(project(project_name="无"))
    assert not PROJECT.is_complete(project(query="无"))


def test_000_13_a_step_back_loses_nothing(page, reader, notice, clock):
    case = draft_of(reader, clock)
    text = shown(page.get(f"/my/drafts/{case.pk}/sections/project/"))
    assert "查询项目信息" in text
    assert "上一步" in text
    typed = {"project-project_name": "改过的名称", "project-query": "", "seen_version": 1, "previous": "1"}
    assert page.post(f"/my/drafts/{case.pk}/sections/project/", typed).url.endswith("/sections/category/")
    assert case.draft_sections.get(name="project").typed["project-project_name"] == ["改过的名称"]


def test_000_14_two_tabs(page):
    text = shown(page.get("/my/bookings/"))
    assert re.search(r"到馆查档预约</a>.*预约申请记录</a>", text, re.DOTALL)


def test_000_15_submitted_waits_for_review_and_may_come_back(officer, reader):
    case = make.submitted(reader)
    assert fresh(case).status_label == "待审核"
    with pytest.raises(OpinionMissing):
        make.step(case, "return", officer, opinion="")
    assert make.step(case, "return", officer).status_label == "待补充"


def test_000_16_a_choice_lapses_after_thirty_days_with_a_reminder_before(officer, reader, clock):
    case = make.choosing(officer, reader)
    assert fresh(case).choose_by == moment(date(2026, 12, 24), 0)
    reminders.send_reminders(moment(date(2026, 12, 16), 10))
    assert not Message.objects.filter(key="booking_choose_reminder").exists()
    reminders.send_reminders(moment(date(2026, 12, 17), 10))
    assert Message.objects.filter(key="booking_choose_reminder", channel="site").count() == 1
    timed.run_timed(moment(date(2026, 12, 23), 23, 59))
    assert fresh(case).status == "choosing"
    timed.run_timed(moment(date(2026, 12, 24), 0))
    assert fresh(case).status_label == "已取消"


def test_000_17_who_does_not_come_may_choose_once_more_without_a_penalty(officer, reader):
    case = make.booked(officer, reader)
    make.step(case, "missed", officer, now=moment(TUESDAY, 17))
    assert fresh(case).status_label == "待预约"
    assert persons.suspension_of(reader, "booking") is None


def test_000_18_copies_are_made_by_a_promised_day_and_visits_without_copies_just_end(officer):
    case = with_copies(officer)
    assert case.status_label == "待领取"
    other = make.booked(officer, at=place(TUESDAY, 10))
    make.step(other, "arrive", officer, now=moment(TUESDAY, 10))
    assert make.step(other, "finish", officer, now=moment(TUESDAY, 11)).status_label == "已办结"


def test_000_19_staff_close_what_was_collected(officer):
    case = with_copies(officer)
    with pytest.raises(StepRefused):
        make.step(case, "collect", case.applicant, now=moment(WEDNESDAY, 12))
    assert make.step(case, "collect", officer, now=moment(WEDNESDAY, 12)).status_label == "已办结"
    assert CopyOrder.objects.get().collected_at == moment(WEDNESDAY, 12)


def test_000_20_a_cancellation_says_who_when_and_why(officer, reader):
    case = make.step(make.booked(officer, reader), "cancel", reader, opinion="来不了")
    last = case.history.order_by("position").last()
    assert (case.status_label, last.actor, last.at, last.opinion) == ("已取消", reader, MORNING, "来不了")


def test_000_21_after_six_months_copies_are_over(officer):
    case = with_copies(officer)
    timed.run_timed(moment(date(2027, 5, 25), 23, 59))
    assert fresh(case).status == "collecting"
    timed.run_timed(moment(date(2027, 5, 26), 0, 1))
    assert fresh(case).status_label == "超期未领取办结"


def test_000_22_nothing_found_is_said_with_a_reason_and_can_be_tried_again(page, officer, reader, notice):
    case = make.submitted(reader)
    with pytest.raises(OpinionMissing):
        make.step(case, "nothing", officer, opinion=" ")
    make.step(case, "nothing", officer, opinion="请写门牌号")
    text = shown(page.get(f"/my/{case.number}/"))
    assert "查无此档" in text
    assert "请写门牌号" in text
    assert "修改后重新申请" in text
    page.post(f"/my/{case.number}/again/")
    kept = Booking.objects.get(status="draft").draft_sections.get(name="project").typed
    assert kept["project-project_name"] == ["示例家园3号楼"]


def test_000_23_the_list_is_filtered_by_every_state(page, reader):
    make.submitted(reader)
    text = shown(page.get("/my/bookings/"))
    options = re.findall(r"<option[^>]*>([^（<]+)（", text)
    states = ["待审核", "待补充", "待预约", "已预约", "待领取", "已办结", "已取消", "超期未领取办结", "查无此档"]
    assert options == ["全部", *states]
    assert "没有这个状态的预约" not in shown(page.get("/my/bookings/?status=waiting"))


def test_000_24_a_card_says_state_number_dates_and_purpose(page, officer, reader):
    case = make.booked(officer, reader)
    text = shown(page.get("/my/bookings/"))
    for words in (
        "已预约",
        case.number,
        "2026-11-23 08:00:00",
        "2026年11月24日",
        "诉讼、纠纷",
        "预约详情",
        "没有更多了",
    ):
        assert words in text


def test_000_25_numbers_count_from_one_every_day(db, clock):
    first, second = make.submitted(), make.submitted()
    assert (first.number, second.number) == ("CJG2026112300001", "CJG2026112300002")
    assert make.submitted(now=moment(TUESDAY, 0)).number == "CJG2026112400001"


def test_000_26_five_working_days_with_today(db):
    rules = queries.fresh_timetable()
    wanted = [date(2024, 1, 2), date(2024, 1, 3), date(2024, 1, 4), date(2024, 1, 5), date(2024, 1, 8)]
    assert rules.days(date(2024, 1, 2)) == wanted


def test_000_27_only_working_days_by_the_official_calendar(db):
    days = queries.fresh_timetable().days(date(2026, 9, 30))
    assert days == [date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)]


def test_000_28_twelve_half_hours(db):
    slots = queries.fresh_timetable().slots_of(TUESDAY)
    hours = ["9:00", "9:30", "10:00", "10:30", "11:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]
    assert [f"{slot.starts.hour}:{slot.starts:%M}" for slot in slots] == hours
    assert slots[4].ends == time(11, 30)
    assert slots[-1].ends == time(17)
    assert len(queries.fresh_timetable().slots_of(date(2026, 10, 10))) == 12, "a make-up Saturday"


def test_000_29_the_database_gives_a_seat_to_one_reader(officer):
    mine, other = make.booked(officer), make.choosing(officer)
    row = ReadingDay.objects.get(date=TUESDAY)
    claim = {"day": row, "slot": time(9), "ends": time(9, 30), "seat": 1, "made_at": MORNING}
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatClaim.objects.create(case=other, **claim)
    make.step(mine, "cancel", mine.applicant)
    assert SeatClaim.objects.create(case=other, **claim).pk


def test_000_30_a_slot_of_today_can_be_had_until_it_begins(officer, reader):
    today = MORNING.date()
    case = make.choosing(officer, reader)
    with pytest.raises(NotNow):
        places.book(case, place(today, 10), "book", actor=reader, seen_version=2, now=moment(today, 10))
    last = moment(today, 9, 59)
    assert places.book(case, place(today, 10), "book", actor=reader, seen_version=2, now=last).status == "booked"


def test_000_31_the_rule_stands_above_the_places_word_for_word(page, officer, reader):
    case = make.choosing(officer, reader)
    text = shown(page.get(f"/my/{case.number}/place/"))
    rule = "可预约五个工作日内的工作日的时间段。如需取消预约，需提前一天操作。"
    assert text.index(rule) < text.index("place-day")


def test_000_32_the_confirmation_names_day_hour_and_address(page, officer, reader):
    office(address="示例市示例区示例路1号")
    case = make.choosing(officer, reader)
    response = page.post(
        f"/my/{case.number}/place/", {"place": place(TUESDAY, 16).key, "seen_version": case.version}, follow=True
    )
    for words in ("2026年11月24日 星期二", "16:00-16:30", "查档地址", "示例市示例区示例路1号"):
        assert words in shown(response)


@pytest.mark.parametrize("status", ["waiting", "returned", "choosing", "booked"])
def test_000_33_readers_cancel_until_the_day_before(officer, reader, status):
    case = {
        "waiting": lambda: make.submitted(reader),
        "returned": lambda: make.step(make.submitted(reader), "return", officer),
        "choosing": lambda: make.choosing(officer, reader),
        "booked": lambda: make.booked(officer, reader),
    }[status]()
    if status == "booked":
        with pytest.raises(NotNow, match="当天不能取消"):
            make.step(case, "cancel", reader, now=moment(TUESDAY, 0))
    assert make.step(case, "cancel", reader, now=moment(MORNING.date(), 23, 59)).status == "cancelled"


def test_000_34_changing_gives_and_takes_in_one_step(officer, reader):
    case = make.booked(officer, reader)
    places.book(case, place(WEDNESDAY, 9), "change", actor=reader, seen_version=case.version, now=MORNING)
    assert [str(each) for each in SeatClaim.objects.standing()] == ["2026-11-25 09:00-09:30 #1"]
    with pytest.raises(NotNow):
        places.book(
            case, place(date(2026, 11, 26)), "change", actor=reader,
            seen_version=fresh(case).version, now=moment(WEDNESDAY, 8),
        )  # fmt: skip


def test_000_35_the_message_about_copies_is_the_offices_own(officer, reader):
    office(sponsor="北京市城市建设档案馆", phone="68025490-1")
    with_copies(officer, reader)
    sent = Message.objects.get(key="booking_copies_ready", channel="sms").body
    assert sent == (
        "（北京市城市建设档案馆）告知事项：您委托制作的档案复制件已完成，请携带调卷单复制取件单到我馆领取。"
        "（注：如查档时告知需补充提供其他手续材料，请一并携带。）如有疑问请致电68025490-1。"
    )


def test_000_36_copies_are_kept_for_six_months_reminded_of_and_destroyed_by_hand(officer, reader):
    case = with_copies(officer, reader)
    for day in ("2026-12-25", "2027-02-25", "2027-04-25", "2027-05-18"):
        reminders.send_reminders(moment(date.fromisoformat(day), 10))
    assert Message.objects.filter(key="booking_copies_reminder", channel="site").count() == 4
    timed.run_timed(moment(date(2027, 5, 26), 0, 1))
    order = CopyOrder.objects.get(case=case)
    assert order.destroyed_at is None, "only a person destroys"
    copies.destroy([order.pk], by=officer)
    order.refresh_from_db()
    assert order.destroyed_by == officer


def test_000_37_who_does_not_collect_cannot_apply_for_a_month(page, officer, reader, clock):
    case, other = with_copies(officer, reader), make.choosing(officer, reader)
    clock(moment(date(2027, 5, 26), 0, 1))
    make.step(case, "expire", make.services.SYSTEM, now=timezone.now())
    with pytest.raises(Suspended):
        drafts.open_draft(KIND, user=reader)
    assert fresh(other).status == "choosing", "open bookings stay"
    page.force_login(reader)
    text = shown(page.get(f"/my/{case.number}/"))
    assert "没有领取" in text
    assert "2027年6月26日" in text
    clock(moment(date(2027, 6, 26), 0))
    assert drafts.open_draft(KIND, user=reader).status == "draft"


def test_000_38_details_have_these_labels(page, officer, reader):
    text = shown(page.get(f"/my/{make.booked(officer, reader).number}/"))
    labels = "预约编号 申请时间 查档目的 进馆日期 进馆时段 预约人 手机号码 利用者类别 项目名称 建设单位（开发商） 规划许可证号 查询事项描述"
    found = re.findall(r"<dt>([^<]+)</dt>", text)
    assert set(labels.split()) <= set(found)


def test_000_39_names_and_numbers_are_masked(page, officer, reader):
    text = shown(page.get(f"/my/{make.booked(officer, reader).number}/"))
    assert "示***" in text
    assert "176****4987" in text
    assert "17600004987" not in text


def test_000_40_an_approved_record_offers_choosing_and_cancelling(page, officer, reader):
    text = shown(page.get(f"/my/{make.choosing(officer, reader).number}/"))
    assert "选择预约时间" in text
    assert "取消预约" in text


def test_000_41_reviewers_copy_desk_and_counter_have_their_own_rights(db, clock):
    rights = {
        group: {right for right in (REVIEW, DESK, COPIES) if make.make_officer(group).has_perm(right)}
        for group in (StaffGroup.BOOKING_OFFICERS, StaffGroup.COPY_DESK, StaffGroup.FRONT_DESK, StaffGroup.EDITORS)
    }
    assert rights == {
        StaffGroup.BOOKING_OFFICERS: {REVIEW, DESK},
        StaffGroup.COPY_DESK: {COPIES},
        StaffGroup.FRONT_DESK: {DESK},
        StaffGroup.EDITORS: set(),
    }


def test_000_42_the_slip_has_number_and_code(page, officer, reader):
    case = make.booked(officer, reader)
    response = page.get(f"/my/{case.number}/slip.pdf")
    text = PdfReader(io.BytesIO(b"".join(response.streaming_content))).pages[0].extract_text()
    for words in ("查档预约单", case.number, "2026年11月24日 星期二", "9:00-9:30", "示例家园3号楼"):
        assert words in text
    make.step(case, "arrive", officer, now=moment(TUESDAY, 9))
    make.step(case, "order_copies", officer, now=moment(TUESDAY, 10), data={"pages": 3, "promised_on": WEDNESDAY})
    response = page.get(f"/my/{case.number}/slip.pdf")
    text = PdfReader(io.BytesIO(b"".join(response.streaming_content))).pages[0].extract_text()
    assert "复制取件单" in text
    assert "3 页" in text


def test_000_43_after_submitting_and_booking_it_is_said_what_comes_next(page, officer, reader, notice, clock):
    case = draft_of(reader, clock)
    sent = page.post(f"/my/drafts/{case.pk}/check/", {"seen_version": case.version, "seen_files": ""}, follow=True)
    assert fresh(case).number in shown(sent)
    assert "有结果时会通知您" in shown(sent)
    make.step(case, "approve", officer)
    booked = page.post(
        f"/my/{fresh(case).number}/place/",
        {"place": place().key, "seen_version": fresh(case).version},
        follow=True,
    )
    assert "预约成功" in shown(booked)
    assert "需要取消或改时段的，请在前一天 24:00 以前办理" in shown(booked)


def test_000_44_review_takes_one_working_day_and_the_reader_is_told(page, reader):
    case = make.submitted(reader)
    assert case.due_at == moment(MORNING.date(), 17)
    assert "承诺 1 个工作日内办理" in shown(page.get(f"/my/{case.number}/"))
