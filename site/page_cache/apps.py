from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "page_cache"
    verbose_name = "页面缓存"

    def ready(self) -> None:
        from page_cache import signals  # noqa: PLC0415  models are there only now

        signals.connect()
