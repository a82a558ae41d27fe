from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "编审"

    def ready(self) -> None:
        from editorial import signals  # noqa: F401, PLC0415  connects the receivers
