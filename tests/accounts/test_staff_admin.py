"""The house rules for accounts: nobody makes themselves mightier, and nobody is deleted."""

from http import HTTPStatus

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts import permissions, persons, setup
from accounts.citizens import is_citizen
from accounts.encryption import keyed_hash
from accounts.forms import is_fixed
from accounts.groups import StaffGroup
from accounts.models import KeyKind, User
from casework.staff_forms import LeaveForm

NEW = {
    "username": "newcomer",
    "first_name": "例",
    "last_name": "示",
    "password1": "a-long-secret-1",
    "password2": "a-long-secret-1",
}


@pytest.fixture
def administrator(client, staff):
    client.force_login(staff["administrators"])
    return staff["administrators"]


def edit(client, user, **changes):
    data = {"username": user.username, "first_name": "例", "last_name": "示", "email": "", "is_active": "on"}
    data["groups"] = list(user.groups.values_list("pk", flat=True))
    return client.post(reverse("wagtailusers_users:edit", args=[user.pk]), data | changes)


def test_an_administrator_makes_an_account_without_mail(client, administrator):
    editors = Group.objects.get(name=StaffGroup.EDITORS)
    answer = client.post(reverse("wagtailusers_users:add"), NEW | {"groups": [editors.pk]})
    assert answer.status_code == HTTPStatus.FOUND
    made = User.objects.get(username="newcomer")
    assert str(made) == "示例"
    assert list(made.groups.all()) == [editors]
    assert not made.is_superuser


def test_an_administrator_cannot_make_a_superuser(client, administrator, staff):
    client.post(reverse("wagtailusers_users:add"), NEW | {"is_superuser": "on"})
    assert not User.objects.get(username="newcomer").is_superuser
    edit(client, staff["editors"], is_superuser="on")
    staff["editors"].refresh_from_db()
    assert not staff["editors"].is_superuser


def test_a_superuser_can(client, staff):
    client.force_login(staff["root"])
    edit(client, staff["editors"], is_superuser="on")
    staff["editors"].refresh_from_db()
    assert staff["editors"].is_superuser


def test_an_administrator_cannot_touch_a_superuser(client, administrator, staff):
    before = staff["root"].password
    answer = edit(client, staff["root"], password1="taken-over-2026", password2="taken-over-2026")
    assert answer.url == "/admin/"
    staff["root"].refresh_from_db()
    assert staff["root"].password == before


def test_nobody_chooses_their_own_groups(client, administrator):
    publishers = Group.objects.get(name=StaffGroup.PUBLISHERS)
    answer = edit(client, administrator, groups=[publishers.pk])
    assert answer.status_code == HTTPStatus.FOUND
    assert [group.name for group in administrator.groups.all()] == [StaffGroup.ADMINISTRATORS]


def test_an_account_is_made_inactive_and_can_no_longer_sign_in(client, administrator, staff):
    edit(client, staff["editors"], is_active="")
    staff["editors"].refresh_from_db()
    assert not staff["editors"].is_active
    assert not client.login(username="editors-1", password="correct-horse-battery")


@pytest.mark.parametrize("who", ["root", "administrators"])
def test_no_account_is_deleted(client, staff, who):
    client.force_login(staff[who])
    client.post(reverse("wagtailusers_users:delete", args=[staff["editors"].pk]))
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    client.post(f"{url}?id={staff['editors'].pk}&next=/admin/users/", {"next": "/admin/users/"})
    assert User.objects.filter(pk=staff["editors"].pk).exists()


@pytest.mark.parametrize("target", ["root", "administrators"])
def test_in_one_go_nobody_changes_a_superuser_or_themselves(client, administrator, staff, target):
    publishers = Group.objects.get(name=StaffGroup.PUBLISHERS)
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    answer = client.post(f"{url}?id={staff[target].pk}&next=/admin/users/", {"role": publishers.pk})
    assert answer.url == "/admin/users/"
    assert publishers not in staff[target].groups.all()


