"""Deleted drafts: out of sight, restorable for thirty days, then gone (003-38)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from casework import deleted, drafts, errors, timed
from casework.models import Case, OpenDraft
from casework.sections import as_query
from tests.factories import claims

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture
def wang() -> User:
    return User.objects.create(username="wang", last_name="王", first_name="示例")


def page_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(monkeypatch, moment) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


def test_a_deleted_draft_is_nowhere_and_comes_back_whole(wang):
    case, client = claims.filled(wang), page_of(wang)
    client.post(f"/my/drafts/{case.pk}/delete/")
    assert Case.objects.get(pk=case.pk).deleted_at
    assert not Case.objects.visible_to(wang).exists()
    assert not Case.objects.drafts().exists()
    assert client.get(f"/my/drafts/{case.pk}/").status_code == 404
    assert "认领单位" in client.get("/my/drafts/deleted/").content.decode()
    assert "已删除的草稿（1）" in client.get("/my/").content.decode()
    assert client.post(f"/my/drafts/{case.pk}/restore/").url == f"/my/drafts/{case.pk}/"
    assert [task.faults for task in drafts.task_list(Case.objects.get(pk=case.pk))] == [[], [], []]
    assert case.attachments.count() == 2


@pytest.mark.parametrize(("days", "is_there"), [(29, True), (30, False)])
def test_it_is_restorable_for_thirty_days(wang, monkeypatch, days, is_there):
    case, start = claims.filled(wang), timezone.now()
    at(monkeypatch, start)
    deleted.throw_away(case, user=wang)
    at(monkeypatch, start + timedelta(days=days))
    assert deleted.deleted_of(wang).exists() is is_there
    assert timed.forget_deleted_drafts() == (0 if is_there else 1)
    assert Case.objects.filter(pk=case.pk).exists() is is_there


def test_too_late_is_too_late_before_the_job_has_run(wang, monkeypatch):
    case, start = claims.begin(wang), timezone.now()
    at(monkeypatch, start)
    deleted.throw_away(case, user=wang)
    at(monkeypatch, start + MONTH)
    with pytest.raises(errors.NotNow, match="30 天"):
        deleted.restore(case, user=wang)


def test_the_one_draft_of_a_kind_is_free_meanwhile(wang):
    first = claims.begin(wang)
    deleted.throw_away(first, user=wang)
    second = claims.begin(wang)
    assert second.pk != first.pk
    with pytest.raises(errors.NotNow, match="另有一份"):
        deleted.restore(first, user=wang)
    deleted.throw_away(second, user=wang)
    assert deleted.restore(first, user=wang).deleted_at is None
    assert OpenDraft.objects.get().case_id == first.pk
    assert claims.begin(wang).pk == first.pk


def test_other_people_and_submitted_cases(wang):
    other = User.objects.create(username="li")
    case = claims.begin(wang)
    for act in (deleted.throw_away, deleted.restore):
        with pytest.raises(errors.WrongPerson):
            act(case, user=other)
    assert page_of(other).post(f"/my/drafts/{case.pk}/restore/").status_code == 404
    sent = claims.sent(wang)
    with pytest.raises(errors.WrongStatus):
        deleted.throw_away(sent, user=wang)


def test_what_is_typed_into_a_draft_that_a_colleague_deletes_stands_on_the_page(wang):
    firm, colleague = Organisation.objects.create(name="示例公司", code=claims.CODE), User.objects.create(username="li")
    for user in (wang, colleague):
        Membership.objects.create(user=user, organisation=firm)
    case = claims.begin(wang)
    Case.objects.filter(pk=case.pk).update(organisation=firm)
    deleted.throw_away(case, user=colleague)
    with pytest.raises(errors.DraftDeleted, match="恢复"):
        drafts.save_section(case, "organisation", as_query({"organisation-name": ["甲"]}), user=wang, seen_version=0)
    posted = {"organisation-name": "示例某公司", "organisation-code": claims.CODE, "seen_version": "0", "next": "1"}
    response = page_of(wang).post(f"/my/drafts/{case.pk}/sections/organisation/", posted)
    assert response.status_code == 409
    assert "示例某公司" in response.content.decode()


def test_deleting_twice_and_restoring_twice_changes_nothing(wang):
    case = claims.begin(wang)
    deleted.throw_away(case, user=wang)
    first = Case.objects.get(pk=case.pk).deleted_at
    deleted.throw_away(case, user=wang)
    assert Case.objects.get(pk=case.pk).deleted_at == first
    deleted.restore(case, user=wang)
    assert deleted.restore(case, user=wang).deleted_at is None
