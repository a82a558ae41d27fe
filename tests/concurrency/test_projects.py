"""Two firms enter the same project at one moment, really raced: first the race, then that one project stands there."""

import threading

import pytest
from django.contrib.auth import get_user_model

from projects.enums import PartyRole
from projects.errors import ProjectExists, ProjectRefused
from projects.models import Building, Permit, Project
from projects.services import register
from projects.services.merging import merge, plan
from tests.concurrency.test_casework import at_once
from tests.factories import projects

CROWD = 6


@pytest.fixture
def users(initial_data):
    found = [get_user_model().objects.create_superuser(f"user{number}") for number in range(CROWD)]
    projects.firm(people=found)
    return found


def test_looking_first_and_entering_then_gives_doubles(users):
    """The race itself: what entering would do if it only looked whether the number is known."""
    both_have_looked = threading.Barrier(2)

    def careless(user):
        known = Permit.objects.filter(key="1105").exists()
        both_have_looked.wait(30)
        return None if known else Project.objects.create(name="同一个", created_by=user).pk

    assert None not in at_once([lambda user=user: careless(user) for user in users[:2]])
    assert Project.objects.count() == 2


def test_of_many_who_enter_a_project_at_once_one_does_and_the_others_are_led_to_it(users):
    firm = projects.firm()
    results = at_once([lambda user=user: projects.project(user, firm, code=projects.CODE) for user in users])
    made = [each for each in results if isinstance(each, Project)]
    refused = [each for each in results if isinstance(each, ProjectExists)]
    assert (len(made), len(refused)) == (1, CROWD - 1), results
    assert {each.name for each in refused} == {made[0].name}
    assert (Project.objects.count(), Permit.objects.count()) == (1, 1)


def test_a_building_and_a_party_stand_there_once(users):
    firm = projects.firm()
    made = projects.project(users[0])
    at_once([lambda user=user: register.join(made, firm, PartyRole.OWNER, user=user) for user in users])
    assert made.parties.count() == 1
    results = at_once([lambda user=user: projects.building(made, "1#", user=user) for user in users])
    assert sum(isinstance(each, Building) for each in results) == 1, results
    assert sum(isinstance(each, ProjectRefused) for each in results) == CROWD - 1


def test_two_merges_the_other_way_round_end_with_one_project(users):
    one, other = projects.project(users[0]), projects.project(users[0], planning="建字第2号")
    marks = plan(one, other).mark, plan(other, one).mark
    results = at_once(
        [
            lambda: merge(one, other, user=users[0], seen=marks[0]),
            lambda: merge(other, one, user=users[1], seen=marks[1]),
        ]
    )
    assert sum(isinstance(each, Project) for each in results) == 1, results
    assert sum(isinstance(each, ProjectRefused) for each in results) == 1, results
    assert Project.objects.live().count() == 1
