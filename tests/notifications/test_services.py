"""The outbox: what is written with a step, sent after it, and settled after a crash."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import Mock

import pytest
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from accounts.signals import code_wanted
from audit.enums import Event
from audit.models import Entry
from casework.services import apply_transition
from home.feedback import services as feedback
from notifications import calls, sending, services, texts
from notifications.channels import GatewayDown, Refused, local
from notifications.enums import Channel, Priority, State
from notifications.models import CallTask, Message, MessageTemplate
from notifications.setup import make_templates
from notifications.tasks import send_message
from operations import background


@pytest.fixture
def reader(db) -> User:
    user = User.objects.create(username="reader", email="reader@example.invalid")
    user.phone = "13800138000"
    user.save()
    return user


@pytest.fixture(autouse=True)
def file_channel(settings, tmp_path):
    settings.SMS_FILE = tmp_path / "sms.jsonl"
    settings.MESSAGE_CHANNELS = settings.MESSAGE_CHANNELS | {"sms": "notifications.channels.local.FileSms"}


@pytest.fixture
def ready(monkeypatch, db) -> None:
    monkeypatch.setattr(texts, "_texts", dict(texts._texts))
    variables = {"编号": ("办件编号", "X1")}
    texts.register(texts.Text("ready", "领取", "可领取", "{{ 编号 }}可领取", "{{ 编号 }}到了", True, variables))


def by_channel(messages) -> dict[str, Message]:
    return {message.channel: message for message in messages}


def written(settings) -> list[dict]:
    return [json.loads(line) for line in settings.SMS_FILE.read_text().splitlines()]


def test_one_message_a_channel_with_the_words_of_the_row(reader, ready):
    MessageTemplate.objects.create(key="ready", title="新标题", body="正文 {{ 编号 }}", sms="短 {{ 编号 }}")
    found = by_channel(services.tell(reader, "ready", {"编号": "CJG1"}))
    assert {channel: (m.title, m.body, m.state) for channel, m in found.items()} == {
        "site": ("新标题", "正文 CJG1", State.DELIVERED),
        "sms": ("新标题", "短 CJG1", State.QUEUED),
        "email": ("新标题", "正文 CJG1", State.QUEUED),
    }


def test_a_person_without_phone_and_mail_still_gets_the_message_on_the_site(ready):
    user = User.objects.create(username="plain")
    assert list(by_channel(services.tell(user, "ready", {"编号": "1"}))) == ["site"]


def test_a_step_that_fails_leaves_no_message_and_no_task(reader, ready):
    with pytest.raises(RuntimeError), transaction.atomic():
        services.tell(reader, "ready", {"编号": "1"})
        raise RuntimeError
    assert not Message.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_case_step_tells_the_applicant(reader, admin_user, django_user_model):
    sent = feedback.send(subject="typo", text="有一个错字。", sender=reader)
    apply_transition(sent, "answer", actor=admin_user, seen_version=sent.version, opinion="已改正。")
    message = Message.objects.get(case=sent.case_ptr, channel=Channel.SITE)
    assert message.body == f"您的留言（{sent.number}）已答复：已改正。"


def test_sending_keeps_the_state_and_happens_once(reader, ready, settings):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    assert sending.send(message.pk).state == State.SENT
    sending.send(message.pk)
    assert [(line["phone"], line["text"]) for line in written(settings)] == [("13800138000", "1到了")]
    mail_message = Message.objects.get(channel=Channel.EMAIL)
    sending.send(mail_message.pk)
    assert mail.outbox[0].to == ["reader@example.invalid"]


def test_a_gateway_that_is_down_is_tried_later_and_given_up_in_the_end(reader, ready, monkeypatch):
    def down(self, message):
        raise GatewayDown("网关没有回答")

    monkeypatch.setattr(local.FileSms, "send", down)
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    DBTaskResult.objects.all().delete()
    send_message.func(message.pk)
    task = DBTaskResult.objects.get()
    assert task.run_after > timezone.now() + timedelta(seconds=30)
    for _ in range(sending.MOST_ATTEMPTS):
        send_message.func(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.FAILED, sending.MOST_ATTEMPTS)
    assert message.error == "网关没有回答"


def test_a_refused_message_fails_at_once_with_the_reason(reader, ready, monkeypatch):
    def refuse(self, message):
        raise Refused("号码是空号")

    monkeypatch.setattr(local.FileSms, "send", refuse)
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    assert (sending.send(message.pk).state, sending.send(message.pk).error) == (State.FAILED, "号码是空号")


def cut_off(message: Message) -> None:
    """What a crash between the claim and the answer leaves."""
    Message.objects.filter(pk=message.pk).update(
        state=State.SENDING, changed_at=timezone.now() - 2 * services.CUT_OFF_AFTER
    )


def test_after_a_crash_the_gateway_is_asked_and_nothing_is_sent_twice(reader, ready, settings):
    done, lost, mailed = (by_channel(services.tell(reader, "ready", {"编号": n}))["sms"] for n in "123")
    local.FileSms().send(done)
    for message in (done, lost):
        cut_off(message)
    mailed = Message.objects.filter(channel=Channel.EMAIL).first()
    cut_off(mailed)
    DBTaskResult.objects.all().delete()
    assert services.settle_cut_off() == 3
    states = {message.pk: message.state for message in Message.objects.filter(pk__in=[done.pk, lost.pk, mailed.pk])}
    assert states == {done.pk: State.SENT, lost.pk: State.QUEUED, mailed.pk: State.UNKNOWN}
    assert DBTaskResult.objects.count() == 1, "only the one that the gateway never got is sent again"


def test_a_message_still_being_sent_is_left_alone(reader, ready):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, changed_at=timezone.now())
    assert services.settle_cut_off() == 0


def test_an_unread_important_message_becomes_a_call_once(reader, ready):
    first, second = services.tell(reader, "ready", {"编号": "1"}), services.tell(reader, "ready", {"编号": "2"})
    long_ago = timezone.now() - timedelta(hours=48)
    Message.objects.update(created_at=long_ago)
    services.read(reader, by_channel(second)["site"].pk)
    assert calls.ask_for_calls() == 1
    assert calls.ask_for_calls() == 0
    assert CallTask.objects.get().message == by_channel(first)["site"]


def test_a_delivered_text_message_saves_the_call(reader, ready):
    messages = by_channel(services.tell(reader, "ready", {"编号": "1"}))
    Message.objects.update(created_at=timezone.now() - timedelta(hours=48))
    Message.objects.filter(pk=messages["sms"].pk).update(state=State.DELIVERED)
    assert calls.ask_for_calls() == 0


def test_resending_makes_a_message_of_its_own(reader, ready, admin_user):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    Message.objects.filter(pk=message.pk).update(state=State.FAILED)
    again = services.resend(message, user=admin_user, address="127.0.0.1")
    assert again.reference != message.reference
    assert (again.state, again.phone, again.body) == (State.QUEUED, message.phone, message.body)
    entry = Entry.objects.get(event=Event.MESSAGE_RESENT)
    assert (entry.actor, entry.data["again"], entry.address) == (admin_user, again.reference, "127.0.0.1")
    assert "13800138000" not in str(entry.data)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.DELIVERED, State.READ])
def test_what_is_under_way_or_has_arrived_is_not_sent_again(reader, ready, admin_user, state):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(services.NotResent):
        services.resend(message, user=admin_user)
    assert Message.objects.filter(channel=Channel.SMS).count() == 1


def test_a_code_goes_first_is_sealed_and_leaves_nothing_behind(db, settings, admin_user):
    code_wanted.send(sender=None, phone="13800138000", code="482913", minutes=5)
    message = Message.objects.get()
    assert "482913" not in json.dumps([message.body, message.values, message.title])
    assert DBTaskResult.objects.get().priority == Priority.CODE
    assert sending.send(message.pk).state == State.SENT
    assert "482913" in written(settings)[0]["text"]
    message.refresh_from_db()
    assert (message.body, message.values) == ("", [])
    with pytest.raises(services.NotResent):
        services.resend(message, user=admin_user)


def test_a_code_that_comes_too_late_is_not_sent(db, settings):
    code_wanted.send(sender=None, phone="13800138000", code="482913", minutes=5)
    Message.objects.update(created_at=timezone.now() - 2 * sending.CODE_HOLDS)
    sent = sending.send(Message.objects.get().pk)
    assert (sent.state, sent.error) == (State.FAILED, "验证码已经过期，没有发出")
    assert not settings.SMS_FILE.exists()


def test_the_worker_takes_codes_before_everything_else(reader, ready):
    services.tell(reader, "ready", {"编号": "1"})
    code_wanted.send(sender=None, phone="13800138000", code="482913", minutes=5)
    first = DBTaskResult.objects.ready().first()
    assert first.args_kwargs["args"] == [Message.objects.get(key="sign_in_code").pk]


def test_a_message_whose_task_was_lost_is_handed_to_the_worker_again(reader, ready):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    DBTaskResult.objects.all().delete()
    assert services.enqueue_forgotten() == 0, "the worker may still come to it"
    Message.objects.filter(pk=message.pk).update(changed_at=timezone.now() - 2 * services.FORGOTTEN_AFTER)
    assert services.enqueue_forgotten() == 1
    assert services.enqueue_forgotten() == 0
    assert DBTaskResult.objects.get().args_kwargs["args"] == [message.pk]


def test_a_task_whose_worker_died_is_taken_up_again_and_sends_once(reader, ready, settings):
    services.tell(reader, "ready", {"编号": "1"})
    stuck_since = timezone.now() - 2 * background.STUCK_AFTER
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=stuck_since)
    assert background.revive() == DBTaskResult.objects.ready().count() > 0
    for task in DBTaskResult.objects.ready():
        send_message.func(*task.args_kwargs["args"])
        send_message.func(*task.args_kwargs["args"])
    assert len(written(settings)) == 1


@pytest.mark.parametrize(
    ("written_at", "leaves_at"),
    [
        ("2026-11-20T07:59", "2026-11-20T08:00"),
        ("2026-11-20T08:00", None),
        ("2026-11-20T20:59", None),
        ("2026-11-20T21:00", "2026-11-21T08:00"),
        ("2026-11-21T00:00", "2026-11-21T08:00"),
    ],
)
def test_what_nobody_waits_for_wakes_nobody(reader, ready, monkeypatch, written_at, leaves_at):
    monkeypatch.setitem(texts._texts, "ready", replace(texts.get("ready"), by_day=True))
    moment = timezone.make_aware(datetime.fromisoformat(written_at))
    monkeypatch.setattr(services.timezone, "localtime", lambda: moment)
    found = by_channel(services.tell(reader, "ready", {"编号": "1"}))
    tasks = {task.args_kwargs["args"][0]: task.run_after for task in DBTaskResult.objects.all()}
    text, mail_at = tasks[found["sms"].pk], tasks[found["email"].pk]
    assert text == (timezone.make_aware(datetime.fromisoformat(leaves_at)) if leaves_at else mail_at)


def test_pauses_grow_and_keep_the_priority(reader, ready, monkeypatch):
    monkeypatch.setattr(local.FileSms, "send", Mock(side_effect=GatewayDown("网关没有回答")))
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["sms"]
    Message.objects.filter(pk=message.pk).update(priority=Priority.MASS)
    pauses = []
    for _ in range(sending.MOST_ATTEMPTS - 1):
        DBTaskResult.objects.all().delete()
        send_message.func(message.pk)
        task = DBTaskResult.objects.get()
        assert task.priority == Priority.MASS
        pauses.append(round((task.run_after - timezone.now()).total_seconds() / 60))
    assert pauses == [1, 2, 4, 8, 16]


def test_nobody_reads_the_message_of_another(reader, ready, admin_user):
    message = by_channel(services.tell(reader, "ready", {"编号": "1"}))["site"]
    with pytest.raises(Message.DoesNotExist):
        services.read(admin_user, message.pk)


def test_numbers_are_stored_encrypted(reader):
    row = User.objects.filter(pk=reader.pk).values("phone_token", "phone_hash", "phone_tail").get()
    assert "13800138000" not in row["phone_token"] + row["phone_hash"]
    assert row["phone_tail"] == "8000"
    assert User.objects.get(pk=reader.pk).phone == "13800138000"


def test_every_registered_message_has_its_row(db):
    assert set(MessageTemplate.objects.values_list("key", flat=True)) == {text.key for text in texts.all_texts()}
    assert make_templates(apps) == 0


def test_staff_edit_the_words_and_wrong_variables_are_refused(admin_client):
    row = MessageTemplate.objects.get(key="feedback_answered")
    url = f"/admin/messagetemplate/edit/{row.pk}/"
    assert "可以用的变量" in admin_client.get(url).content.decode()
    wrong = admin_client.post(url, {"title": "x", "body": "{{ 姓名 }}", "sms": ""})
    assert "变量 {{ 姓名 }} 不存在" in wrong.content.decode().replace("&#x27;", "'")
    assert (
        admin_client.post(url, {"title": "新", "body": "{{ 编号 }}", "sms": "", "call_after_hours": 12}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.title == "新"
