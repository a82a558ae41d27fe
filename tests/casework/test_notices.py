"""The notice before an application: read for five seconds of the server's clock, agreed to, used once, kept."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts import joining, persons
from accounts.models import User
from audit.append_only import ProtectedHistory
from casework import consents, drafts, errors, notices, purging
from casework.jobs import forget_readings
from casework.models import Case, NoticeReading, NoticeVersion
from casework.my import beginning
from casework.stored import cases as stored_cases
from tests.factories import notices as noticed
from tests.membership.conftest import make_people

BEGIN = f"/my/begin/{noticed.NAME}/"
FIVE = timedelta(seconds=5)


@pytest.fixture
def kind(monkeypatch):
    return noticed.register(monkeypatch)


@pytest.fixture
def people(db) -> dict[str, User]:
    return make_people()


@pytest.fixture
def wang(people) -> User:
    return people["wang"]


@pytest.fixture
def first(kind, people) -> NoticeVersion:
    return notices.publish(noticed.NAME, noticed.TEXT)


@pytest.fixture
def me(client, wang) -> Client:
    client.force_login(wang)
    return client


@pytest.fixture
def now():
    return timezone.now()


def token_on(page: str) -> str:
    return re.search(r'name="reading" value="([^"]+)"', page)[1]


def age(seconds: float) -> None:
    """All readings began so long ago."""
    NoticeReading.objects.filter(case=None).update(started_at=timezone.now() - timedelta(seconds=seconds))


# --- versions ---


def test_a_changed_text_is_a_new_version_and_the_same_text_is_not(first):
    assert notices.publish(noticed.NAME, noticed.TEXT) == first
    second = notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    assert (first.number, second.number) == (1, 2)
    assert consents.current(noticed.NAME) == second
    assert notices.publish("another", noticed.TEXT).number == 1


def test_a_version_stays_as_it_is(first):
    first.body = "<p>改</p>"
    with pytest.raises(ProtectedHistory):
        first.save()
    with pytest.raises(ProtectedHistory):
        first.delete()


def test_two_who_publish_at_once_both_get_a_version(first, monkeypatch):
    real, asked = notices.current, []

    def stale(kind):
        asked.append(kind)
        return None if len(asked) == 1 else real(kind)

    monkeypatch.setattr(notices, "current", stale)
    assert notices.publish(noticed.NAME, noticed.OTHER_TEXT).number == 2


# --- reading ---


def test_a_page_loaded_again_goes_on_with_the_reading_that_has_begun(kind, first, wang, now):
    reading = notices.start(wang, kind, now)
    assert notices.start(wang, kind, now + timedelta(minutes=29)) == reading
    assert notices.start(wang, kind, now + timedelta(minutes=31)) != reading


@pytest.mark.parametrize(("seconds", "left"), [(0, 5), (0.1, 5), (3, 2), (4.999, 1)])
def test_too_early_says_how_long_is_left(kind, first, wang, now, seconds, left):
    reading = notices.start(wang, kind, now)
    with pytest.raises(errors.NoticeTooSoon, match=f"再阅读 {left} 秒"):
        notices.agree(reading.pk, user=wang, now=now + timedelta(seconds=seconds))
    assert not Case.objects.exists()


def test_after_exactly_five_seconds_a_draft_is_open_and_bound(kind, first, wang, now):
    reading = notices.start(wang, kind, now)
    case = notices.agree(reading.pk, user=wang, now=now + FIVE)
    reading.refresh_from_db()
    assert (reading.case_id, reading.agreed_at, reading.version) == (case.pk, now + FIVE, first)
    assert notices.start(wang, kind, now + FIVE) != reading


def test_a_second_press_leads_to_the_same_draft(kind, first, wang, now):
    reading = notices.start(wang, kind, now)
    pressed = [notices.agree(reading.pk, user=wang, now=now + FIVE) for _ in range(2)]
    assert pressed[0].pk == pressed[1].pk
    assert Case.objects.count() == 1


def test_a_reading_is_not_used_again_after_its_case_was_handed_in(kind, first, wang, now):
    case = noticed.fill(noticed.agreed(wang, kind, now), wang)
    drafts.submit_draft(case, user=wang, seen_version=case.version)
    with pytest.raises(errors.ReadingUsed):
        notices.agree(NoticeReading.objects.get().pk, user=wang, now=now + timedelta(hours=1))
    assert Case.objects.count() == 1


def test_other_peoples_readings_and_numbers_that_are_none_are_refused(kind, first, people, now):
    reading = notices.start(people["li"], kind, now)
    for number in [reading.pk, reading.pk + 1, 0]:
        with pytest.raises(errors.ReadingUnknown):
            notices.agree(number, user=people["wang"], now=now + FIVE)
    reading.refresh_from_db()
    assert reading.case is None


def test_a_version_that_came_meanwhile_must_be_read(kind, first, wang, now):
    reading = notices.start(wang, kind, now)
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    with pytest.raises(errors.NoticeChanged, match="第 2 版"):
        notices.agree(reading.pk, user=wang, now=now + FIVE)
    assert not Case.objects.exists()
    assert notices.start(wang, kind, now).version.number == 2


def test_without_a_published_notice_nobody_begins(kind, wang):
    with pytest.raises(errors.NoticeMissing, match="还没有公布"):
        notices.start(wang, kind)


def test_the_database_keeps_consent_and_case_together_and_a_case_to_one_consent(kind, first, wang, now):
    case = noticed.agreed(wang, kind, now)
    bare = NoticeReading.objects.create(user=wang, version=first, started_at=now)
    for change in [
        {"agreed_at": now},
        {"case": Case.objects.create(kind=noticed.NAME)},
        {"case": case, "agreed_at": now},
        {"case": Case.objects.create(kind=noticed.NAME), "agreed_at": now - FIVE},
    ]:
        with pytest.raises(IntegrityError), transaction.atomic():
            NoticeReading.objects.filter(pk=bare.pk).update(**change)


# --- an open draft ---


def test_an_open_draft_is_returned_and_keeps_its_consent(kind, first, wang, now):
    case = noticed.agreed(wang, kind, now)
    again = noticed.agreed(wang, kind, now + timedelta(minutes=1))
    assert again.pk == case.pk
    assert NoticeReading.objects.get(case=case).agreed_at == now + FIVE


def test_a_draft_of_an_older_version_is_handed_in_only_after_reading_the_new_one(kind, first, wang, now):
    case = noticed.fill(noticed.agreed(wang, kind, now), wang)
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    with pytest.raises(errors.NotComplete) as refused:
        drafts.submit_draft(case, user=wang, seen_version=case.version)
    assert [fault.link for fault in refused.value.faults] == [f"{BEGIN}?draft={case.pk}"]
    noticed.agreed(wang, kind, now + timedelta(minutes=1))
    assert NoticeReading.objects.get(case=case).version.number == 2
    sent = drafts.submit_draft(case, user=wang, seen_version=case.version)
    assert sent.snapshots.get().content["notice"] == {
        "version": 2,
        "agreed_at": (now + timedelta(minutes=1) + FIVE).isoformat(),
    }


def test_of_several_drafts_the_named_one_is_bound(monkeypatch, people, now):
    kind, wang = noticed.register(monkeypatch, one_draft=False), people["wang"]
    notices.publish(noticed.NAME, noticed.TEXT)
    one, two = (noticed.agreed(wang, kind, now) for _ in range(2))
    assert one.pk != two.pk
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    reading = notices.start(wang, kind, now)
    assert notices.agree(reading.pk, user=wang, draft=two, now=now + FIVE).pk == two.pk
    assert [consents.is_needed(each) for each in (one, two)] == [True, False]
    reading = notices.start(people["li"], kind, now)
    with pytest.raises(errors.WrongPerson):
        notices.agree(reading.pk, user=people["li"], draft=one, now=now + FIVE)


def test_what_came_back_needs_no_new_consent(kind, first, people, now):
    case = noticed.fill(noticed.agreed(people["wang"], kind, now), people["wang"])
    case = drafts.submit_draft(case, user=people["wang"], seen_version=case.version)
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    case = drafts.services.apply_transition(case, "withdraw", actor=people["wang"], seen_version=case.version)
    case = drafts.submit_draft(case, user=people["wang"], seen_version=case.version)
    assert [each.content["notice"]["version"] for each in case.snapshots.all()] == [1, 1]


def test_a_draft_takes_its_consent_along(kind, first, wang, now):
    drafts.delete_draft(noticed.agreed(wang, kind, now), user=wang)
    assert not NoticeReading.objects.exists()


# --- the person behind it ---


def test_readings_nobody_agreed_to_are_deleted_after_days(kind, first, wang, now):
    noticed.agreed(wang, kind, now - timedelta(days=9))
    kept = notices.start(wang, kind, now - timedelta(days=1))
    notices.start(wang, kind, now - timedelta(days=3))
    forget_readings()
    assert set(NoticeReading.objects.filter(case=None)) == {kept}
    assert NoticeReading.objects.count() == 2


def test_readings_move_along_when_accounts_are_joined(kind, first, people, now):
    case = noticed.agreed(people["li"], kind, now)
    joining.join(people["wang"], people["li"])
    assert NoticeReading.objects.get(case=case).user == people["wang"]


def test_the_consent_is_in_what_a_person_takes_away_and_goes_when_the_case_is_purged(kind, first, wang, now):
    case = noticed.fill(noticed.agreed(wang, kind, now), wang)
    case = drafts.submit_draft(case, user=wang, seen_version=case.version, now=now + FIVE)
    words = consents.words(kind, 1, now + FIVE)
    assert [each["同意的须知"] for each in stored_cases(wang)] == [words]
    Case.objects.filter(pk=case.pk).update(closed_at=now)
    (rule,) = purging.rules(noticed.NAME)
    list(purging.purge(rule, now=now + timedelta(days=9999)))
    assert not NoticeReading.objects.exists()


def test_applicant_staff_and_receipt_show_version_and_time(me, kind, first, people, now):
    wang = people["wang"]
    case = noticed.fill(noticed.agreed(wang, kind, now), wang)
    case = drafts.submit_draft(case, user=wang, seen_version=case.version)
    words = f"《示例查档须知》第 1 版，{timezone.localtime(now + FIVE):%Y-%m-%d %H:%M} 同意"
    for path in [f"/my/{case.number}/", f"/my/{case.number}/receipt/"]:
        assert words in me.get(path).content.decode()
    made = me.get(f"/my/{case.number}/receipt/1.pdf").content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)
    assert words.replace(" ", "") in re.sub(r"\s", "", text)
    boss = User.objects.create_superuser("boss")
    staff = Client()
    staff.force_login(boss)
    assert words in staff.get(reverse("cases_modeladmin_inspect", args=[case.pk])).content.decode()


# --- as a browser does it ---


def test_too_early_is_answered_kindly_and_nothing_is_lost(me, first):
    page = me.get(BEGIN).content.decode()
    assert 'data-wait="5"' in page
    early = me.post(BEGIN, {"reading": token_on(page), "agreed": "on"})
    shown = early.content.decode()
    assert early.status_code == 422
    assert re.search(r"请再阅读 [45] 秒", shown)
    assert re.search(r'name="agreed"[^>]*checked', shown)
    assert token_on(shown) == token_on(page)
    age(5)
    answer = me.post(BEGIN, {"reading": token_on(shown), "agreed": "on"})
    case = Case.objects.get()
    assert answer.url == f"/my/drafts/{case.pk}/sections/organisation/"
    assert me.post(BEGIN, {"reading": token_on(shown), "agreed": "on"}).url == answer.url
    assert Case.objects.count() == 1


def test_without_the_tick_the_form_says_so(me, first):
    page = me.get(BEGIN).content.decode()
    age(9)
    answer = me.post(BEGIN, {"reading": token_on(page)})
    assert answer.status_code == 422
    assert "同意的，请勾选后继续" in answer.content.decode()
    assert token_on(answer.content.decode()) == token_on(page)
    assert not Case.objects.exists()


@pytest.mark.parametrize("forged", ["", "1", "1:x", "9" * 5000, "a\x00b"])
def test_a_forged_reading_is_refused_and_a_new_one_begins(me, first, forged):
    NoticeReading.objects.all().delete()
    answer = me.post(BEGIN, {"reading": forged, "agreed": "on", "draft": forged})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert token_on(shown)


def test_a_reading_signed_for_somebody_else_is_refused(me, client, first, people, kind):
    theirs = notices.start(people["li"], kind)
    age(60)
    answer = me.post(BEGIN, {"reading": beginning._signer.sign(theirs.pk), "agreed": "on"})
    assert answer.status_code == 422
    assert "没有找到您阅读须知的记录" in answer.content.decode()
    assert not re.search(r'name="agreed"[^>]*checked', answer.content.decode())


def test_a_new_version_between_reading_and_posting_is_shown_without_the_tick(me, first):
    page = me.get(BEGIN).content.decode()
    age(9)
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    shown = me.post(BEGIN, {"reading": token_on(page), "agreed": "on"}).content.decode()
    assert "须知刚刚更新为第 2 版" in shown
    assert "三个月内领取" in shown
    assert not re.search(r'name="agreed"[^>]*checked', shown)


def test_an_open_draft_is_offered_first_and_a_new_version_is_read_for_it(me, kind, first, wang):
    case = noticed.agreed(wang, kind, timezone.now() - FIVE)
    page = me.get(BEGIN).content.decode()
    assert "您有一份没有填完的申请" in page
    assert f'href="/my/drafts/{case.pk}/"' in page
    assert 'name="agreed"' not in page
    noticed.fill(case, wang)
    notices.publish(noticed.NAME, noticed.OTHER_TEXT)
    check = me.get(f"/my/drafts/{case.pk}/check/").content.decode()
    link = f"{BEGIN}?draft={case.pk}"
    assert f'href="{link}"' in check
    page = me.get(link).content.decode()
    assert page.index("继续填写") < page.index("已经更新")
    age(9)
    answer = me.post(BEGIN, {"reading": token_on(page), "draft": str(case.pk), "agreed": "on"})
    assert answer.url == f"/my/drafts/{case.pk}/check/"
    assert 'name="seen_version"' in me.get(answer.url).content.decode()


def test_a_suspended_person_reads_why_until_when_and_how_to_object(me, first, wang, now):
    persons.suspend(wang, noticed.NAME, until=now + timedelta(days=30), reason="超期未领取复制件", by=None)
    page = me.get(BEGIN).content.decode()
    assert "超期未领取复制件" in page
    assert f"{timezone.localtime(now + timedelta(days=30)):%Y-%m-%d}" in page
    assert "/feedback/?page=" in page
    assert 'name="agreed"' not in page


def test_what_the_kind_has_against_it_stands_in_the_place_of_the_form(monkeypatch, me, first):
    def refuse(user, case):
        raise errors.NotNow("您已有 2 份没有办结的预约。")

    noticed.register(monkeypatch, may_apply=refuse)
    page = me.get(BEGIN).content.decode()
    assert "您已有 2 份没有办结的预约。" in page
    assert 'name="agreed"' not in page
    assert not NoticeReading.objects.exists()


def test_a_missing_notice_is_said_with_the_telephone(me, kind):
    page = me.get(BEGIN).content.decode()
    assert "须知还没有公布" in page
    assert 'name="agreed"' not in page
    assert me.post(BEGIN, {"agreed": "on"}).status_code == 422


def test_a_session_that_ends_while_reading_loses_nothing(me, client, first, wang):
    page = me.get(BEGIN).content.decode()
    age(9)
    reader = me.cookies["reader"].value
    me.logout()
    me.cookies["reader"] = reader
    assert "/accounts/login/" in me.post(BEGIN, {"reading": token_on(page), "agreed": "on"}).url
    me.force_login(wang)
    page = me.get(BEGIN).content.decode()
    assert re.search(r'name="agreed"[^>]*checked', page)
    assert 'data-wait="0"' in page


def test_nothing_is_ticked_by_a_link(me, first):
    assert not re.search(r'name="agreed"[^>]*checked', me.get(f"{BEGIN}?agreed=on").content.decode())


def test_the_page_takes_the_same_queries_however_many_have_read(me, kind, first, people):
    me.get(BEGIN)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            me.get(BEGIN)
        return len(queries)

    before = count()
    for number in range(5):
        notices.publish(noticed.NAME, f"<p>{number}</p>")
        noticed.agreed(people["li"], kind, timezone.now() - FIVE)
    me.get(BEGIN)  # begins the reading of the new version
    assert count() == before
