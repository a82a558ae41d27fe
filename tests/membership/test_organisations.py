"""/my/organisations/: members, invitations, and who may do what."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Organisation, Role
from audit.models import Entry
from membership import services
from membership.errors import InvitationOver, LastAdministrator, MembershipRefused, NotAdministrator
from membership.models import Invitation
from notifications.models import Message
from tests.factories import claims

LI = "13900000001"


@pytest.fixture
def firm(people) -> Organisation:
    firm = Organisation.objects.create(name=claims.NAME, code=claims.CODE)
    Membership.objects.create(user=people["wang"], organisation=firm, role=Role.ADMINISTRATOR)
    return firm


@pytest.fixture
def invitation(people, firm) -> Invitation:
    return services.invite(firm, name="示例李", phone=LI, user=people["wang"])


def page(client, user, path: str = "", status: int = 200) -> str:
    client.force_login(user)
    response = client.get(f"/my/organisations/{path}")
    assert response.status_code == status
    return response.content.decode()


def test_who_is_invited_agrees_and_acts_for_the_organisation(client, people, firm, invitation):
    assert Message.objects.filter(user=people["li"], key="organisation_invited", channel="site").count() == 1
    assert "邀请您担任经办人" in page(client, people["li"])
    client.post(f"/my/organisations/invitations/{invitation.pk}/", {"accept": "1"})
    assert Membership.objects.active().get(user=people["li"]).role == Role.HANDLER
    shown = page(client, people["li"])
    assert claims.NAME in shown
    assert "邀请您担任经办人" not in shown
    assert "增加经办人" not in page(client, people["li"], f"{firm.pk}/")
    assert "示例李" in page(client, people["wang"], f"{firm.pk}/")


def test_an_invitation_is_answered_once_in_time_and_by_its_person(people, firm, invitation):
    with pytest.raises(InvitationOver):
        services.answer(invitation, user=people["zhao"], accept=True)
    services.answer(invitation, user=people["li"], accept=False)
    with pytest.raises(InvitationOver):
        services.answer(invitation, user=people["li"], accept=True)
    late = services.invite(firm, name="示例李", phone=LI, user=people["wang"])
    Invitation.objects.filter(pk=late.pk).update(sent_at=timezone.now() - timedelta(days=31))
    with pytest.raises(InvitationOver):
        services.answer(late, user=people["li"], accept=True)
    renewed = services.invite(firm, name="示例李", phone=LI, user=people["wang"])
    assert renewed.pk == late.pk
    services.take_back(renewed, user=people["wang"])
    with pytest.raises(InvitationOver):
        services.answer(renewed, user=people["li"], accept=True)
    assert Membership.objects.filter(user=people["li"]).count() == 0


def test_inviting_tells_nothing_of_whether_the_number_is_known(client, people, firm):
    client.force_login(people["wang"])
    answers = []
    for phone in [LI, "13811112222"]:
        response = client.post(f"/my/organisations/{firm.pk}/", {"name": "某某", "phone": phone}, follow=True)
        answers.append([str(message) for message in response.context["messages"]])
    assert answers[0] == answers[1] != []
    assert Invitation.objects.count() == 2
    assert "13811112222" not in page(client, people["wang"], f"{firm.pk}/")


def test_a_wrong_number_is_refused_and_what_was_typed_stays(client, people, firm):
    client.force_login(people["wang"])
    response = client.post(f"/my/organisations/{firm.pk}/", {"name": "某某", "phone": "123"})
    assert response.status_code == 422
    assert 'value="某某"' in response.content.decode()
    assert not Invitation.objects.exists()


def test_only_administrators_look_after_handlers(client, people, firm, invitation):
    handler = services.answer(invitation, user=people["li"], accept=True)
    with pytest.raises(NotAdministrator):
        services.invite(firm, name="x", phone="13811112222", user=people["li"])
    with pytest.raises(NotAdministrator):
        services.end(Membership.objects.get(user=people["wang"]), user=people["li"])
    with pytest.raises(NotAdministrator):
        services.end(handler, user=people["zhao"])
    client.force_login(people["li"])
    assert client.post(f"/my/organisations/{firm.pk}/", {"name": "某", "phone": LI}).status_code == 422
    services.end(handler, user=people["wang"])
    joined, ended = Entry.objects.filter(event="membership_changed").order_by("position")
    common = {"organisation": firm.pk, "user": people["li"].pk}
    assert (joined.actor, joined.data) == (people["li"], common | {"role": "handler"})
    assert (ended.actor, ended.data) == (people["wang"], common | {"removed": True})
    assert not Membership.objects.active().filter(user=people["li"]).exists()
    with pytest.raises(MembershipRefused, match="已经不在"):
        services.end(handler, user=people["wang"])


def test_the_last_administrator_stays_while_others_do(client, people, firm, invitation):
    own = Membership.objects.get(user=people["wang"])
    handler = services.answer(invitation, user=people["li"], accept=True)
    with pytest.raises(LastAdministrator):
        services.end(own, user=people["wang"])
    client.force_login(people["wang"])
    response = client.post(f"/my/organisations/members/{own.pk}/end/")
    assert "唯一的管理员" in response.content.decode()
    services.end(handler, user=people["li"])
    assert client.post(f"/my/organisations/members/{own.pk}/end/").status_code == 302
    assert not Membership.objects.active().exists()


def test_strangers_find_nothing(client, people, firm, invitation):
    page(client, people["zhao"], f"{firm.pk}/", 404)
    page(client, people["zhao"], f"members/{Membership.objects.get().pk}/end/", 404)
    client.post(f"/my/organisations/invitations/{invitation.pk}/", {"take_back": "1"})
    assert Invitation.objects.open().count() == 1


def test_the_pages_take_the_same_queries_for_one_and_for_many(client, people, firm, django_user_model):
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, people["wang"], path)
        return len(queries)

    page(client, people["wang"])
    one = [count(""), count(f"{firm.pk}/")]
    for number, code in enumerate([claims.OTHER_CODE, "N2110112MF1234567L"]):
        other = Organisation.objects.create(name=f"示例{number}", code=code)
        Membership.objects.create(user=people["wang"], organisation=other)
        member = django_user_model.objects.create(username=f"member{number}")
        Membership.objects.create(user=member, organisation=firm)
    assert [count(""), count(f"{firm.pk}/")] == one


def test_names_and_numbers_of_past_invitations_are_forgotten(people, firm, invitation):
    now = timezone.now()
    services.answer(invitation, user=people["li"], accept=False)
    services.invite(firm, name="某某", phone="13811112222", user=people["wang"])
    assert services.forget_invitations(now + timedelta(days=29)) == 0
    assert services.forget_invitations(now + timedelta(days=31)) == 1
    assert services.forget_invitations(now + timedelta(days=61)) == 1
