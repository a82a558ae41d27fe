import pytest
from django.contrib.auth.models import Permission

from tests.factories import projects


@pytest.fixture
def people(db, django_user_model):
    """wang acts for the firm, li for another, officer keeps the register."""
    make = django_user_model.objects.create_user
    found = {name: make(name) for name in ("wang", "li", "officer")}
    rights = Permission.objects.filter(content_type__app_label="projects")
    found["officer"].user_permissions.add(*rights)
    projects.firm(people=[found["wang"]])
    projects.firm(projects.OTHER_FIRM, "示例设计院", people=[found["li"]])
    return {name: django_user_model.objects.get(pk=user.pk) for name, user in found.items()}


@pytest.fixture
def firm(people):
    return projects.firm()


@pytest.fixture
def other(people):
    return projects.firm(projects.OTHER_FIRM)
