"""Who sees a name or a number in full, and what of it is kept."""

from http import HTTPStatus

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.groups import StaffGroup
from accounts.models import User
from audit.enums import Event
from audit.models import Entry
from casework import personal
from casework.models import Case
from home.feedback import services as feedback

PHONE = "13912344987"
CONTACT = "reader@example.com"
MAY = {StaffGroup.REVIEWERS, StaffGroup.PUBLISHERS, StaffGroup.FRONT_DESK, StaffGroup.ADMINISTRATORS}


@pytest.fixture
def citizen(db) -> User:
    user = User(username="u-citizen", last_name="刘", first_name="示例")
    user.phone = PHONE
    user.save()
    return user


@pytest.fixture
def case(citizen) -> Case:
    sent = feedback.send(subject="question", text="请问怎样查档？", contact=CONTACT, sender=citizen)
    return Case.objects.get(pk=sent.pk)


@pytest.fixture
def officer(db) -> User:
    return member(StaffGroup.FRONT_DESK)


def member(group: str) -> User:
    user = User.objects.create_user(f"{group}-1", last_name="示例")
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def revealed() -> list[Entry]:
    return list(Entry.objects.filter(event=Event.REVEALED).order_by("position"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (PHONE, "139****4987"),
        (CONTACT, "r***@example.com"),
        ("刘某", "刘*"),
        ("欧阳某某", "欧阳**"),
        (" 王晓岚 ", "王**"),
        ("010-88886666", "010****6666"),
        ("微信示例号01", "*****01"),
        ("", ""),
    ],
)
def test_what_it_looks_like_says_how_it_is_masked(text, shown):
    assert personal.mask(text) == shown


def test_a_case_knows_its_personal_data(case, citizen, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        found = personal.data_of(Case.objects.for_queue().get(pk=case.pk))
    assert [(each.name, each.text) for each in found] == [
        ("name", "刘示例"),
        ("phone", PHONE),
        ("contact", CONTACT),
    ]
    assert [each.masked for each in found] == ["刘**", "139****4987", "r***@example.com"]


@pytest.mark.parametrize("group", StaffGroup.values)
def test_who_may(case, group):
    user = member(group)
    if group in MAY:
        assert personal.reveal(case, "phone", user=user, reason="call").text == PHONE
        assert len(revealed()) == 1
    else:
        with pytest.raises(PermissionDenied):
            personal.reveal(case, "phone", user=user, reason="call")
        assert revealed() == []


def test_nobody_else_may(case, citizen, officer):
    officer.is_active = False
    for user in (citizen, officer):
        with pytest.raises(PermissionDenied):
            personal.reveal(case, "phone", user=user, reason="call")
    assert revealed() == []


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("other", "  "), ("because", "我想看")])
def test_without_a_reason_nobody_sees_anything(case, officer, reason, words):
    with pytest.raises(personal.ReasonMissing):
        personal.reveal(case, "phone", user=officer, reason=reason, words=words)
    assert revealed() == []


def test_what_is_kept_says_who_what_and_why_but_not_the_value(case, officer):
    personal.reveal(case, "contact", user=officer, reason="other", words="读者来电", address="203.0.113.4")
    personal.reveal(case, "name", user=officer, reason="check", words="身份核对")
    first, second = revealed()
    assert (first.actor, first.about, first.reason, first.address) == (officer, case.number, "读者来电", "203.0.113.4")
    assert first.data == {"case": case.pk, "kind": "feedback", "field": "联系方式"}
    assert second.reason == "核对申请人身份：身份核对"
    assert CONTACT not in str(first.data)


def test_what_the_case_does_not_have_is_not_recorded(case, officer):
    with pytest.raises(KeyError):
        personal.reveal(case, "password", user=officer, reason="call")
    assert revealed() == []


# --- on the page ----------------------------------------------------------------------------------------------------


def test_the_page_shows_masked_data_only(client, case, officer):
    client.force_login(officer)
    text = client.get(reverse("cases_modeladmin_inspect", args=[case.pk])).content.decode()
    assert "刘**" in text
    assert "139****4987" in text
    for full in ("刘示例", PHONE, CONTACT):
        assert full not in text


def test_one_piece_is_shown_on_one_answer(client, case, officer):
    client.force_login(officer)
    address = reverse("case_reveal", args=[case.pk])
    answer = client.post(address, {"field": "phone", "reason": "call"})
    text = answer.content.decode()
    assert PHONE in text
    assert CONTACT not in text
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert PHONE not in client.get(reverse("cases_modeladmin_inspect", args=[case.pk])).content.decode()
    assert [entry.actor for entry in revealed()] == [officer]


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"field": "phone"},
        {"reason": "call"},
        {"field": "x", "reason": "call"},
        {"field": "phone", "reason": "other"},
    ],
)
def test_the_form_says_what_is_missing(client, case, officer, posted):
    client.force_login(officer)
    answer = client.post(reverse("case_reveal", args=[case.pk]), posted)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert PHONE not in answer.content.decode()
    assert revealed() == []


def test_who_does_not_work_on_the_kind_is_told_nothing(client, case):
    client.force_login(member(StaffGroup.EDITORS))
    answer = client.post(reverse("case_reveal", args=[case.pk]), {"field": "phone", "reason": "call"})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert revealed() == []


def test_an_opinion_with_an_identity_number_is_refused_and_nothing_happens(client, case, officer):
    client.force_login(officer)
    data = {"opinion": "您的身份证11010519491231002X已核对。", "seen_version": case.version}
    answer = client.post(reverse("case_step", args=[case.pk, "answer"]), data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "不收集身份证号码" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).status == "new"


def test_a_message_with_an_identity_number_is_refused(client, db):
    answer = client.post(reverse("feedback"), {"subject": "question", "text": "证号11010519491231002X", "words": "1"})
    assert "不收集身份证号码" in answer.content.decode()
    assert not Case.objects.exists()
