"""Applicants, and somebody who looks at their claims."""

import pytest
from django.contrib.auth.models import Permission

from accounts.models import User


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def people(db) -> dict[str, User]:
    return make_people()


def make_people() -> dict[str, User]:
    """wang and li apply, zhao reviews; each has a telephone number."""
    people = {}
    for number, (key, name) in enumerate({"wang": "示例王", "li": "示例李", "zhao": "示例赵"}.items()):
        user = User(username=key, last_name=name[:2], first_name=name[2:])
        user.phone = f"1390000000{number}"
        user.save()
        people[key] = user
    people["zhao"].user_permissions.add(Permission.objects.get(codename="change_organisationclaim"))
    people["zhao"] = User.objects.get(pk=people["zhao"].pk)
    return people
