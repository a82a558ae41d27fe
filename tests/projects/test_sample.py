"""The sample's projects: loaded once, for those of the sample's people who have a firm."""

import pytest

from projects.models import Building, Project
from projects.sample import loading
from tests.factories import projects

pytestmark = pytest.mark.django_db


def test_the_sample_loads_once_and_is_obviously_a_sample(django_user_model):
    users = [django_user_model.objects.create_user(name) for name in ("applicant", "applicant2")]
    loading.load(users, 1)
    assert not Project.objects.exists(), "nobody has a firm yet"
    projects.firm(people=users[:1])
    projects.firm(projects.OTHER_FIRM, "示例市政工程有限公司", people=users[1:])
    for _ in range(2):
        loading.load(users, 1)
    assert Project.objects.count() == 3
    assert Building.objects.count() == 8
    assert all("示例" in each.name for each in Project.objects.all())
