from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = "目录"

    def ready(self) -> None:
        from catalogue import signals  # noqa: F401, PLC0415  connects the receivers
