from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "用户"
    default = True

    def ready(self) -> None:
        from django.contrib.auth.models import Group  # noqa: PLC0415

        from accounts import groups  # noqa: PLC0415

        # Forms, filters and workflow pages of Wagtail print groups; there is no other place to give them a label.
        Group.add_to_class("__str__", groups.label)


class StaffAdminConfig(WagtailUsersAppConfig):
    """Stands for `wagtail.users` in INSTALLED_APPS, with our views."""

    user_viewset = "accounts.admin.StaffViewSet"
    group_viewset = "accounts.admin.StaffGroupViewSet"
