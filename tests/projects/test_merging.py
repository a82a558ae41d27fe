"""Doubles become one: everything moves, what refers follows, nothing happens twice or unseen."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.enums import Event
from audit.models import Entry
from projects import queries, references
from projects.enums import PartyRole
from projects.errors import ProjectRefused
from projects.models import Building, Project
from projects.services import register
from projects.services.merging import merge, plan
from tests.factories import projects

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubles(people, firm, other):
    """The same project entered twice, with one building that both have."""
    old = projects.project(people["wang"], firm, code=projects.CODE, buildings=["1#", "2#"])
    new = projects.project(people["li"], other, name="示例家园", planning="", construction="110105202404020101")
    projects.building(new, "01号楼", user=people["li"], area_above=4800, name="住宅")
    register.name_party(new, name="示例建设有限公司", code=firm.code, role="owner", user=people["li"])
    return old, new


def test_merging_moves_everything_and_leaves_a_pointer(doubles, people):
    old, new = doubles
    found = plan(old, new)
    assert [each.number for each in found.moving] == ["2#"]
    assert [(one.number, other.number) for one, other in found.joining] == [("1#", "01号楼")]
    assert ("地上建筑面积", "5000.00", "4800.00") in [line[1:] for line in found.differing]
    merge(old, new, user=people["officer"], seen=found.mark)
    old, new = Project.objects.get(pk=old.pk), Project.objects.get(pk=new.pk)
    assert old.merged_into == new
    assert new.code == projects.CODE
    assert [each.number for each in new.buildings.all()] == ["01号楼", "2#"]
    assert Building.objects.get(project=old).merged_into.number == "01号楼"
    assert new.permits.count() == 2
    assert {(each.name, each.organisation_id is not None) for each in new.parties.all()} == {
        ("示例设计院", True),
        ("示例建设有限公司", True),
    }
    assert queries.with_number(projects.PLANNING) == new
    assert list(queries.visible_to(people["wang"])) == [new]
    entry = Entry.objects.filter(event=Event.PROJECT_CHANGED).latest("position")
    assert (entry.data["act"], entry.data["project"], entry.data["into"]) == ("merged", old.pk, new.pk)
    with pytest.raises(ProjectRefused, match="已经合并到“示例家园”"):
        register.join(old, projects.firm(), PartyRole.OWNER, user=people["wang"])
    with pytest.raises(ProjectRefused, match="已经被合并"):
        plan(old, new)


def test_a_chain_of_merges_points_to_the_last(doubles, people):
    old, new = doubles
    merge(old, new, user=people["officer"], seen=plan(old, new).mark)
    new = Project.objects.get(pk=new.pk)
    third = projects.project(people["officer"], name="三", planning="建字第3号", buildings=["1#"])
    merge(new, third, user=people["officer"], seen=plan(new, third).mark)
    assert {each.merged_into for each in Project.objects.exclude(pk=third.pk)} == {third}
    assert {each.merged_into for each in Building.objects.exclude(merged_into=None)} == {third.buildings.first()}
    assert queries.with_number(projects.PLANNING) == third


def test_merging_wants_the_right_and_the_plan_that_was_seen(doubles, people):
    old, new = doubles
    seen = plan(old, new).mark
    with pytest.raises(PermissionDenied):
        merge(old, new, user=people["wang"], seen=seen)
    projects.building(new, "9#", user=people["li"])
    with pytest.raises(ProjectRefused, match="刚才有人修改过"):
        merge(old, new, user=people["officer"], seen=seen)
    with pytest.raises(ProjectRefused, match="不能和自己合并"):
        plan(old, old)
    assert not Project.objects.exclude(merged_into=None).exists()


def test_what_refers_follows_or_stops_the_merge(doubles, people, monkeypatch):
    old, new = doubles
    moved = []
    both = [
        references.Reference("申报", Project, lambda row: int(row == old), lambda *pair: moved.append(pair)),
        references.Reference("申报单体", Building, lambda row: 0, lambda *pair: moved.append(pair)),
    ]
    monkeypatch.setattr(references, "_references", both)
    found = plan(old, new)
    assert found.cases == [("申报", 1)]

    def refuse(*pair):
        raise ProjectRefused("两个项目本年度都有申报，请先处理。")

    monkeypatch.setattr(references, "_references", [references.Reference("申报", Project, lambda row: 1, refuse)])
    with pytest.raises(ProjectRefused, match="本年度都有申报"):
        merge(old, new, user=people["officer"], seen=plan(old, new).mark)
    assert Project.objects.live().count() == 2
    monkeypatch.setattr(references, "_references", both)
    merge(old, new, user=people["officer"], seen=plan(old, new).mark)
    assert moved == [(old.buildings.first(), new.buildings.first()), (old, new)]


def test_a_column_that_refers_is_registered_by_its_name(doubles, people, monkeypatch):
    old, new = doubles
    monkeypatch.setattr(references, "_references", [])
    references.register_column("参建单位", "projects.ProjectParty", "project")
    assert [(each.label, count) for each, count in references.references_to(old)] == [("参建单位", 1)]
    old.parties.update(role=PartyRole.BUILDER)
    references.move(old, new)
    assert new.parties.count() == 3
