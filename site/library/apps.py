from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = "文件与图片"

    def ready(self) -> None:
        from library import signals  # noqa: F401, PLC0415  connects the receivers
