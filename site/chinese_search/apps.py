from django.apps import AppConfig


class ChineseSearchConfig(AppConfig):
    name = "chinese_search"
    verbose_name = "中文检索"
