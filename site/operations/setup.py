"""What the operations migration makes, as a function that test fixtures call again."""

from accounts.groups import StaffGroup
from accounts.setup import permission

RIGHT = ("operations", "jobrun", "view_status", "可以查看运行状态和上线检查")
WHO_MAY_SEE_STATUS = (StaffGroup.ADMINISTRATORS, StaffGroup.AUDITORS)


def grant_status(apps) -> None:
    """Lets administrators and auditors see how the site is running. Safe to run again."""
    right = permission(apps, *RIGHT)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_MAY_SEE_STATUS):
        group.permissions.add(right)


def revoke_status(apps) -> None:
    """Takes the right away again."""
    right = permission(apps, *RIGHT)
    for group in apps.get_model("auth", "Group").objects.filter(name__in=WHO_MAY_SEE_STATUS):
        group.permissions.remove(right)
