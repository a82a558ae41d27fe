from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "审计"
    default = True

    def ready(self) -> None:
        from audit import watching  # noqa: PLC0415

        watching.watch_all()
