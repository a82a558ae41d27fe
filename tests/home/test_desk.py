"""Staff register what somebody says on the telephone or at the counter."""

import pytest
from django.contrib.auth.models import Group

from accounts.groups import StaffGroup
from accounts.models import User
from casework import errors, personal, purging, queue
from casework import services as casework
from casework.enums import By, Source
from casework.models import Case
from home.feedback import services
from home.models import Feedback
from notifications.models import Message, MessageTemplate

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/cases/register/feedback/"
SAID = {
    "source": "phone",
    "name": "示例来电人",
    "phone": "138 0000 0001",
    "subject": "question",
    "text": "周六开放吗？请回电。",
}


def officer(group: StaffGroup = StaffGroup.REVIEWERS) -> User:
    user = User.objects.create_user(f"somebody-{group}", password="x")
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def staff():
    return officer()


@pytest.fixture
def case(staff) -> Feedback:
    said = {**SAID, "phone": "13800000001", "source": Source.PHONE}
    return services.register(user=staff, **said)


def test_a_call_becomes_a_case_like_any_other(client, staff):
    client.force_login(staff)
    answer = client.post(ADDRESS, SAID, follow=True)
    case = Feedback.objects.get()
    assert (case.status, case.source, case.caller_name, case.phone) == ("new", "phone", "示例来电人", "13800000001")
    assert case.number
    assert case.due_at
    change = case.history.get()
    assert (change.by, change.actor) == (By.STAFF, staff)
    assert case.snapshots.get().content["sections"][0]["fields"][2]["text"] == SAID["text"]
    assert case.code in answer.text
    assert "13800000001" not in answer.text
    assert "示例来电人" not in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": "不知道"}, "固定电话"),
        ({"name": ""}, "请填写“姓名”"),
        ({"text": "11010519491231002X 的人"}, "身份证"),
        ({"source": "online"}, "选择一个有效的选项"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(client, staff, wrong, sentence):
    client.force_login(staff)
    answer = client.post(ADDRESS, {**SAID, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert SAID["text"] in answer.text or "text" in wrong
    assert not Case.objects.exists()


def test_who_does_not_answer_readers_registers_nothing(client):
    client.force_login(officer(StaffGroup.EDITORS))
    assert client.get(ADDRESS).status_code in (302, 403)
    with pytest.raises(errors.WrongPerson):
        services.register(user=officer(StaffGroup.AUDITORS), **SAID)
    assert not Case.objects.exists()


def test_lists_show_the_caller_masked_and_find_them(case):
    shown = Case.objects.for_queue().get()
    assert queue.applicant(shown) == "示****（尾号 0001）"
    assert queue.masked_phone(shown) == "138****0001"
    for text in ("0001", "示例来", case.number):
        assert list(Case.objects.for_queue().found_by(text)) == [shown]
    assert not Case.objects.for_queue().found_by("9999").exists()


def test_the_caller_is_revealed_for_a_reason(case, staff):
    assert personal.reveal(case, "phone", user=staff, reason="call").text == "13800000001"
    assert personal.reveal(case, "name", user=staff, reason="call").text == "示例来电人"


def test_the_purge_forgets_the_caller(case, staff, django_capture_on_commit_callbacks):
    casework.apply_transition(case, "answer", actor=staff, seen_version=case.version, opinion="周六不开放。")
    rule = purging.rules("feedback")[0]
    later = Case.objects.get().closed_at + purging.timedelta(days=rule.days + 1)
    list(purging.purge(rule, now=later))
    case.refresh_from_db()
    assert (case.caller_name, case.phone_token, case.phone_hash, case.phone_tail) == ("", "", "", "")


def test_an_answer_goes_to_the_caller_where_there_is_a_text_message(case, staff):
    MessageTemplate.objects.filter(key="feedback_answered").update(sms="您的留言 {{ 编号 }} 已有答复。")
    casework.apply_transition(case, "answer", actor=staff, seen_version=case.version, opinion="周六不开放。")
    message = Message.objects.get()
    assert (message.phone, message.case_id, message.channel) == ("13800000001", case.pk, "sms")
    assert case.number in message.body


def test_without_words_for_it_no_text_message_goes_out(case, staff):
    casework.apply_transition(case, "answer", actor=staff, seen_version=case.version, opinion="周六不开放。")
    assert not Message.objects.exists()


def test_only_staff_act_in_the_place_of_a_caller(case):
    stranger = User.objects.create_user("stranger")
    transition = next(iter(case.case_kind.workflow.transitions.values()))
    assert transition.by is By.APPLICANT
    assert not casework._may(case, transition, stranger)
    assert not Case.objects.visible_to(stranger).exists()


def test_the_queue_leads_to_the_form(client, staff):
    client.force_login(staff)
    assert ADDRESS in client.get("/admin/cases/feedback/").text
