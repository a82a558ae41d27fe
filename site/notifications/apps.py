from django.apps import AppConfig
from django.apps import apps as global_apps
from django.db.models.signals import post_migrate


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        from notifications import forgetting, receivers, stored  # noqa: F401, PLC0415  hear of cases and people
        from notifications.setup import make_templates  # noqa: PLC0415

        def after_migrate(apps=global_apps, **kwargs) -> None:
            # A flush hands over no apps; a migration of single apps hands over those alone.
            if apps.is_installed("notifications"):
                make_templates(apps)

        post_migrate.connect(after_migrate, sender=self, weak=False)
