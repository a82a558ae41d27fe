from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "站点"

    def ready(self) -> None:
        from portal import labels, sqlite  # noqa: PLC0415  needs every model

        labels.apply()
        sqlite.connect()
