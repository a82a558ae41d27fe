import smtplib

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import transaction


@pytest.fixture
def server(monkeypatch):
    """What a mail server was given; nothing leaves the process."""
    given = []

    class Server:
        def __init__(self, *args, **kwargs):
            given.append("connected")

        def sendmail(self, sender, recipients, message, *args, **kwargs):
            given.append(recipients)

        def quit(self):
            pass

    monkeypatch.setattr(smtplib, "SMTP", Server)
    return given


def _mail() -> EmailMessage:
    return EmailMessage("请审核", "……", "from@example.invalid", ["to@example.invalid"])


def _send() -> int:
    with get_connection("portal.smtp.EmailBackend") as connection:
        return connection.send_messages([_mail()])


def test_mail_waits_for_the_commit(server, transactional_db):
    with transaction.atomic():
        assert _send() == 1
        assert server == []
    assert server == ["connected", ["to@example.invalid"]]


def test_mail_of_a_transaction_that_failed_is_never_sent(server, transactional_db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _send()
        1 / 0  # noqa: B018
    assert server == []


def test_outside_a_transaction_it_is_sent_at_once(server, transactional_db):
    assert _send() == 1
    assert server == ["connected", ["to@example.invalid"]]


def test_a_server_that_fails_after_the_commit_is_logged(monkeypatch, transactional_db, caplog):
    def refuse(*args, **kwargs):
        raise OSError("name or service not known")

    monkeypatch.setattr(smtplib, "SMTP", refuse)
    with transaction.atomic():
        _send()
    assert "name or service not known" in caplog.text
