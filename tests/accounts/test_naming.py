"""Permissions and groups have Chinese names wherever staff see them."""

from django.contrib.auth.models import Group, Permission

from accounts.groups import StaffGroup


def test_every_permission_of_the_admin_has_a_chinese_name(db):
    shown = Permission.objects.exclude(content_type__app_label__in=["axes", "sessions", "wagtailadmin"])
    english = [each.name for each in shown if not any("\u4e00" <= letter <= "\u9fff" for letter in each.name)]
    assert english == []


def test_the_sites_groups_show_their_label_and_keep_their_name(db):
    group = Group.objects.get(name=StaffGroup.EDITORS)
    assert str(group) == "编辑"
    assert str(Group(name="临时小组")) == "临时小组"
