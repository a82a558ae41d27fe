"""Kill -9 under load: submissions, answers and messages come in while worker, web workers and server are killed.

Afterwards no case is half changed, nothing that was acknowledged is lost, no message is lost, and none is sent twice.
"""

import json
import threading
import time
from collections import Counter
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.groups import StaffGroup
from accounts.models import User
from casework import history
from home.models import Feedback
from notifications import services as outbox
from notifications.enums import Channel, State
from notifications.models import Message, MessageTemplate
from operations import background
from tests.load.site import Site

pytestmark = [
    pytest.mark.load,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the programs in /proc"),
]
SENDERS = 2
WAITING = (
    40  # messages: the officer rests while more wait, so that emptying the outbox takes no longer on a faster machine
)
MESSAGE = {"subject": "typo", "contact": "", "page_url": "", "words": "", "captcha_0": "any", "captcha_1": "PASSED"}
LONG = timedelta(hours=1)


class Load:
    """Readers who send messages and an officer who answers them, until `done`; keeps what was acknowledged."""

    def __init__(self, site: Site, senders: list[str], officer: str):
        self.site, self.done = site, threading.Event()
        self.sent: list[str] = []
        self.answered: list[int] = []
        self.cut_off = 0
        self.strange: list[tuple] = []
        self.numbers = count()
        self.threads = [threading.Thread(target=self._send, args=(session,)) for session in senders]
        self.threads.append(threading.Thread(target=self._answer, args=(officer,)))

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()

    def _send(self, session: str) -> None:
        while not self.done.is_set():
            number = next(self.numbers)
            fields = MESSAGE | {"text": f"第 {number} 条留言：有一个错字。"}
            address = f"10.0.{number // 250}.{number % 250 + 1}"
            if answer := self._post("/feedback/", fields, session, address):
                self.sent.append(answer.removeprefix("/feedback/answer/").split("/")[0])

    def _answer(self, session: str) -> None:
        try:
            while not self.done.is_set():
                case = Feedback.objects.filter(status="new").order_by("pk").first()
                if case is None or Message.objects.filter(state=State.QUEUED).count() > WAITING:
                    time.sleep(0.05)
                    continue
                fields = {"opinion": "已经改正，谢谢您。", "seen_version": case.version}
                if self._post(f"/admin/cases/step/{case.pk}/answer/", fields, session, "10.1.0.1"):
                    self.answered.append(case.pk)
        finally:
            connection.close()

    def _post(self, path: str, fields: dict, session: str, address: str) -> str:
        """Where an accepted POST leads; "" when the server was killed under it."""
        try:
            status, location = self.site.ask("POST", path, fields, session=session, address=address)
        except OSError:
            self.cut_off += 1
            time.sleep(0.1)
            return ""
        if status != 302 or "login" in location:
            # The officer's page was old after a kill had hidden an answer: told so, as anybody would be.
            if not (status == 422 and "/step/" in path):
                self.strange.append((path, status, location))
            return ""
        return location


def person(name: str, **fields) -> User:
    user = User(username=name, **fields)
    user.phone = f"1990000{len(name):04d}"
    user.save()
    return user


