"""The register as firms and staff use it in a browser."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.groups import StaffGroup
from projects import queries
from projects.models import Building, Project
from tests.factories import projects

pytestmark = pytest.mark.django_db
NEW = {
    "name": "示例新城",
    "planning": "建字第110105202300099号\n",
    "construction": "",
    "code": "",
    "district": "chaoyang",
    "address": "示例路 9 号",
    "role": "owner",
}


@pytest.fixture
def wang(client, people):
    client.force_login(people["wang"])
    return client


def page(client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def post(client, path: str, data: dict, status: int = 302):
    response = client.post(path, data)
    assert response.status_code == status, response.content.decode()
    return response


def test_from_not_found_to_a_project_with_buildings(wang, firm):
    assert (
        "没有找到“建字第110105202300099号”"
        in post(wang, "/my/projects/find/", {"number": "建字第110105202300099号"}, 200).content.decode()
    )
    made = post(wang, "/my/projects/enter/", NEW | {"organisation": firm.pk}).url
    number = Project.objects.get().pk
    assert made == f"/my/projects/{number}/"
    add = f"{made}buildings/add/"
    assert (
        post(wang, add, {"number": "１#", "area_above": "１２，０００．５", "floors_above": "18", "more": "1"}).url
        == add
    )
    assert str(Building.objects.get().area_above) == "12000.50"
    again = post(wang, add, {"number": "01号楼"}, 422).content.decode()
    assert "是同一个" in again
    assert 'value="01号楼"' in again
    wrong = post(wang, add, {"number": "2#", "area_above": "很大", "height": "-1"}, 422).content.decode()
    assert "请填写数字" in wrong
    assert 'value="很大"' in wrong
    assert "不能小于 0" in wrong
    shown = page(wang, made)
    assert "12000.50 ㎡" in shown
    assert "示例新城" in page(wang, "/my/projects/")
    assert post(wang, "/my/projects/find/", {"number": "110105202300099"}).url == made


def test_a_finder_who_is_no_party_learns_the_name_alone_and_may_join(people, firm, other, client):
    made = projects.project(people["wang"], firm, buildings=["1#"])
    client.force_login(people["li"])
    assert client.get(f"/my/projects/{made.pk}/").status_code == 404
    shown = post(client, "/my/projects/find/", {"number": projects.PLANNING}, 200).content.decode()
    assert "示例家园一期" in shown
    for hidden in ("示例路", "示例建设有限公司", "5000", "1#", f"/my/projects/{made.pk}/"):
        assert hidden not in shown
    refused = post(
        client, "/my/projects/join/", {"number": projects.PLANNING, "organisation": firm.pk, "role": "design"}, 422
    )
    assert not queries.own(people["li"]).exists()
    assert "加入项目" in refused.content.decode()
    post(client, "/my/projects/join/", {"number": projects.PLANNING, "organisation": other.pk, "role": "design"})
    assert "1#" in page(client, f"/my/projects/{made.pk}/")


def test_a_number_that_is_known_leads_to_the_project_and_keeps_what_was_typed(people, firm, other, client):
    projects.project(people["wang"], firm)
    client.force_login(people["li"])
    typed = NEW | {"planning": "110105202300012", "organisation": other.pk}
    shown = post(client, "/my/projects/enter/", typed, 422).content.decode()
    assert "已经登记在项目“示例家园一期”里" in shown
    assert "示例新城" in shown
    assert (
        "请至少填写一个许可证号"
        in post(client, "/my/projects/enter/", NEW | {"planning": "", "organisation": other.pk}, 422).content.decode()
    )


def test_nobody_tries_numbers_without_end(wang, monkeypatch):
    cache.clear()
    monkeypatch.setattr("projects.views.FOUND_AN_HOUR", 2)
    statuses = [wang.post("/my/projects/find/", {"number": f"1101{n}"}).status_code for n in range(3)]
    assert statuses == [200, 200, 429]


def test_a_stale_page_changes_nothing_and_shows_what_stands_there(wang, people, firm):
    made = projects.project(people["wang"], firm, buildings=["1#"])
    building = made.buildings.get()
    path = f"/my/projects/{made.pk}/buildings/{building.pk}/"
    post(wang, path, {"number": "1#", "area_above": "6000", "seen_version": "1"})
    late = post(wang, path, {"number": "1#", "area_above": "7000", "seen_version": "1"}, 422).content.decode()
    assert "您的修改还没有保存" in late
    assert "现在登记的是：楼号 1#；地上建筑面积 6000.00" in late
    assert 'value="7000"' in late
    assert 'name="seen_version" value="2"' in late
    change = f"/my/projects/{made.pk}/change/"
    post(wang, change, NEW | {"seen_version": "0"})
    assert "现在登记的是：项目名称 示例新城" in post(wang, change, NEW | {"seen_version": "0"}, 422).content.decode()


def test_firms_are_named_and_leave(wang, people, firm):
    made = projects.project(people["wang"], firm)
    path = f"/my/projects/{made.pk}/parties/"
    assert (
        "代码不对" in post(wang, path, {"name": "示例监理", "code": "1", "role": "supervision"}, 422).content.decode()
    )
    post(wang, path, {"name": "示例监理", "code": "", "role": "supervision"})
    named, own = made.parties.get(name="示例监理"), made.parties.get(organisation=firm)
    post(wang, path, {"remove": named.pk})
    assert post(wang, path, {"remove": own.pk}).url == "/my/projects/"
    assert not made.parties.exists()


def test_a_building_goes_after_a_second_look(wang, people, firm):
    made = projects.project(people["wang"], firm, buildings=["1#"])
    path = f"/my/projects/{made.pk}/buildings/{made.buildings.get().pk}/"
    assert "删除单体“1#”？" in post(wang, path, {"remove": "1"}, 200).content.decode()
    assert made.buildings.exists()
    post(wang, path, {"remove": "1", "sure": "1"})
    assert not made.buildings.exists()


@pytest.mark.parametrize(
    "tail", ["", "change/", "parties/", "buildings/add/", "buildings/{building}/"], ids=lambda tail: tail or "page"
)
def test_strangers_find_nothing(client, people, firm, tail):
    made = projects.project(people["wang"], firm, buildings=["1#"])
    path = f"/my/projects/{made.pk}/{tail.format(building=made.buildings.get().pk)}"
    assert client.get(path).status_code == 302
    client.force_login(people["li"])
    assert client.get(path).status_code == 404
    assert client.post(path, {"number": "x"}).status_code in (404, 405)


def test_the_pages_take_the_same_queries_for_one_and_for_many(wang, people, firm):
    made = projects.project(people["wang"], firm, buildings=["1#"])

    def counts() -> list[int]:
        found = []
        for path in ("/my/projects/", f"/my/projects/{made.pk}/"):
            page(wang, path)
            with CaptureQueriesContext(connection) as queries_:
                page(wang, path)
            found.append(len(queries_))
        return found

    one = counts()
    for number in range(2, 5):
        projects.project(people["wang"], firm, name=f"{number} 期", planning=f"建字第{number}号")
        projects.building(made, f"{number}#", user=people["wang"])
    assert counts() == one


@pytest.fixture
def officer(initial_groups, client):
    client.force_login(initial_groups)
    return client


@pytest.fixture
def initial_groups(db, django_user_model):
    from django.contrib.auth.models import Group  # noqa: PLC0415

    user = django_user_model.objects.create_user("examiner", is_staff=True)
    user.groups.add(Group.objects.get(name=StaffGroup.DECLARATION_OFFICERS))
    return user


def test_staff_find_mend_and_merge(officer, people, firm, other):
    old = projects.project(people["wang"], firm, buildings=["1#", "2#"])
    new = projects.project(people["li"], other, name="示例家园", planning="", construction="110105202404020101")
    projects.building(new, "01号楼", user=people["li"], area_above=4800)
    for words in ("示例家园一期", "2023000", "示例建设"):
        shown = page(officer, f"/admin/projects/?q={words}")
        assert f"/admin/projects/{old.pk}/" in shown
        assert f"/admin/projects/{new.pk}/" not in shown
    assert "没有找到" in page(officer, "/admin/projects/?q=不存在")
    path = f"/admin/projects/{old.pk}/"
    changed = {
        "name": "示例家园甲",
        "planning": projects.PLANNING,
        "district": "haidian",
        "address": "x",
        "seen_version": "0",
    }
    post(officer, f"{path}edit/", changed)
    assert "示例家园甲" in page(officer, path)
    assert "您的修改还没有保存" in post(officer, f"{path}edit/", changed, 422).content.decode()
    building = f"{path}buildings/{old.buildings.first().pk}/"
    post(officer, building, {"number": "1#", "area_above": "5200", "seen_version": "1"})
    assert "没有找到“x1”" in page(officer, f"{path}merge/?number=x1", 422)
    shown = page(officer, f"{path}merge/?number=110105202404020101")
    assert "5200.00" in shown
    assert "4800.00" in shown
    mark = re.search(r'name="mark" value="([^"]+)"', shown)[1]
    merging = {"number": "110105202404020101", "mark": mark, "sure": "1"}
    projects.building(new, "8#", user=people["li"])
    assert "刚才有人修改过" in post(officer, f"{path}merge/", merging, 422).content.decode()
    mark = re.search(r'name="mark" value="([^"]+)"', page(officer, f"{path}merge/?number=110105202404020101"))[1]
    assert post(officer, f"{path}merge/", merging | {"mark": mark}).url == f"/admin/projects/{new.pk}/"
    assert "已经合并到" in page(officer, path)
    assert f"/admin/projects/{old.pk}/" in page(officer, f"/admin/projects/{new.pk}/")
    officer.force_login(people["wang"])
    assert officer.get(f"/my/projects/{old.pk}/").url == f"/my/projects/{new.pk}/"
