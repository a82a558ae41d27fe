"""办件队列: one list over all kinds and one for each, read-mostly, on one base.

What the lists show stands in `casework.queue`; the acts are small views of their own (`casework.views`). Nobody adds,
edits or deletes a case here.
"""

from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.helpers.search import BaseSearchHandler
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import HistoryView, InspectView

from casework import assignments, kinds, queue, sections, services
from casework.models import Case, Snapshot
from casework.permissions import kinds_for


class QueuePermissions(PermissionHelper):
    """Who works on a kind sees its queue; the service decides on each step."""

    def user_can_list(self, user) -> bool:
        return bool(kinds_for(user))

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


class CaseSearch(BaseSearchHandler):
    """By number, telephone tail or name, each from an index."""

    def search_queryset(self, queryset, search_term, **kwargs) -> QuerySet:
        return queryset.found_by(search_term)


def _known(chosen: SimpleListFilter) -> set[str]:
    """The values that a filter offers: anything else that stands in an address finds nothing."""
    return {value for value, _ in chosen.lookup_choices}


class StatusFilter(SimpleListFilter):
    """状态."""

    title, parameter_name = "状态", "status"

    def lookups(self, request, model_admin):
        return queue.status_choices(model_admin.kind_names(request))

    def queryset(self, request, queryset) -> QuerySet:
        return queryset if self.value() is None else queryset.filter(status__in={self.value()} & _known(self))


class KindFilter(SimpleListFilter):
    """业务."""

    title, parameter_name = "业务", "kind"

    def lookups(self, request, model_admin):
        return [(name, kinds.case_kind(name).label) for name in model_admin.kind_names(request)]

    def queryset(self, request, queryset) -> QuerySet:
        return queryset if self.value() is None else queryset.filter(kind__in={self.value()} & _known(self))


class DueFilter(SimpleListFilter):
    """应办结."""

    title, parameter_name = "应办结", "due"

    def lookups(self, request, model_admin):
        return queue.DUE_CHOICES

    def queryset(self, request, queryset) -> QuerySet:
        return queue.narrow_due(queryset, self.value() or "")


class AssigneeFilter(SimpleListFilter):
    """经办人: mine (with those I stand in for), nobody's, everybody's."""

    title, parameter_name = "经办人", "assignee"

    def lookups(self, request, model_admin):
        return [("mine", "我的"), ("nobody", "无人领取")]

    def queryset(self, request, queryset) -> QuerySet:
        match self.value():
            case "mine":
                return queryset.filter(assignee__in=assignments.covered_by(request.user))
            case "nobody":
                return queryset.filter(assignee=None, closed_at=None)
        return queryset


class CaseView(InspectView):
    """The case with everything on it: what was filled in, its history, and the steps one may take now."""

    def get_context_data(self, **kwargs) -> dict:
        case = Case.objects.for_queue().get(pk=self.instance.pk)
        snapshots = list(case.snapshots.order_by("-position")[:2])
        return super().get_context_data(
            case=case,
            snapshot=snapshots[0] if snapshots else None,
            changes=changed(snapshots),
            history=case.history.select_related("actor", "case"),
            choices=services.choices(case, self.request.user),
            **kwargs,
        )


class CaseHistoryView(HistoryView):
    """Wagtail's own log of the case, for those who may see the case: the package lets in everybody of the admin."""

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        if not self.permission_helper.user_can_inspect_obj(request.user, self.instance):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def changed(snapshots: list[Snapshot]) -> list[dict]:
    """What the newest of two submissions changed against the one before; nothing for a first submission."""
    if len(snapshots) < 2 or not all(snapshot.content for snapshot in snapshots):
        return []
    return sections.changes(snapshots[1].content, snapshots[0].content)


class CaseAdmin(ModelAdmin):
    """全部办件."""

    model = Case
    kind_name = ""
    base_url_path = "cases"
    menu_label = "全部办件"
    menu_icon = "tasks"
    list_display = ["number", *(f"show_{name}" for name in queue.COLUMNS)]
    list_per_page = 50
    ordering = ["-submitted_at", "-pk"]
    inspect_view_enabled = True
    inspect_view_class = CaseView
    history_view_class = CaseHistoryView
    inspect_template_name = "modeladmin/casework/inspect.html"
    permission_helper_class = QueuePermissions
    search_handler_class = CaseSearch
    search_fields = ["number"]
    list_filter = [KindFilter, StatusFilter, DueFilter, AssigneeFilter]

    def kind_names(self, request: HttpRequest) -> list[str]:
        """The kinds this list is about, for this member of staff."""
        allowed = kinds_for(request.user)
        return [name for name in allowed if name == self.kind_name] if self.kind_name else allowed

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return Case.objects.for_queue().filter(kind__in=self.kind_names(request)).order_by(*self.ordering).bounded()


def _column(name: str):
    label, show = queue.COLUMNS[name]

    def method(self, case: Case) -> str:
        return show(case)

    method.short_description = label
    return method


for _name in queue.COLUMNS:
    setattr(CaseAdmin, f"show_{_name}", _column(_name))


def _queue_of(kind: kinds.CaseKind) -> type[CaseAdmin]:
    """The list of one kind; its cases open on the same page as everybody's."""
    return type(
        f"{kind.name.title()}Queue",
        (CaseAdmin,),
        {
            "kind_name": kind.name,
            "base_url_path": f"cases/{kind.name}",
            "menu_label": kind.label,
            "menu_icon": "list-ul",
            "list_filter": [StatusFilter, DueFilter, AssigneeFilter],
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
