"""目录与词表 in the admin: the vocabularies by which documents are ordered."""

from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from catalogue import queries
from catalogue.models import Issuer, Topic


class TermDeleteView(generic.DeleteView):
    """Deletes a term that nothing uses; otherwise says who uses it."""

    def dispatch(self, request, *args, **kwargs):
        if self.user_has_permission("delete") and (reason := queries.why_kept(self.object)):
            messages.error(request, reason)
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)


class TopicViewSet(ModelViewSet):
    """主题分类."""

    model = Topic
    icon = "list-ul"
    menu_label = "主题分类"
    list_display = ["name", "parent", "position"]
    list_filter = ["parent"]
    search_fields = ["name"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False
    delete_view_class = TermDeleteView


class IssuerViewSet(ModelViewSet):
    """发文机关."""

    model = Issuer
    icon = "group"
    menu_label = "发文机关"
    list_display = ["name", "short_name"]
    search_fields = ["name", "short_name"]
    search_backend_name = None
    list_per_page = 50
    copy_view_enabled = False
    delete_view_class = TermDeleteView


class VocabularyGroup(ViewSetGroup):
    """目录与词表."""

    menu_label = "目录与词表"
    menu_icon = "tag"
    menu_order = 600
    items = (TopicViewSet, IssuerViewSet)


@hooks.register("register_admin_viewset")
def register_vocabularies() -> VocabularyGroup:
    return VocabularyGroup()
