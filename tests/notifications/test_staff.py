"""What staff do with messages: look at them, send again, call by telephone, write their words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from audit.enums import Event
from audit.models import Entry
from casework.models import Case
from home.feedback import services as feedback
from notifications import calls, texts
from notifications.enums import Channel, State
from notifications.models import CallTask, Message, MessageTemplate
from tests.casework.conftest import REVIEW, make_user
from tests.casework.test_admin import page, with_admin


@pytest.fixture
def officer(db, django_user_model) -> User:
    return with_admin(make_user(django_user_model, "officer", REVIEW))


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def stranger(db, django_user_model) -> User:
    return with_admin(make_user(django_user_model, "editor"))


@pytest.fixture
def case(db) -> Case:
    reader = User.objects.create(username="reader", last_name="欧阳", first_name="示例")
    return Case.objects.get(pk=feedback.send(subject="typo", text="有一个错字。", sender=reader).pk)


def write(case: Case, channel: str = Channel.SMS, state: str = State.FAILED, **fields) -> Message:
    message = Message(
        case=case, user=case.applicant, key="feedback_answered", channel=channel, title="您的留言已有答复",
        body="已答复，请登录查看。", state=state, **fields,
    )  # fmt: skip
    message.phone = "17612344987"
    message.save()
    return message


def late(message: Message, hours: int) -> None:
    Message.objects.filter(pk=message.pk).update(created_at=timezone.now() - timedelta(hours=hours))


# --- on the page of the case ---


def test_the_officer_sees_how_far_messages_have_come(staff, case):
    write(case, error="号码是空号")
    write(case, Channel.SITE, State.READ, read_at=timezone.now())
    shown = page(staff, f"/admin/cases/inspect/{case.pk}/")
    for expected in ["发送失败", "号码是空号", "已读", "尾号 4987", "已答复，请登录查看。"]:
        assert expected in shown, expected
    assert shown.count("/admin/messages/resend/") == 1, "what was read is not sent again"
    assert "17612344987" not in shown


def test_the_page_takes_the_same_queries_for_one_message_and_for_many(staff, case):
    write(case)
    page(staff, f"/admin/cases/inspect/{case.pk}/")
    with CaptureQueriesContext(connection) as one:
        page(staff, f"/admin/cases/inspect/{case.pk}/")
    for _ in range(3):
        write(case)
    with CaptureQueriesContext(connection) as many:
        page(staff, f"/admin/cases/inspect/{case.pk}/")
    assert len(many) == len(one)


def test_sending_again_is_a_post_and_is_recorded(staff, officer, case):
    message = write(case)
    url = f"/admin/messages/resend/{message.pk}/"
    assert staff.get(url).status_code == 405
    assert "已经重新发送" in staff.post(url, follow=True).content.decode()
    again = Message.objects.exclude(pk=message.pk).get(channel=Channel.SMS)
    assert (again.state, again.phone) == (State.QUEUED, "17612344987")
    entry = Entry.objects.get(event=Event.MESSAGE_RESENT)
    assert (entry.actor, entry.about) == (officer, case.number)


def test_who_does_not_work_on_the_case_sends_nothing_again(client, stranger, case):
    message = write(case)
    client.force_login(stranger)
    assert client.post(f"/admin/messages/resend/{message.pk}/").status_code == 404
    assert Message.objects.filter(channel=Channel.SMS).count() == 1


# --- telephone calls ---


@pytest.fixture
def task(case) -> CallTask:
    message = write(case, Channel.SITE, State.DELIVERED, important=True)
    late(message, 30)
    assert calls.ask_for_calls() == 1
    return CallTask.objects.get()


def test_a_call_is_made_and_written_down(staff, officer, case, task):
    shown = page(staff, "/admin/calls/")
    assert case.number in shown
    assert "欧阳**" in shown
    url = f"/admin/calls/{task.pk}/"
    assert "已答复，请登录查看。" in page(staff, url)
    empty = staff.post(url, {"note": " "})
    assert empty.status_code == 422
    assert "请写下通话情况" in empty.content.decode()
    done = staff.post(url, {"note": "已告知本人。"}, follow=True)
    assert "电话通知已经记下" in done.content.decode()
    task.refresh_from_db()
    assert (task.done_by, task.note) == (officer, "已告知本人。")
    assert case.number not in page(staff, "/admin/calls/")
    assert "已告知本人。" in page(staff, "/admin/calls/?done=1")
    assert "已打电话：已告知本人。" in page(staff, f"/admin/cases/inspect/{case.pk}/")
    twice = staff.post(url, {"note": "又打一次"})
    assert twice.status_code == 422
    assert "officer 已经打过这个电话" in twice.content.decode()


def test_calls_are_for_who_works_on_the_kind(client, stranger, task):
    client.force_login(stranger)
    assert client.get("/admin/calls/").status_code == 404
    assert client.post(f"/admin/calls/{task.pk}/", {"note": "x"}).status_code == 404
    with pytest.raises(calls.CallRefused, match="没有办理这项业务的权限"):
        calls.finish(task, user=stranger, note="x")


def test_the_first_page_says_how_many_calls_wait(staff, task):
    assert "待打电话" in page(staff, "/admin/")


def test_the_hours_stand_in_the_template(case):
    MessageTemplate.objects.filter(key="feedback_answered").update(call_after_hours=48)
    message = write(case, Channel.SITE, State.DELIVERED, important=True)
    late(message, 30)
    assert calls.ask_for_calls() == 0
    late(message, 49)
    assert calls.ask_for_calls() == 1


def test_a_message_nobody_cares_about_any_more_is_no_call(case):
    message = write(case, Channel.SITE, State.DELIVERED, important=True)
    late(message, 24 * 90)
    assert calls.ask_for_calls() == 0


def test_lists_take_the_same_queries_for_one_and_for_many(staff, case, task):
    page(staff, "/admin/calls/")
    with CaptureQueriesContext(connection) as one:
        page(staff, "/admin/calls/")
    for _ in range(3):
        late(write(case, Channel.SITE, State.DELIVERED, important=True), 30)
    assert calls.ask_for_calls() == 3
    with CaptureQueriesContext(connection) as many:
        page(staff, "/admin/calls/")
    assert len(many) == len(one)


# --- templates and the list of messages ---


def template() -> MessageTemplate:
    return MessageTemplate.objects.get(key="feedback_answered")


def test_a_template_is_seen_with_examples_before_it_is_saved(admin_client):
    row = template()
    words = {"title": "新标题", "body": "{{ 编号 }}好了", "sms": "{{ 编号 }}" + "请尽快" * 30}
    shown = admin_client.post(f"/admin/messages/preview/{row.pk}/", words).content.decode()
    for expected in ["新标题", "FK2026010500001好了", "105 字，2 条短信", "${v1}", "{1}"]:
        assert expected in shown, expected
    row.refresh_from_db()
    assert row.title != "新标题", "a preview saves nothing"
    wrong = admin_client.post(f"/admin/messages/preview/{row.pk}/", {**words, "body": "{{ 姓名 }}"})
    assert "变量 {{ 姓名 }} 不存在" in wrong.content.decode()


def test_a_preview_is_for_who_may_change_templates(staff):
    assert staff.post(f"/admin/messages/preview/{template().pk}/", {"title": "x"}).status_code == 302
    assert staff.get(f"/admin/messages/preview/{template().pk}/").status_code in {302, 405}


@pytest.mark.parametrize("words", ["{{ 姓名 }}", "{{ 编号 }", "{% now %}", "{{ 编号.x }}"])
def test_wrong_variables_are_refused_on_saving(admin_client, words):
    row = template()
    data = {"title": "x", "body": words, "sms": "", "call_after_hours": 24}
    assert admin_client.post(f"/admin/messagetemplate/edit/{row.pk}/", data).status_code == 200
    row.refresh_from_db()
    assert row.body != words


def test_templates_are_neither_added_nor_deleted_by_anybody(admin_client):
    row = template()
    for url in ("/admin/messagetemplate/new/", f"/admin/messagetemplate/delete/{row.pk}/"):
        admin_client.post(url, {"key": "sign_in_code", "title": "x", "body": "x", "call_after_hours": 1})
    assert MessageTemplate.objects.filter(pk=row.pk).exists()
    assert MessageTemplate.objects.count() == len(texts.all_texts())


def test_the_list_of_messages_shows_no_words_and_no_numbers(admin_client, case):
    message = write(case)
    shown = page(admin_client, "/admin/message/?channel=sms")
    assert message.reference in shown
    assert "发送失败" in shown
    assert "已答复，请登录查看" not in shown
    assert "17612344987" not in shown
    admin_client.post(f"/admin/message/delete/{message.pk}/")
    admin_client.post(f"/admin/message/edit/{message.pk}/", {"state": "read"})
    message.refresh_from_db()
    assert message.state == State.FAILED
