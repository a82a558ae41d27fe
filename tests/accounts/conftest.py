"""One person of each group."""

import pytest
from django.contrib.auth.models import Group

from accounts.groups import StaffGroup
from accounts.models import User

PASSWORD = "correct-horse-battery"


@pytest.fixture
def staff(db) -> dict[str, User]:
    """Accounts by the name of their group, and a superuser as root."""
    people = {"root": User.objects.create_superuser("root", password=PASSWORD)}
    for name in StaffGroup.values:
        people[name] = User.objects.create_user(f"{name}-1", password=PASSWORD, last_name="示例")
        people[name].groups.add(Group.objects.get(name=name))
    return people