def signed_in(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def until(condition, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def being_sent(channel: Channel):
    return lambda: Message.objects.filter(state=State.SENDING, channel=channel).exists()


@pytest.fixture
def site(initial_data, tmp_path, settings):
    settings.SMS_FILE, settings.MAIL_FILE = tmp_path / "sms.jsonl", tmp_path / "mail.jsonl"
    settings.MESSAGE_CHANNELS = {"sms": "tests.load.gateways.SlowSms", "email": "tests.load.gateways.SlowMail"}
    return Site(connection, tmp_path)


def lines(file: Path) -> Counter:
    """How often each reference was taken by a gateway."""
    return (
        Counter(json.loads(line)["reference"] for line in file.read_text().splitlines()) if file.exists() else Counter()
    )


def test_nothing_is_lost_and_nothing_comes_twice_when_programs_are_killed(site, settings):
    MessageTemplate.objects.update_or_create(
        key="feedback_answered", defaults={"title": "有答复", "body": "{{ 编号 }}", "sms": "{{ 编号 }}有答复"}
    )
    readers = [person("reader" * n, email=f"{n}@example.invalid") for n in range(1, SENDERS + 1)]
    officer = person("officer")
    officer.groups.add(Group.objects.get(name=StaffGroup.PUBLISHERS))
    with site:
        with Load(site, [signed_in(reader) for reader in readers], signed_in(officer)) as load:
            for channel in (Channel.SMS, Channel.EMAIL):
                until(being_sent(channel), 30, f"no {channel} is being sent")
                site.kill_worker()
                until(lambda: site.pids("db_worker"), 30, "the worker did not come back")
            for kill in (site.kill_web_workers, site.kill_server):
                before = len(load.sent)
                kill()
                until(lambda before=before: len(load.sent) > before + 2, 60, "the server did not come back")
        until(_drained, 90, "the outbox is not empty")

    assert load.strange == []
    assert len(load.sent) > 10
    _cases_are_whole(load)
    _messages_are_settled(site, settings)
    _staff_see_what_is_in_doubt(officer)


def _drained() -> bool:
    return not Message.objects.filter(state=State.QUEUED).exists()


def _cases_are_whole(load: Load) -> None:
    cases = list(Feedback.objects.order_by("number"))
    assert {case.status for case in cases} <= {"new", "answered"}, "a message is there whole or not at all"
    assert set(load.sent) <= {case.code for case in cases}, "what was acknowledged is kept"
    assert set(load.answered) <= {case.pk for case in cases if case.status == "answered"}
    assert len(cases) <= len(load.sent) + load.cut_off
    assert [int(case.number[-5:]) for case in cases] == list(range(1, len(cases) + 1)), "numbers have no gaps"
    assert all(case.snapshots.count() == 1 for case in cases)
    assert {proof.verdict for proof in history.prove([case.pk for case in cases])} == {history.Verdict.SOUND}
    told = Message.objects.values_list("case_id", "channel")
    answered = [case.pk for case in cases if case.status == "answered"]
    assert Counter(told) == Counter((pk, channel) for pk in answered for channel in Channel.values)


def _messages_are_settled(site: Site, settings) -> None:
    in_doubt = set(Message.objects.filter(state=State.SENDING).values_list("pk", flat=True))
    channels = set(Message.objects.filter(pk__in=in_doubt).values_list("channel", flat=True))
    assert {Channel.SMS, Channel.EMAIL} <= channels, "each worker was killed while it was sending"
    assert outbox.settle_cut_off() == 0, "what may still be on its way is left alone"
    assert background.revive() == 0
    Message.objects.filter(pk__in=in_doubt).update(changed_at=timezone.now() - LONG)
    stuck = DBTaskResult.objects.running()
    assert stuck.count() >= len(channels)
    stuck.update(started_at=timezone.now() - LONG)
    taken = lines(settings.SMS_FILE)

    assert outbox.settle_cut_off() == len(in_doubt)
    for message in Message.objects.filter(pk__in=in_doubt):
        if message.channel == Channel.EMAIL:
            assert message.state == State.UNKNOWN, "a gateway that cannot be asked leaves it to staff"
            assert message.error
        else:
            assert message.state == (State.SENT if taken[message.reference] else State.QUEUED)
    assert background.revive() >= len(channels)
    site.manage("db_worker", "--backend", "jobs", "--queue-name", "*", "--batch", "--no-reload")

    texts = list(Message.objects.filter(channel=Channel.SMS))
    assert {message.state for message in texts} == {State.SENT}
    assert lines(settings.SMS_FILE) == Counter(message.reference for message in texts), "each exactly once"
    mails = {message.reference: message.state for message in Message.objects.filter(channel=Channel.EMAIL)}
    assert set(mails.values()) == {State.SENT, State.UNKNOWN}
    assert max(lines(settings.MAIL_FILE).values()) == 1, "nothing is sent again blindly"
    assert set(lines(settings.MAIL_FILE)) >= {name for name, state in mails.items() if state == State.SENT}


def _staff_see_what_is_in_doubt(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    case = Message.objects.filter(state=State.UNKNOWN).first().case_id
    page = client.get(reverse("case_detail", args=[case]), follow=True).content.decode()
    assert State.UNKNOWN.label in page
