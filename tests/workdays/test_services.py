from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from workdays import readiness, services
from workdays.models import AnnouncedYear, Closure, HolidayAdjustment

NOTICE = "日期,安排,名称\n2027-01-01,放假,元旦\n2027-02-08,放假,春节\n2027-02-20,上班,春节\n"


def test_the_seed_gives_the_calendar_of_2026(db, django_assert_num_queries):
    with django_assert_num_queries(3):
        calendar = services.work_calendar()
    assert calendar.is_workday(date(2026, 10, 10))
    assert not calendar.is_workday(date(2026, 10, 8 - 1))
    assert calendar.announced == frozenset(range(2004, 2027))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_notice_is_read_as_spreadsheets_write_it(encoding):
    days = services.read_notice(NOTICE.encode(encoding), 2027)
    assert [(str(day.date), day.kind.value) for day in days] == [
        ("2027-01-01", "off"),
        ("2027-02-08", "off"),
        ("2027-02-20", "work"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "第一行应当是列名"),
        ("日期,安排,名称\n", "文件里没有一天"),
        ("日期,安排,名称\n2027-13-01,放假,元旦\n", "第 2 行：日期“2027-13-01”看不懂"),
        ("日期,安排,名称\n2026-01-01,放假,元旦\n", "第 2 行：2026-01-01 不在 2027 年"),
        ("日期,安排,名称\n2027-01-01,休假,元旦\n", "第 2 行：安排“休假”看不懂"),
        ("日期,安排,名称\n2027-01-01,放假,\n", "第 2 行：没有写节日名称"),
        ("日期,安排,名称\n2027-01-01,放假,元旦\n2027/1/1,放假,元旦\n", "第 3 行：2027-01-01 出现了两次"),
        ("日期,安排,名称\n2027-01-01\n", "安排“”看不懂"),
    ],
)
def test_each_wrong_line_gets_a_sentence(text, sentence):
    with pytest.raises(services.NoticeErrors) as raised:
        services.read_notice(text.encode(), 2027)
    assert any(sentence in each for each in raised.value.sentences)


def test_a_file_that_is_no_text_is_refused():
    with pytest.raises(services.NoticeErrors, match="CSV"):
        services.read_notice(b"\xff\xfe\x81\xff", 2027)


def test_loading_a_year_replaces_it_and_says_what_changes(db):
    days = services.read_notice(NOTICE.encode(), 2027)
    changed = services.changed_days(2027, days)
    assert date(2027, 2, 20) in changed
    assert date(2027, 1, 1) not in changed, "New Year was known by law"
    services.load_notice(2027, days, source="国办发明电〔2026〕9号", user=None)
    services.load_notice(2027, days, source="国办发明电〔2026〕9号", user=None)
    assert HolidayAdjustment.objects.filter(date__year=2027).count() == 3
    assert services.work_calendar().is_announced(date(2027, 5, 1))


def moment(*numbers: int) -> datetime:
    return timezone.make_aware(datetime(*numbers))


def test_only_whole_days_close_the_archive(db):
    Closure.objects.create(starts_at=moment(2026, 11, 23), ends_at=moment(2026, 11, 25), reason="库房检修")
    Closure.objects.create(starts_at=moment(2026, 11, 26, 13), ends_at=moment(2026, 11, 26, 17), reason="停电")
    calendar = services.work_calendar()
    assert calendar.closed == {date(2026, 11, 23), date(2026, 11, 24)}
    assert calendar.is_workday(date(2026, 11, 23))
    assert not calendar.is_open(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("now", "loaded", "found"),
    [
        (date(2026, 10, 31), [2026], []),
        (date(2026, 11, 1), [2026], [("warning", "2027")]),
        (date(2026, 11, 1), [2026, 2027], []),
        (date(2027, 3, 1), [2026], [("blocker", "2027")]),
    ],
)
def test_readiness_asks_for_next_year_from_november(db, monkeypatch, now, loaded, found):
    AnnouncedYear.objects.exclude(year__in=loaded).delete()
    for year in loaded:
        AnnouncedYear.objects.get_or_create(year=year)
    monkeypatch.setattr(readiness, "today", lambda: now)
    findings = list(readiness.notices())
    assert [(finding.level.value, year) for finding, (_, year) in zip(findings, found, strict=True)] == found


def test_staff_see_what_a_notice_changes_before_it_does(admin_client):
    upload = {"year": 2027, "source": "国办发明电〔2026〕9号", "file": SimpleUploadedFile("n.csv", NOTICE.encode())}
    preview = admin_client.post("/admin/workdays/load/", upload).content.decode()
    assert "2月20日" in preview
    assert not HolidayAdjustment.objects.filter(date__year=2027).exists()
    confirmed = {"year": 2027, "source": "国办发明电〔2026〕9号", "text": NOTICE, "confirm": "1"}
    assert admin_client.post("/admin/workdays/load/", confirmed).status_code == 302
    assert HolidayAdjustment.objects.filter(date__year=2027).count() == 3
    assert admin_client.get("/admin/holidayadjustment/").status_code == 200


def test_a_wrong_file_changes_nothing(admin_client):
    upload = {"year": 2027, "source": "x", "file": SimpleUploadedFile("n.csv", b"\x00")}
    page = admin_client.post("/admin/workdays/load/", upload).content.decode()
    assert "列名" in page
    assert not HolidayAdjustment.objects.filter(date__year=2027).exists()
