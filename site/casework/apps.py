from contextlib import suppress

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.db.models.signals import post_migrate


class CaseworkConfig(AppConfig):
    name = "casework"
    verbose_name = "办件"

    def ready(self) -> None:
        # Due times follow the calendar; cases go with their people, and into their archive; steps bring papers.
        from casework import due_times, papers, receivers, stored  # noqa: F401, PLC0415
        from casework.attachments import removal  # noqa: F401, PLC0415  rows that go take their files with them
        from casework.setup import make_attachment_items  # noqa: PLC0415

        def after_migrate(apps=global_apps, **kwargs) -> None:
            # A flush hands over no apps; a migration of single apps hands over those alone, perhaps as they once were.
            with suppress(LookupError):
                make_attachment_items(apps)

        post_migrate.connect(after_migrate, sender=self, weak=False)
