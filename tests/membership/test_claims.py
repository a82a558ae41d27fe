"""Claiming an organisation, from the first word to the membership."""

import pytest

from accounts.models import Membership, Organisation, Role
from accounts.signals import organisation_vouched
from casework import drafts, errors, services
from membership.models import OrganisationClaim
from membership.services import claim_from_provider
from notifications.models import Message
from tests.factories import claims


def accept(case, user):
    return services.apply_transition(case, "accept", actor=user, seen_version=case.version)


def told(user, key: str) -> list[str]:
    return list(Message.objects.filter(user=user, key=key, channel="site").values_list("title", flat=True))


def test_accepting_makes_the_organisation_and_its_administrator(people):
    claim = accept(claims.sent(people["wang"]), people["zhao"])
    firm = Organisation.objects.get(code=claims.CODE)
    member = Membership.objects.get(user=people["wang"])
    assert (firm.name, member.organisation, member.role, claim.membership) == (
        claims.NAME, firm, Role.ADMINISTRATOR, member,
    )  # fmt: skip
    assert told(people["wang"], "organisation_claim") == ["认领单位：已通过"]


def test_a_colleague_joins_the_same_organisation_and_its_administrator_is_told(people):
    accept(claims.sent(people["wang"]), people["zhao"])
    accept(claims.sent(people["li"], name="另一个写法", role="handler"), people["zhao"])
    firm = Organisation.objects.get()
    assert firm.name == claims.NAME
    assert {(each.user.username, each.role) for each in firm.memberships.all()} == {
        ("wang", "administrator"), ("li", "handler"),
    }  # fmt: skip
    assert told(people["wang"], "organisation_joined") == [f"示例李成为{claims.NAME}的经办人"]
    assert told(people["li"], "organisation_joined") == []


@pytest.mark.parametrize(("step", "status"), [("return", "returned"), ("refuse", "refused")])
def test_no_other_answer_makes_a_member(people, step, status):
    case = claims.sent(people["wang"])
    with pytest.raises(errors.OpinionMissing):
        services.apply_transition(case, step, actor=people["zhao"], seen_version=case.version)
    case = services.apply_transition(case, step, actor=people["zhao"], seen_version=case.version, opinion="看不清")
    assert case.status == status
    assert not Organisation.objects.exists()
    assert "看不清" in Message.objects.get(user=people["wang"], channel="site").body


def test_staff_wait_while_the_applicant_can_take_it_back(people):
    case = claims.sent(people["wang"], settled=False)
    with pytest.raises(errors.WithinWindow):
        accept(case, people["zhao"])
    withdrawn = services.apply_transition(case, "withdraw", actor=people["wang"], seen_version=case.version)
    assert {task.state.value for task in drafts.task_list(withdrawn)} == {"complete"}
    again = drafts.submit_draft(withdrawn, user=people["wang"], seen_version=withdrawn.version)
    assert (again.number, again.status) == (case.number, "waiting")


@pytest.mark.parametrize("who", ["wang", "li"])
def test_only_reviewers_accept(people, who):
    case = claims.sent(people["wang"])
    with pytest.raises(errors.WrongPerson):
        accept(case, people[who])
    assert not Membership.objects.exists()


def test_who_is_a_member_or_waits_already_is_told_so_on_the_check_page(people):
    first = claims.sent(people["wang"])
    with pytest.raises(errors.NotComplete, match=f"{first.number}）正在审核"):
        claims.sent(people["wang"])
    accept(first, people["zhao"])
    case = OrganisationClaim.objects.get(status="draft")
    with pytest.raises(errors.NotComplete, match=r"您已经是“示例建设有限公司”的管理员"):
        drafts.submit_draft(case, user=people["wang"], seen_version=case.version)


def test_a_handler_can_claim_to_be_the_administrator(people):
    accept(claims.sent(people["wang"], role="handler"), people["zhao"])
    accept(claims.sent(people["wang"], role="administrator"), people["zhao"])
    assert Membership.objects.get(user=people["wang"]).role == Role.ADMINISTRATOR


@pytest.mark.parametrize("code", ["91110000600037341M", "111111111111111111", "", "9111000060003734"])
def test_a_wrong_code_is_named(people, code):
    case = claims.filled(people["wang"], code=code)
    faults = drafts.faults(case, drafts.task_list(case))
    assert [(fault.section, fault.field) for fault in faults] == [("organisation", "code")]


def test_a_providers_word_makes_a_member(people):
    assert claim_from_provider(people["wang"], "9111 0000-600037341l", claims.NAME).role == Role.ADMINISTRATOR
    assert claim_from_provider(people["li"], claims.CODE, "别名").role == Role.HANDLER
    assert claim_from_provider(people["li"], claims.CODE, "别名").pk == Membership.objects.get(user=people["li"]).pk
    with pytest.raises(ValueError, match="credit code"):
        claim_from_provider(people["li"], "1", "x")
    organisation_vouched.send(None, user=people["zhao"], code="1", name="x")
    assert Membership.objects.count() == 2
    organisation_vouched.send(None, user=people["zhao"], code=claims.OTHER_CODE, name="示例设计院")
    assert Membership.objects.get(user=people["zhao"]).organisation.name == "示例设计院"
