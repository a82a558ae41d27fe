"""Accounts, rights and settings: every change stands in the audit list, whoever made it and wherever."""

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Site

from accounts import permissions
from accounts.groups import StaffGroup
from accounts.models import User
from audit import proof
from audit.enums import Event
from audit.models import Entry
from content.models import SiteSettings
from workdays.models import HolidayAdjustment

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("somebody", password="a-long-secret-1", last_name="赵", first_name="示例")


def last() -> Entry:
    return Entry.objects.order_by("position").last()


def said() -> tuple:
    return last().event, last().data["act"]


def test_a_new_account_is_an_entry_without_its_name(person):
    assert said() == (Event.ACCOUNT_CREATED, "created")
    assert last().about == f"用户 {person.pk}"
    assert "赵" not in str(last().data)


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "is_active"])
def test_power_given_or_taken_is_an_entry_with_both_values(person, field):
    before = getattr(person, field)
    setattr(person, field, not before)
    person.save(update_fields=[field])
    assert (last().event, last().data["fields"]) == (Event.GROUPS_CHANGED, {field: [before, not before]})


def test_an_address_is_named_but_not_told(person):
    person.email = "somebody@example.invalid"
    person.save()
    assert (last().event, last().data["fields"]) == (Event.ACCOUNT_CORRECTED, {"email": None})


def test_a_new_password_is_an_entry_and_a_renewed_hash_is_none(person):
    person.set_password("another-long-secret")
    person.save()
    assert (last().event, last().data["fields"]) == (Event.PASSWORD_CHANGED, {"password": None})
    entries = Entry.objects.count()
    User.objects.filter(pk=person.pk).update(password="md5$salt$5a105e8b9d40e1329780d62ea2265d8a")
    person.refresh_from_db()
    person.check_password("wrong")
    assert Entry.objects.count() == entries


def test_saving_without_a_change_and_signing_in_are_no_change(person):
    entries = Entry.objects.count()
    person.save()
    person.first_name = "别名"
    person.save(update_fields=["first_name"])
    assert Entry.objects.count() == entries


def test_groups_joined_and_left_are_entries(person):
    group = Group.objects.get(name=StaffGroup.EDITORS)
    person.groups.add(group)
    assert (said(), last().data["group"]) == ((Event.GROUPS_CHANGED, "added"), [group.pk])
    person.groups.remove(group)
    assert said() == (Event.GROUPS_CHANGED, "removed")
    group.user_set.add(person)
    assert (last().about, last().data["user"]) == ("组“编辑”", [person.pk])
    person.groups.clear()
    assert (said(), last().data["group"]) == ((Event.GROUPS_CHANGED, "removed"), [group.pk])
    entries = Entry.objects.count()
    person.groups.clear()
    person.groups.set([])
    assert Entry.objects.count() == entries


def test_rights_given_to_a_group_or_a_person_are_entries(person):
    right = Permission.objects.get(codename="view_entry")
    Group.objects.get(name=StaffGroup.EDITORS).permissions.add(right)
    assert (said(), last().data["permission"]) == ((Event.GROUPS_CHANGED, "added"), [right.pk])
    person.user_permissions.add(right)
    assert (last().about, last().data["permission"]) == (f"用户 {person.pk}", [right.pk])


def test_a_setting_changed_in_the_admin_names_who_from_where_and_what(client):
    root = User.objects.create_superuser("root", last_name="示例")
    client.force_login(root)
    day = HolidayAdjustment.objects.first()
    data = {"date": day.date, "kind": "work" if day.kind == "off" else "off", "name": day.name, "source": "改过"}
    answer = client.post(reverse("holidayadjustment:edit", args=[day.pk]), data, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 302
    entry = last()
    assert (entry.event, entry.actor, entry.address) == (Event.SETTINGS_CHANGED, root, "203.0.113.7")
    assert entry.data["model"] == "workdays.holidayadjustment"
    assert entry.data["fields"] == {"kind": [day.kind, data["kind"]], "source": None}


def test_a_setting_changed_in_a_shell_is_an_entry_of_nobody():
    row = SiteSettings.for_site(Site.objects.get())
    row.phone = "12345"
    row.save()
    assert (last().event, last().actor, last().data["fields"]) == (Event.SETTINGS_CHANGED, None, {"phone": None})
    row.delete()
    assert said() == (Event.SETTINGS_CHANGED, "deleted")
    assert proof.prove().is_sound


# What is kept by its own rules: the list itself, cases, and what only the steps of cases change.
NO_SETTINGS = {"audit.entry", "home.feedback", "bookings.visit", "bookings.copyorder"}
NO_SETTINGS |= {"projects.project"}  # its services write their own entries, with the project's name
NO_SETTINGS |= {"casework.casenote", "paperwork.issuedpaper"}  # only added to; withdrawing a paper writes its own entry


def test_all_that_staff_may_change_is_watched():
    watched = {label.lower() for label in settings.AUDITED_MODELS} | {"accounts.user"}
    changed = {rights.model for rights in permissions.MODELS if rights.add or rights.change or rights.delete}
    cases = {rights for rights in changed if issubclass(apps.get_model(rights), apps.get_model("casework.Case"))}
    assert changed - cases - NO_SETTINGS <= watched