def test_in_one_go_an_administrator_gives_others_a_role(client, administrator, staff):
    publishers = Group.objects.get(name=StaffGroup.PUBLISHERS)
    url = reverse("wagtail_bulk_action", args=["accounts", "user", "assign_role"])
    client.post(f"{url}?id={staff['editors'].pk}&next=/admin/users/", {"role": publishers.pk})
    assert publishers in staff["editors"].groups.all()


def test_the_staff_list_shows_groups_in_chinese(client, staff, django_assert_max_num_queries):
    client.force_login(staff["root"])
    client.get("/admin/users/")
    with django_assert_max_num_queries(20):
        page = client.get("/admin/users/").text
    assert "系统管理员" in page
    assert "签发" in page


def test_the_sites_own_groups_keep_their_names_and_stay(client, staff):
    client.force_login(staff["root"])
    group = Group.objects.get(name=StaffGroup.EDITORS)
    assert is_fixed(group)
    page = client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).text
    assert "名称不能改" in page
    client.post(reverse("wagtailusers_groups:delete", args=[group.pk]))
    assert Group.objects.filter(name=StaffGroup.EDITORS).exists()
    other = Group.objects.create(name="临时小组")
    client.post(reverse("wagtailusers_groups:delete", args=[other.pk]))
    assert not Group.objects.filter(name="临时小组").exists()


def test_every_right_of_the_table_is_given_and_can_be_taken_back(db):
    for rights in permissions.MODELS:
        for name, app_label, _, codename in rights.permissions():
            given = Group.objects.get(name=name).permissions.filter(content_type__app_label=app_label)
            assert given.filter(codename=codename).exists(), (name, codename)
    setup.take_permissions(apps)
    editors = Group.objects.get(name=StaffGroup.EDITORS)
    assert not editors.permissions.filter(codename="add_issuer").exists()
    assert not editors.collection_permissions.exists()
    setup.give_permissions(apps)
    setup.give_permissions(apps)
    assert editors.permissions.filter(codename="add_issuer").count() == 1


# --- people who apply are none of the staff list's business ----------------------------------------------------------


@pytest.fixture
def citizen(db) -> User:
    user = User.objects.create_user("u-citizen", last_name="欧阳", first_name="某某")
    persons.add_key(user, KeyKind.PHONE, keyed_hash("13912344987"))
    return user


def test_their_names_stand_in_no_list_and_no_search(client, administrator, citizen):
    for query in ({}, {"q": "欧阳"}, {"q": "u-citizen"}):
        answer = client.get(reverse("wagtailusers_users:index"), query)
        assert answer.status_code == HTTPStatus.OK
        assert "欧阳某某" not in answer.content.decode()
    assert "administrators-1" in client.get(reverse("wagtailusers_users:index")).content.decode()


@pytest.mark.parametrize("view", ["edit", "delete", "history", "history_results", "usage"])
@pytest.mark.parametrize("who", ["administrators", "root"])
def test_not_even_a_superuser_opens_their_accounts_here(client, staff, citizen, view, who):
    client.force_login(staff[who])
    answer = client.get(reverse(f"wagtailusers_users:{view}", args=[citizen.pk]))
    assert answer.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.FOUND, HTTPStatus.FORBIDDEN)
    assert "欧阳某某" not in answer.content.decode()


def test_nor_are_they_changed_many_at_once(client, staff, citizen):
    client.force_login(staff["root"])
    address = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    client.post(f"{address}?id={citizen.pk}", {"mark_as_active": ""})
    citizen.refresh_from_db()
    assert citizen.is_active


def test_a_right_makes_a_citizen_staff(citizen):
    assert is_citizen(citizen)
    citizen.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
    assert not is_citizen(citizen)


def test_leave_is_chosen_from_those_who_work_on_cases(client, administrator, staff, citizen):
    text = client.get(reverse("leave:add")).content.decode()
    assert "欧阳某某" not in text
    form = LeaveForm()
    work_on_cases = (
        "reviewers", "publishers", "booking_officers", "copy_desk", "front_desk", "declaration_officers",
        "declaration_approvers", "administrators",
    )  # fmt: skip
    assert set(form.fields["person"].queryset) == {staff[name] for name in work_on_cases}
