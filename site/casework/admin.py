"""办件队列: one list over all kinds and one for each, read-mostly, on one base.

What the lists show stands in `casework.queue`, by what they are narrowed in `casework.filters`; the acts are small views
of their own (`casework.views`, `casework.views_many`). Nobody adds, edits or deletes a case here.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import HistoryView, IndexView, InspectView, WMABaseView

from casework import bulk, case_page, kinds, queue
from casework.filters import QueueFilter
from casework.models import Case
from casework.permissions import kinds_for


class QueuePermissions(PermissionHelper):
    """Who works on a kind sees its queue; the service decides on each step. kind_name: that of a queue of one kind."""

    kind_name = ""

    def user_can_list(self, user) -> bool:
        return self.kind_name in kinds_for(user) if self.kind_name else bool(kinds_for(user))

    def user_can_inspect_obj(self, user, obj) -> bool:
        return obj.kind in kinds_for(user)

    def user_has_any_permissions(self, user) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user) -> bool:
        return False

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False


class QueueView(IndexView):
    """A page of a queue: tabs, filter, rows that can be ticked, and what may be done with them in one go.

    The package's own filters are not used: they would let anybody ask for any column by its name in an address.
    """

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        self.filter = QueueFilter(request.GET, user=request.user, kind_name=self.model_admin.kind_name)
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest | None = None) -> QuerySet:
        return self.filter.cases()

    def get_context_data(self, **kwargs) -> dict:
        tabs = self.filter.count()
        paginator = self.paginator_class(self.get_queryset(), self.items_per_page)
        page = paginator.get_page(self.request.GET.get(self.PAGE_VAR))
        columns = queue.columns(self.filter.kind_names)
        marks = queue.marks(list(page))
        return WMABaseView.get_context_data(
            self,
            filter=self.filter,
            tabs=tabs,
            places=self.filter.places,
            columns=[label for label, _ in columns.values()],
            rows=[
                (case, [(name, label, show(case)) for name, (label, show) in columns.items()], marks.get(case.pk, ()))
                for case in page
            ],
            page_obj=page,
            pages=paginator.get_elided_page_range(page.number),
            is_cut=queue.is_cut(paginator.count),
            desks=[kinds.case_kind(name) for name in self.filter.kind_names if kinds.case_kind(name).desk],
            acts=bulk.acts_for(self.request.user, self.filter.kind_names),
            back=self.request.get_full_path(),
            kind=self.model_admin.kind_name,
            **kwargs,
        )


class CaseView(InspectView):
    """The case with everything on it; what that is stands in `casework.case_page`."""

    def get_context_data(self, **kwargs) -> dict:
        case = Case.objects.for_queue().get(pk=self.instance.pk)
        return super().get_context_data(**case_page.context(case, self.request.user), **kwargs)


class CaseHistoryView(HistoryView):
    """Wagtail's own log of the case, for those who may see the case: the package lets in everybody of the admin."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not self.permission_helper.user_can_inspect_obj(request.user, self.instance):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CaseAdmin(ModelAdmin):
    """全部办件."""

    model = Case
    kind_name = ""
    base_url_path = "cases"
    menu_label = "全部办件"
    menu_icon = "tasks"
    list_per_page = 50
    index_view_class = QueueView
    index_template_name = "modeladmin/casework/index.html"
    inspect_view_enabled = True
    inspect_view_class = CaseView
    history_view_class = CaseHistoryView
    inspect_template_name = "modeladmin/casework/inspect.html"
    permission_helper_class = QueuePermissions

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Case.objects.for_queue().filter(kind__in=kinds_for(request.user))


def _queue_of(kind: kinds.CaseKind) -> type[CaseAdmin]:
    """The list of one kind; its cases open on the same page as everybody's."""
    permissions = type(f"{kind.name.title()}Permissions", (QueuePermissions,), {"kind_name": kind.name})
    return type(
        f"{kind.name.title()}Queue",
        (CaseAdmin,),
        {
            "kind_name": kind.name,
            "base_url_path": f"cases/{kind.name}",
            "menu_label": kind.label,
            "menu_icon": "list-ul",
            "inspect_view_enabled": False,
            "permission_helper_class": permissions,
        },
    )


class CaseQueues(ModelAdminGroup):
    """办件队列."""

    menu_label = "办件队列"
    menu_icon = "tasks"
    menu_order = 120

    def __init__(self):
        self.items = (CaseAdmin, *(_queue_of(kind) for kind in kinds.case_kinds()))
        super().__init__()
