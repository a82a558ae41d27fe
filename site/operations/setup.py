"""What the operations migration makes, as a function that test fixtures call again."""

from accounts.groups import StaffGroup

WHO_MAY_SEE_STATUS = (StaffGroup.ADMINISTRATORS, StaffGroup.AUDITORS)


def grant_status(apps) -> None:
    """Lets administrators and auditors see how the site is running. Safe to run again."""
    permission = _permission(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_MAY_SEE_STATUS):
        group.permissions.add(permission)


def revoke_status(apps) -> None:
    """Takes the right away again."""
    permission = _permission(apps)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_MAY_SEE_STATUS):
        group.permissions.remove(permission)


def _permission(apps):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="operations", model="jobrun"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="view_status", defaults={"name": "可以查看运行状态和上线检查"}
    )
    return permission
