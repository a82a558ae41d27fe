"""Lists of cases: what narrows them, what is counted, what is done to many, and what leaves the house."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Organisation, User
from audit.enums import Event
from audit.models import Entry
from audit.sheets import BOM
from casework import assignments, bulk, export, filters
from casework.filters import QueueFilter
from casework.models import Case, Phrase
from casework.workflow import Transition
from home.feedback import services as feedback
from tests.casework.conftest import REVIEW, make_user
from tests.casework.test_admin import page, with_admin


@pytest.fixture
def officer(db, django_user_model) -> User:
    return with_admin(make_user(django_user_model, "officer", REVIEW))


@pytest.fixture
def colleague(db, django_user_model) -> User:
    return make_user(django_user_model, "colleague", REVIEW)


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def reader(db) -> User:
    user = User.objects.create(username="reader", last_name="欧阳", first_name="示例")
    user.phone = "17612344987"
    user.save()
    return user


def send(text: str = "有一个错字。", sender: User | None = None) -> Case:
    return Case.objects.get(pk=feedback.send(subject="typo", text=text, sender=sender).pk)


def asked(user: User, query: str) -> set[int]:
    """The ids of the cases that a query string finds."""
    return set(QueueFilter(QueryDict(query), user=user).cases().values_list("pk", flat=True))


# --- narrowing and counting ---


def test_by_organisation_name_or_code_and_never_by_a_list(staff, officer):
    firm = Organisation.objects.create(name="示例建设公司", code="91110000600037341L")
    ours, _ = send(), send()
    Case.objects.filter(pk=ours.pk).update(organisation=firm)
    for text in ("示例建设", "91110000600037341L", "91110000 600037341l"):
        assert asked(officer, f"organisation={text}") == {ours.pk}, text
    assert asked(officer, "organisation=建设") == set(), "only the beginning, which an index answers"
    shown = page(staff, "/admin/cases/")
    assert shown.count("示例建设公司") == 1, "in its row, not in a list to choose from"


def test_by_days_of_submission(officer):
    old, new = send(), send()
    Case.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=3))
    today = timezone.localdate()
    assert asked(officer, f"since={today}") == {new.pk}
    assert asked(officer, f"until={today - timedelta(days=1)}") == {old.pk}
    assert asked(officer, f"since={today - timedelta(days=3)}&until={today}") == {old.pk, new.pk}
    assert asked(officer, "since=gestern") == set()


def test_by_colleague_who_works_on_the_kind(staff, officer, colleague, django_user_model):
    stranger = make_user(django_user_model, "stranger")
    theirs, _ = send(), send()
    assignments.claim(theirs, user=colleague)
    assert asked(officer, f"assignee={colleague.pk}") == {theirs.pk}
    assert asked(officer, f"assignee={stranger.pk}") == set()
    choices = dict(QueueFilter(QueryDict(), user=officer).fields["assignee"].choices)
    assert {str(officer.pk), str(colleague.pk)} <= set(choices)
    assert str(stranger.pk) not in choices


def test_an_address_asks_no_other_column(staff, officer, reader):
    case = send(sender=reader)
    shown = page(staff, "/admin/cases/?applicant__first_name__startswith=Z&applicant__password__contains=x")
    assert case.number in shown, "what is no question of the list narrows nothing and tells nothing"


def test_tabs_and_choices_count(staff, officer, monkeypatch):
    cases = [send() for _ in range(3)]
    assignments.claim(cases[0], user=officer)
    Case.objects.filter(pk=cases[1].pk).update(due_at=timezone.now() - timedelta(hours=1))
    questions = QueueFilter(QueryDict("assignee=nobody"), user=officer, kind_name="feedback")
    tabs = {tab.label: (tab.count, tab.is_current) for tab in questions.count()}
    assert tabs["全部"] == ("3", False)
    assert tabs["我的待办"] == ("1", False)
    assert tabs["无人领取"] == ("2", True)
    assert tabs["已超时"] == ("1", False)
    assert ("new", "待处理（3）") in questions.fields["status"].choices
    monkeypatch.setattr(filters, "COUNTED", 2)
    assert QueueFilter(QueryDict(), user=officer).count()[0].count == "2+"


def test_counting_asks_once_whatever_there_is(officer):
    send()
    questions = QueueFilter(QueryDict(), user=officer)
    with CaptureQueriesContext(connection) as asked_once:
        questions.count()
    assert len(asked_once) == 2, "for whom one stands in, and all the numbers"


def test_a_page_beyond_the_last_shows_the_last(staff):
    case = send()
    for number in ("999", "0", "-1", "x"):
        assert case.number in page(staff, f"/admin/cases/?p={number}")


# --- in bulk ---


def ticked(*cases: Case, **fields) -> dict:
    return {"case": [f"{case.pk}:{case.version}" for case in cases], "back": "/admin/cases/?due=open", **fields}


def test_claiming_many_tells_of_each(staff, officer, colleague):
    free, taken = send(), send()
    assignments.claim(taken, user=colleague)
    shown = staff.post("/admin/cases/many/", ticked(free, taken, act="claim")).content.decode()
    assert "完成 1 件，没有办 1 件" in shown
    assert "colleague 已经领取了这个办件" in shown
    assert "/admin/cases/?due=open" in shown
    free.refresh_from_db()
    taken.refresh_from_db()
    assert (free.assignee, taken.assignee) == (officer, colleague)


def test_declining_many_with_a_phrase_goes_through_the_one_function(staff, officer):
    Phrase.objects.create(kind="feedback", action="decline", text="与本馆业务无关。")
    first, second, stale = send(), send(), send()
    Case.objects.filter(pk=stale.pk).update(version=stale.version + 1)
    question = staff.post("/admin/cases/many/", ticked(first, second, stale, act="feedback.decline"))
    assert "与本馆业务无关。" in question.content.decode()
    first.refresh_from_db()
    assert first.status == "new", "asking changes nothing"
    data = ticked(first, second, stale, act="feedback.decline", confirm="1", phrase="与本馆业务无关。", opinion="")
    shown = staff.post("/admin/cases/many/", data).content.decode()
    assert "完成 2 件，没有办 1 件" in shown
    assert "已经处理了这个办件" in shown
    for case in (first, second):
        case.refresh_from_db()
        last = case.history.order_by("position").last()
        assert (case.status, last.opinion, last.actor) == ("closed", "与本馆业务无关。", officer)
    stale.refresh_from_db()
    assert stale.status == "new"


def test_words_that_are_asked_for_must_be_there(staff):
    case = send()
    answer = staff.post("/admin/cases/many/", ticked(case, act="feedback.decline", confirm="1", opinion=" "))
    assert answer.status_code == 422
    assert "请填写“不予处理”的意见" in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "new"


def test_only_steps_that_say_so_are_taken_in_bulk(staff, officer):
    names = [act.name for act in bulk.acts_for(officer, ["feedback"])]
    assert names == ["claim", "hand-over", "feedback.decline"]
    case = send()
    staff.post("/admin/cases/many/", ticked(case, act="feedback.answer", confirm="1", opinion="x"))
    case.refresh_from_db()
    assert case.status == "new"


def test_a_step_of_another_kind_is_refused_row_by_row(officer):
    case = send()
    Case.objects.filter(pk=case.pk).update(kind="engine", status="waiting")
    act = next(act for act in bulk.acts_for(officer, ["feedback"]) if act.transition)
    [outcome] = bulk.step([bulk.Seen(case.pk, case.version)], act, user=officer, opinion="x")
    assert "不是测试业务的操作" in outcome.refusal
    assert isinstance(act.transition, Transition)


def test_rows_that_one_may_not_see_are_not_told_apart_from_none(staff, officer, django_user_model):
    case = send()
    seen = [bulk.Seen(case.pk, case.version), bulk.Seen(10**9, 1)]
    stranger = make_user(django_user_model, "stranger")
    assert [outcome.refusal for outcome in bulk.claim(seen, user=stranger)] == [bulk.NOT_FOUND] * 2
    client_answer = staff.post("/admin/cases/many/", {"case": ["x:y", "1", "٣:١", "9" * 40 + ":1"], "act": "claim"})
    assert client_answer.status_code == 302, "what is no row is no row"


def test_bulk_is_a_post_of_one_of_ours(staff, client, django_user_model):
    assert staff.get("/admin/cases/many/").status_code == 405
    case = send()
    away = staff.post("/admin/cases/many/", {**ticked(act="claim"), "back": "https://elsewhere.invalid/"})
    assert away.url == "/admin/cases/"
    client.force_login(with_admin(make_user(django_user_model, "editor")))
    assert client.post("/admin/cases/many/", ticked(case, act="claim")).status_code == 404


# --- handing over ---


def test_handing_over_asks_for_a_colleague_and_keeps_the_note(staff, officer, colleague, django_user_model):
    stranger = make_user(django_user_model, "stranger")
    case = send()
    url = f"/admin/cases/hand-over/{case.pk}/"
    form = page(staff, url)
    assert "colleague" in form
    assert "stranger" not in form
    assert staff.post(url, {"to": stranger.pk}).status_code == 422
    assert staff.post(url, {"to": colleague.pk, "note": "请先打电话。"}).status_code == 302
    case.refresh_from_db()
    assert case.assignee == colleague
    shown = page(staff, f"/admin/cases/inspect/{case.pk}/")
    assert "移交给colleague：请先打电话。" in shown


def test_closed_cases_and_strangers_are_not_handed_over(officer, colleague, django_user_model):
    case = send()
    with pytest.raises(assignments.NotAColleague, match="不办理这项业务"):
        assignments.hand_over(case, make_user(django_user_model, "stranger"), user=officer)
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now(), status="answered")
    with pytest.raises(assignments.errors.WrongStatus):
        assignments.hand_over(case, colleague, user=officer)
    with pytest.raises(assignments.errors.WrongStatus):
        assignments.claim(case, user=officer)


def test_handing_over_many(staff, officer, colleague):
    cases = [send(), send()]
    question = staff.post("/admin/cases/many/", ticked(*cases, act="hand-over")).content.decode()
    assert "colleague" in question
    data = ticked(*cases, act="hand-over", confirm="1", to=colleague.pk, note="分给你")
    assert "完成 2 件" in staff.post("/admin/cases/many/", data).content.decode()
    assert set(Case.objects.values_list("assignee", flat=True)) == {colleague.pk}


# --- out of the house ---


def rows_of(answer) -> list[dict]:
    text = b"".join(answer.streaming_content).decode()  # the test client closes it at its end
    assert text.startswith(BOM)
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def test_csv_is_exactly_the_list_masked_and_recorded(staff, officer, reader):
    mine = send("=cmd|' /C calc'!A0 公式", sender=reader)
    other = send()
    Case.objects.filter(pk=mine.pk).update(submitted_at=timezone.make_aware(timezone.datetime(2026, 1, 5, 9, 30)))
    answer = staff.post("/admin/cases/export/?until=2026-01-05&q=欧阳", {"format": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=utf-8''%E5%8A%9E%E4%BB%B6" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    [row] = rows_of(answer)
    assert row["编号"] == mine.number != other.number
    assert row["事项"].startswith("'=cmd"), "no spreadsheet program takes it for a formula"
    assert (row["申请人"], row["手机"]) == ("欧阳**", "176****4987")
    assert row["提交时间"] == "2026-01-05 09:30", "local time"
    assert (row["业务"], row["状态"], row["来源"]) == ("纠错与咨询", "待处理", "网上"), "labels, not codes"
    entry = Entry.objects.get(event=Event.EXPORTED)
    assert (entry.actor, entry.data["unmasked"], entry.data["count"]) == (officer, False, 1)
    assert entry.data["asked"] == {"q": "…", "until": "2026-01-05"}, "a search may be a name"


def test_xlsx_has_the_same_rows(staff, reader):
    case = send("+86 很像公式\x0b的标题", sender=reader)
    answer = staff.post("/admin/cases/export/feedback/", {"format": "xlsx"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    found = list(book.active.iter_rows(values_only=True))
    book.close()
    assert found[0][:4] == ("编号", "业务", "事项", "申请人")
    assert found[1][:4] == (case.number, "纠错与咨询", "'+86 很像公式的标题", "欧阳**")
    assert len(found) == 2


def test_full_names_need_the_right_and_a_reason(staff, officer, reader):
    send(sender=reader)
    url = "/admin/cases/export/"
    assert "不遮盖</label>" not in page(staff, url).replace("\n", "").replace(" ", "")
    [masked] = rows_of(staff.post(url, {"format": "csv", "unmasked": "on", "reason": "想看看名字"}))
    assert masked["申请人"] == "欧阳**", "who has no right gets masked names whatever is posted"
    officer.user_permissions.add(Permission.objects.get(codename="export_case"))
    refused = staff.post(url, {"format": "csv", "unmasked": "on", "reason": " "})
    assert refused.status_code == 422
    assert "要写明用途" in refused.content.decode()
    [row] = rows_of(staff.post(url, {"format": "csv", "unmasked": "on", "reason": "核对申报单位名单"}))
    assert (row["申请人"], row["手机"]) == ("欧阳示例", "17612344987")
    entry = Entry.objects.filter(event=Event.EXPORTED).first()
    assert (entry.reason, entry.data["unmasked"]) == ("核对申报单位名单", True)
    assert "17612344987" not in str(entry.data)


def test_nothing_leaves_without_work_on_the_kind(client, django_user_model):
    send()
    client.force_login(with_admin(make_user(django_user_model, "editor")))
    assert client.post("/admin/cases/export/", {"format": "csv"}).status_code == 404
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()


def test_a_list_that_is_asked_for_wrongly_is_not_exported(staff):
    send()
    assert "条件写得不对" in page(staff, "/admin/cases/export/?since=gestern")
    assert staff.post("/admin/cases/export/?since=gestern", {"format": "csv"}).status_code == 200
    assert not Entry.objects.filter(event=Event.EXPORTED).exists()


def test_an_export_reads_in_steps_and_asks_no_more_for_more(officer, reader, monkeypatch):
    monkeypatch.setattr(export, "CHUNK", 2)
    for _ in range(5):
        send(sender=reader)
    cases = QueueFilter(QueryDict(), user=officer).cases()
    with CaptureQueriesContext(connection) as queries:
        found = list(export.rows(cases, unmasked=False))
    assert len(found) == 6
    assert len(queries) == 1
