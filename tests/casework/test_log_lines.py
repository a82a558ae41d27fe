"""Nothing that names an applicant gets into the log, whatever people and staff do."""

import logging

import pytest
from captcha.models import CaptchaStore
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from accounts.encryption import keyed_hash
from accounts.groups import StaffGroup
from accounts.models import KeyKind, User
from accounts.persons import add_key
from casework.models import Case
from home.models import Feedback
from operations.logs import JsonFormatter
from tests.casework.test_personal import member

PHONE, NAME, CONTACT = "13912344987", "欧阳示例", "reader.one@example.com"
PERSONAL = (PHONE, NAME, CONTACT)


@pytest.fixture
def lines(caplog) -> list[str]:
    """Every line that has been logged, at the finest level, as production writes it: read it at the end."""
    cache.clear()
    caplog.set_level(logging.DEBUG)
    formatter = JsonFormatter()

    class Lines(list):
        def now(self) -> list[str]:
            return [formatter.format(record) for record in caplog.records]

    return Lines()


@pytest.fixture
def citizen(db) -> User:
    user = User(username="u-citizen", last_name="欧阳", first_name="示例")
    user.phone = PHONE
    user.save()
    add_key(user, KeyKind.PHONE, keyed_hash(PHONE))
    return user


def ask(client, method: str, view: str, *args, **data):
    answer = getattr(client, method)(reverse(view, args=args), data)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def test_no_line_of_a_walk_through_everything_names_the_applicant(client, citizen, lines, mailoutbox):
    client.raise_request_exception = False
    challenge = {"captcha_0": CaptchaStore.generate_key(lambda: ("ABCD", "abcd")), "captcha_1": "abcd"}
    ask(client, "post", "account_login", phone=PHONE, **challenge)  # asks for a code
    ask(client, "post", "accounts_code", code="000000")
    client.force_login(citizen)
    challenge = {"captcha_0": CaptchaStore.generate_key(lambda: ("ABCD", "abcd")), "captcha_1": "abcd"}
    ask(
        client,
        "post",
        "feedback",
        subject="question",
        text=f"我是{NAME}，电话{PHONE}。",
        contact=CONTACT,
        words="",
        **challenge,
    )
    case = Feedback.objects.get()
    for name, args in (
        ("my_cases", ()),
        ("my_case", (case.number,)),
        ("my_case", ("FK00000000",)),
        ("accounts_profile", ()),
    ):
        ask(client, "get", name, *args)
    ask(client, "post", "accounts_name", name=NAME)
    ask(client, "post", "accounts_download")
    client.get(f"/search/?q={NAME}{PHONE}")
    client.get(f"/no-such-page/{PHONE}/{CONTACT}")
    client.force_login(member(StaffGroup.ADMINISTRATORS))
    for query in (NAME, PHONE, PHONE[-4:]):
        client.get(reverse("cases_modeladmin_index"), {"q": query})
    ask(client, "get", "cases_modeladmin_inspect", case.pk)
    shown = ask(client, "post", "case_reveal", case.pk, field="phone", reason="call")
    assert PHONE in shown.content.decode()
    version = Case.objects.get(pk=case.pk).version
    ask(client, "post", "case_step", case.pk, "answer", opinion=f"{NAME}您好，已致电{PHONE}。", seen_version=version)
    assert Case.objects.get(pk=case.pk).status == "answered"
    call_command("run_due")
    call_command("verify_history")
    said = lines.now()
    assert len(said) > 5
    assert [line for line in said if any(word in line for word in PERSONAL)] == []


def test_the_check_would_see_it(lines):
    logging.getLogger("portal").warning("the name is %s", NAME)
    assert any(NAME in line for line in lines.now())
