"""Entering, finding, taking part, keeping buildings: who may, and what is refused in words."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership
from audit.enums import Event
from audit.models import Entry
from projects import queries, references
from projects.enums import PartyRole, PermitKind
from projects.errors import NotParty, ProjectChanged, ProjectExists, ProjectRefused
from projects.models import Building, Permit, Project
from projects.services import register
from tests.factories import projects

pytestmark = pytest.mark.django_db


def last_entry() -> dict:
    return Entry.objects.filter(event=Event.PROJECT_CHANGED).latest("position").data


def test_a_project_is_seen_by_its_firms_and_by_staff_alone(people, firm, other):
    made = projects.project(people["wang"], firm, code=projects.CODE)
    assert list(queries.visible_to(people["wang"])) == [made]
    assert list(queries.visible_to(people["officer"])) == [made]
    assert not queries.visible_to(people["li"]).exists()
    register.join(made, other, PartyRole.DESIGN, user=people["li"])
    register.join(made, other, PartyRole.DESIGN, user=people["li"])
    assert list(queries.visible_to(people["li"])) == [made]
    assert [str(party) for party in made.parties.all()] == ["示例建设有限公司（建设单位）", "示例设计院（设计单位）"]
    Membership.objects.filter(user=people["li"]).update(ended_at="2026-01-01T00:00Z")
    assert not queries.visible_to(people["li"]).exists()


@pytest.mark.parametrize(
    "typed", ["110105202300012", "建字第 １１０１０５２０２３０００１２ 号", "2023110105 4701 000012", projects.CODE]
)
def test_a_project_is_found_by_a_whole_number_however_typed(people, firm, typed):
    made = projects.project(people["wang"], firm, code=projects.CODE)
    assert queries.with_number(typed) == made


@pytest.mark.parametrize("typed", ["", "无", "示例家园", "1101052023", "110105"])
def test_a_part_of_a_number_or_a_name_finds_nothing(people, firm, typed):
    projects.project(people["wang"], firm, code=projects.CODE)
    assert queries.with_number(typed) is None


def test_a_number_that_is_known_enters_no_second_project(people, firm, other):
    projects.project(people["wang"], firm, code=projects.CODE)
    for numbers in ({"planning": "110105202300012"}, {"code": projects.CODE, "planning": "建字第1号"}):
        with pytest.raises(ProjectExists, match="已经登记在项目“示例家园一期”里"):
            projects.project(people["li"], other, name="又一个", **numbers)
    projects.project(people["li"], other, name="另一种证", planning="", construction="110105202300012")
    assert Project.objects.count() == 2


def test_the_database_decides_who_was_first(people, firm, other, monkeypatch):
    made = projects.project(people["wang"], firm)
    refuse, calls = register._refuse_known, []

    def late(*args, **kwargs):
        calls.append(args)
        if len(calls) > 1:
            refuse(*args, **kwargs)

    monkeypatch.setattr(register, "_refuse_known", late)
    with pytest.raises(ProjectExists):
        projects.project(people["li"], other, name="同时登记")
    assert list(Project.objects.all()) == [made]
    with pytest.raises(IntegrityError), transaction.atomic():
        Permit.objects.create(project=made, kind=PermitKind.PLANNING, number="x", key=made.permits.get().key)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"planning": ""}, "请至少填写一个许可证号"),
        ({"planning": "无"}, "里没有数字"),
        ({"code": "2023-1"}, "应当是 24 位"),
    ],
)
def test_a_project_needs_a_number_that_is_one(people, firm, numbers, sentence):
    with pytest.raises(ProjectRefused, match=sentence):
        projects.project(people["wang"], firm, **numbers)
    assert not Project.objects.exists()


def test_nobody_takes_part_for_a_firm_that_is_not_theirs(people, firm):
    made = projects.project(people["officer"])
    with pytest.raises(ProjectRefused, match="不是“示例建设有限公司”的成员"):
        register.join(made, firm, PartyRole.OWNER, user=people["li"])
    with pytest.raises(ProjectRefused, match="角色"):
        register.join(made, firm, "king", user=people["wang"])


def test_a_firm_that_was_named_sees_nothing_until_it_comes_itself(people, firm, other):
    made = projects.project(people["wang"], firm)
    register.name_party(made, name="示例设计院", code=other.code, role="design", user=people["wang"])
    assert not queries.visible_to(people["li"]).exists()
    with pytest.raises(ProjectRefused, match="已经在参建单位里"):
        register.name_party(made, name="示例设计院", code=other.code, role="design", user=people["wang"])
    party = register.join(made, other, PartyRole.DESIGN, user=people["li"])
    assert made.parties.count() == 2
    with pytest.raises(ProjectRefused, match="由它自己加入"):
        register.remove_party(party, user=people["wang"])
    register.remove_party(party, user=people["li"])
    assert made.parties.count() == 1


def test_buildings_are_kept_with_who_changed_what(people, firm):
    made = projects.project(people["wang"], firm, buildings=["2#", "10#"])
    with pytest.raises(ProjectRefused, match="是同一个"):
        projects.building(made, "02号楼", user=people["wang"])
    with pytest.raises(NotParty):
        projects.building(made, "3#", user=people["li"])
    first = made.buildings.first()
    register.save_building(
        made, {"area_above": Decimal("6000.50")}, user=people["officer"], building=first, seen_version=1
    )
    entry = last_entry()
    assert entry["fields"] == {"area_above": ["5000.00", "6000.50"]}
    assert (entry["project"], entry["building"]) == (made.pk, first.pk)
    with pytest.raises(ProjectChanged, match="officer刚才修改了"):
        register.save_building(made, {"name": "住宅"}, user=people["wang"], building=first, seen_version=1)
    assert [each.number for each in made.buildings.all()] == ["2#", "10#"]


def test_a_building_that_something_refers_to_stays(people, firm, monkeypatch):
    made = projects.project(people["wang"], firm, buildings=["1#", "2#"])
    first, second = made.buildings.all()
    used = references.Reference("财政奖励申报", Building, lambda row: int(row.pk == first.pk), lambda old, new: None)
    monkeypatch.setattr(references, "_references", [used])
    with pytest.raises(ProjectRefused, match="已经用在财政奖励申报 1 件里"):
        register.remove_building(first, user=people["wang"])
    register.remove_building(second, user=people["wang"])
    assert list(made.buildings.all()) == [first]


def test_a_change_keeps_numbers_unique_and_says_what_changed(people, firm):
    made = projects.project(people["wang"], firm)
    projects.project(people["wang"], firm, name="二期", planning="建字第2号")
    values = {"name": "示例家园（改名）", "code": projects.CODE}
    number = register.Number(PermitKind.PLANNING, "建字第2号")
    with pytest.raises(ProjectExists, match="二期"):
        register.change(made, user=people["wang"], seen_version=0, values=values, permits=[number])
    number = register.Number(PermitKind.CONSTRUCTION, "110105202404020101")
    register.change(made, user=people["wang"], seen_version=0, values=values, permits=[number])
    assert last_entry()["permits"] == {"removed": [projects.PLANNING], "added": ["110105202404020101"]}
    assert last_entry()["fields"]["name"] == ["示例家园一期", "示例家园（改名）"]
    with pytest.raises(ProjectChanged):
        register.change(made, user=people["wang"], seen_version=0, values={"name": "x"})
    with pytest.raises(ProjectRefused, match="请至少留下"):
        register.change(made, user=people["wang"], seen_version=1, values={"code": ""}, permits=[])
