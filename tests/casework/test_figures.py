"""The first page of the admin: what waits, and how fast answers are."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from casework import assignments, figures, services
from casework.models import Case, KindSettings
from home.feedback import services as feedback
from tests.casework.conftest import REVIEW, make_user
from tests.casework.test_admin import page, with_admin


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def officer(db, django_user_model) -> User:
    return with_admin(make_user(django_user_model, "officer", REVIEW))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime(2026, 1, day, hour, minute))


def answered(officer: User, sent: datetime, done: datetime) -> Case:
    """A case that was sent and answered at these times, with the history that says so."""
    case = Case.objects.get(pk=feedback.send(subject="typo", text="有一个错字。").pk)
    taken = services.apply_transition(
        case, "answer", actor=officer, seen_version=case.version, opinion="已改正。", now=done
    )
    taken.history.filter(position=1).update(at=sent)
    return taken


def test_what_waits_is_counted_and_leads_to_its_list(client, officer, django_user_model):
    mine, late, free = (Case.objects.get(pk=feedback.send(subject="typo", text="有一个错字。").pk) for _ in range(3))
    assignments.claim(mine, user=officer)
    Case.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    Case.objects.filter(pk=free.pk).update(submitted_at=timezone.now() - timedelta(days=2))
    found = {figure.label: figure for figure in figures.figures(officer)}
    assert {label: figure.text for label, figure in found.items() if label != "今天到期"} == {
        "我的待办": "1", "无人领取": "2", "已超时": "1", "今天新收": "2",
    }  # fmt: skip
    assert found["已超时"].is_urgent
    client.force_login(officer)
    shown = page(client, "/admin/")
    assert "今天新收" in shown
    for figure in found.values():
        listed = page(client, figure.link)
        assert sum(case.number in listed for case in (mine, late, free)) == int(figure.text), figure.label
    client.force_login(with_admin(make_user(django_user_model, "editor")))
    assert "今天新收" not in page(client, "/admin/")


def test_the_first_page_takes_the_same_queries_for_one_case_and_for_many(client, officer):
    client.force_login(officer)
    feedback.send(subject="typo", text="有一个错字。")
    page(client, "/admin/")
    with CaptureQueriesContext(connection) as one:
        page(client, "/admin/")
    for _ in range(4):
        feedback.send(subject="typo", text="有一个错字。")
    with CaptureQueriesContext(connection) as many:
        page(client, "/admin/")
    assert len(many) == len(one)


def test_the_median_counts_working_time_of_the_last_days_only(officer):
    # Monday 2026-01-05 to Friday 2026-01-09; a working day has six hours.
    answered(officer, local(5, 9), local(5, 15, 30))  # 2.5 + 2 hours
    answered(officer, local(5, 9), local(6, 9))  # one working day
    answered(officer, local(9, 16), local(12, 10))  # over a weekend: 1 + 1 hours
    answered(officer, timezone.make_aware(datetime(2025, 9, 1, 9)), timezone.make_aware(datetime(2025, 9, 30, 9)))
    [pace] = figures.paces(["feedback"], now=local(20, 12))
    assert (pace.kind.name, pace.answers) == ("feedback", 3)
    assert pace.days == pytest.approx(4.5 / 6, abs=0.06)
    assert not pace.is_late


def test_the_median_is_set_against_what_was_promised(officer):
    KindSettings.objects.update_or_create(kind="feedback", defaults={"prefix": "FK", "promise": 1})
    answered(officer, local(5, 9), local(8, 9))
    [pace] = figures.paces(["feedback"], now=local(20, 12))
    assert (pace.days, pace.promise, pace.is_late) == (3.0, 1, True)


def test_the_time_an_applicant_has_the_case_does_not_count(people, draft):
    send = {"actor": people["applicant"], "content": {"form_version": "1", "sections": [], "files": []}}
    case = services.submit(draft, "send", seen_version=0, now=local(5, 9), **send)
    Case.objects.update(withdrawable_until=None)
    staff = {"actor": people["reviewer"], "opinion": "请补充"}
    case = services.apply_transition(case, "return", seen_version=case.version, now=local(5, 11), **staff)
    case = services.submit(case, "send", seen_version=case.version, now=local(7, 9), **send)
    Case.objects.update(withdrawable_until=None)
    case = services.apply_transition(case, "accept", seen_version=case.version, now=local(7, 10), **staff)
    services.apply_transition(case, "approve", actor=people["approver"], seen_version=case.version, now=local(7, 11))
    [pace] = figures.paces(["engine"], now=local(20, 12))
    assert pace.days == pytest.approx(4 / 6, abs=0.06), "two hours before the return and two after it"


def test_a_kind_without_answers_has_no_pace(db):
    assert figures.paces(["feedback"]) == []
