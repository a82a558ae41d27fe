"""What the accounts migrations make, as functions that test fixtures call again."""

from collections.abc import Iterable
from pathlib import Path

from accounts import permissions
from accounts.groups import StaffGroup

FIRST_NOTICE = Path(__file__).parent / "data" / "privacy_notice.html"


def make_groups(apps) -> None:
    """Every staff group, with the right to enter the admin. Safe to run again."""
    access = permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    for name in StaffGroup.values:
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(access)


def remove_groups(apps, names: Iterable[str] = tuple(StaffGroup.values)) -> None:
    """Takes the groups away again; refuses nothing, for memberships go with the group."""
    apps.get_model("auth", "Group").objects.filter(name__in=names).delete()


def give_permissions(apps) -> None:
    """Every right of the table in `accounts.permissions`. Safe to run again; takes nothing away."""
    groups = _groups(apps)
    for rights in permissions.MODELS:
        for name, *wanted in rights.permissions():
            groups[name].permissions.add(permission(apps, *wanted))
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for rights in permissions.COLLECTIONS:
        for name, *wanted in rights.permissions():
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=groups[name], collection=root, permission=permission(apps, *wanted)
            )


def take_permissions(apps) -> None:
    """Takes every right of the table away again."""
    groups = _groups(apps)
    for rights in permissions.MODELS:
        for name, *wanted in rights.permissions():
            groups[name].permissions.remove(permission(apps, *wanted))
    apps.get_model("wagtailcore", "GroupCollectionPermission").objects.filter(group__in=groups.values()).delete()


def make_notice(apps) -> None:
    """A first draft of the privacy notice; nobody is asked to agree until the archive has checked and published it."""
    model = apps.get_model("accounts", "PrivacyNotice")
    if not model.objects.exists():
        model.objects.create(version=1, body=FIRST_NOTICE.read_text(encoding="utf-8"))


def permission(apps, app_label: str, model: str, codename: str, name: str = ""):
    """The permission, made here when the app's own migrations have not come to it yet."""
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type(apps, app_label, model),
        codename=codename,
        defaults={"name": name or f"Can {codename.replace('_', ' ')}"},
    )
    return found


def content_type(apps, app_label: str, model: str):
    """The content type, made here when Django has not come to it yet."""
    found, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app_label, model=model)
    return found


def _groups(apps) -> dict:
    return {group.name: group for group in apps.get_model("auth", "Group").objects.filter(name__in=StaffGroup.values)}
