from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = "内容"

    def ready(self) -> None:
        from content import checks, signals  # noqa: F401, PLC0415  register themselves
