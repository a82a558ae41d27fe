"""The sample's accounts: one for each step that a document or an application takes."""

import random
import secrets
import string

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import notices
from accounts.models import PrivacyNotice, User
from home.sample import texts

FAMILY_NAME_LENGTH = 2  # 示例


def password_of(seed: int) -> str:
    """The password of all sample accounts: the same again for the same seed, so that it can be printed each time.

    Where the settings do not allow sample accounts, one who asks for them all the same gets a password nobody can guess.
    """
    letters = string.ascii_lowercase + string.digits
    draw = random.Random(seed) if settings.SAMPLE_ACCOUNTS else secrets.SystemRandom()  # noqa: S311  a sample's password
    return "sample-" + "".join(draw.choices(letters, k=8 if settings.SAMPLE_ACCOUNTS else 20))


def load_people(password: str) -> list[User]:
    """The accounts in the order of texts, each in its group. An account that exists keeps its password and groups."""
    hashed = make_password(password)  # once: it is slow on purpose
    return [_account(entry, hashed) for entry in texts.facts("site")["account"]]


def agree(users: list[User]) -> None:
    """The draft of the privacy notice is published for the trial, and the sample's people have agreed to it."""
    if notices.current() is None and (draft := PrivacyNotice.objects.first()):
        notices.publish(draft, user=next(user for user in users if user.groups.filter(name="administrators").exists()))
    for user in users:
        if notice := notices.is_wanted(user):
            notices.accept(user, notice)


def _account(entry: dict, hashed: str) -> User:
    if existing := User.objects.filter(username=entry["username"]).first():
        return existing
    name = entry["name"]
    user = User(
        username=entry["username"],
        email=f"{entry['username']}@example.invalid",
        password=hashed,
        last_name=name[:FAMILY_NAME_LENGTH],
        first_name=name[FAMILY_NAME_LENGTH:],
    )
    user.phone = entry.get("phone", "")
    user.save()
    if group := entry.get("group"):
        user.groups.add(Group.objects.get(name=group))
    return user
