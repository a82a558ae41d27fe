"""A new key: everything comes under it, in batches, and nothing is lost on the way."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts import rotation
from accounts.encryption import decrypt, encrypt, is_newest
from accounts.models import User
from audit.enums import Event
from audit.models import Entry
from notifications.models import Message

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def numbers(db, settings) -> list[str]:
    settings.PERSONAL_DATA_KEYS = [OLD]
    kept = [f"139000000{each:02}" for each in range(7)]
    for number in kept:
        user = User(username=number)
        user.phone = number
        user.save()
        message = Message(user=user, key="feedback_answered", channel="sms", title="示例", body="示例")
        message.phone = number
        message.save()
    User.objects.create(username="without")
    Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt("JBSWY3DPEHPK3PXP")})
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    return kept


def test_everything_comes_under_the_new_key_and_says_the_same(numbers, settings, monkeypatch, capsys):
    monkeypatch.setattr(rotation, "BATCH", 3)
    call_command("rotate_personal_data")
    settings.PERSONAL_DATA_KEYS = [NEW]
    assert [user.phone for user in User.objects.exclude(phone_token="").order_by("phone_tail")] == numbers
    assert sorted(message.phone for message in Message.objects.all()) == numbers
    assert decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert "用户 7 项" in capsys.readouterr().out
    assert Entry.objects.get(event=Event.KEYS_ROTATED).data == {"用户": 7, "消息": 7, "两步验证": 1}


def test_it_can_be_stopped_and_begun_again(numbers, monkeypatch, capsys):
    monkeypatch.setattr(rotation, "BATCH", 3)
    next(rotation.renew_column(User, "phone_token"))  # and then the power goes off
    done = [is_newest(token) for token in User.objects.exclude(phone_token="").values_list("phone_token", flat=True)]
    assert (done.count(True), done.count(False)) == (3, 4)
    call_command("rotate_personal_data")
    assert "用户 4 项" in capsys.readouterr().out
    call_command("rotate_personal_data")
    assert "没有需要更换的" in capsys.readouterr().out


def test_a_number_changed_meanwhile_is_not_written_over(numbers, monkeypatch):
    user = User.objects.get(username=numbers[0])

    def slow(token: str) -> str:
        changed = User.objects.get(pk=user.pk)
        changed.phone = "13700000000"
        changed.save()
        return encrypt(decrypt(token))

    monkeypatch.setattr(rotation, "renew", slow)
    list(rotation.renew_column(User, "phone_token", User.objects.filter(pk=user.pk)))
    user.refresh_from_db()
    assert user.phone == "13700000000"


def test_a_lost_key_is_said_so(numbers, settings):
    settings.PERSONAL_DATA_KEYS = [NEW]
    with pytest.raises(CommandError, match="旧密钥"):
        call_command("rotate_personal_data")
