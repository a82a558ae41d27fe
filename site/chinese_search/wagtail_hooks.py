"""Synonyms in the admin."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet

from chinese_search.models import SynonymGroup


class SynonymViewSet(ModelViewSet):
    """同义词: one group a line."""

    model = SynonymGroup
    icon = "order"
    menu_label = "同义词"
    menu_order = 620
    add_to_admin_menu = True
    list_display = ["words"]
    search_fields = ["words"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def register_synonyms() -> SynonymViewSet:
    return SynonymViewSet("synonyms")
