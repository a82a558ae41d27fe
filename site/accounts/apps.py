from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "用户"
    default = True

    def ready(self) -> None:
        from django.contrib.auth.models import Group  # noqa: PLC0415
        from django.db.models.signals import post_migrate  # noqa: PLC0415

        from accounts import groups, naming  # noqa: PLC0415
        from accounts.signin import receivers  # noqa: F401, PLC0415  sign-ins go to the audit list

        # Forms, filters and workflow pages of Wagtail print groups; there is no other place to give them a label.
        Group.add_to_class("__str__", groups.label)
        post_migrate.connect(naming.name_permissions, dispatch_uid="name permissions")


class StaffAdminConfig(WagtailUsersAppConfig):
    """Stands for `wagtail.users` in INSTALLED_APPS, with our views."""

    user_viewset = "accounts.admin.StaffViewSet"
    group_viewset = "accounts.admin.StaffGroupViewSet"
