"""What the accounts migration makes, as functions that test fixtures call again."""

from accounts.groups import StaffGroup


def make_groups(apps) -> None:
    """Every staff group, with the right to enter the admin. Safe to run again."""
    group_model = apps.get_model("auth", "Group")
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="wagtailadmin", model="admin"
    )
    access, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    for name in StaffGroup.values:
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.add(access)


def remove_groups(apps) -> None:
    """Takes the groups away again; refuses nothing, for memberships go with the group."""
    apps.get_model("auth", "Group").objects.filter(name__in=StaffGroup.values).delete()
