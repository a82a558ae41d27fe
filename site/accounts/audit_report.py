"""审计记录: the audit list as auditors read it, search it and take it out of the house."""

from collections.abc import Iterator
from itertools import islice

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import Button

from accounts import audit_words
from accounts.models import User
from audit import context
from audit import services as audit
from audit.enums import Event
from audit.models import Entry
from audit.sheets import as_csv

MAY_READ, MAY_EXPORT = "audit.view_entry", "audit.export_entry"
COUNTED = 10_000  # the list counts and pages no further, and so stays fast; older entries are found by their date
BATCH = 1000
NAMESAKES = 200


class EntryFilter(WagtailFilterSet):
    event = django_filters.ChoiceFilter(label="事件", choices=Event.choices)
    actor = django_filters.CharFilter(label="操作人（用户名、姓名或用户编号）", method="by_person")
    at = django_filters.DateFromToRangeFilter(label="日期", widget=DateRangePickerWidget)

    def by_person(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """One person, by what is written exactly: a part of a name would read the whole list."""
        value = value.replace("\x00", "").strip()
        named = Q(username=value)
        named |= Q(last_name=value[:1], first_name=value[1:]) | Q(last_name=value[:2], first_name=value[2:])
        if value.isascii() and value.isdecimal():
            named |= Q(pk=int(value[:15]))
        # Looked for apart from the entries, which then come from their index.
        return queryset.filter(actor__in=list(User.objects.filter(named).values_list("pk", flat=True)[:NAMESAKES]))

    class Meta:
        model = Entry
        fields = ["event"]


class BoundedPaginator(WagtailPaginator):
    """Counts at most COUNTED rows, so that the last page is as fast as the first."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[:COUNTED].count()


class AuditReport(ReportView):
    """Every entry, the newest first."""

    page_title = "审计记录"
    header_icon = "history"
    index_url_name, index_results_url_name = "report_audit", "report_audit_results"
    filterset_class = EntryFilter
    paginator_class = BoundedPaginator
    is_searchable, search_fields, search_backend_name = True, ["about", "reason", "address"], None
    columns = [
        Column("position", label="序号"),
        Column("at", label="时间", accessor=lambda row: f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}"),
        Column("event", label="事件", accessor="get_event_display"),
        Column("actor", label="操作人", accessor=lambda row: audit_words.person(row.actor)),
        Column("about", label="对象"),
        Column("words", label="内容"),
        Column("reason", label="原因"),
        Column("address", label="网络地址"),
    ]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(MAY_READ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Entry]:
        return Entry.objects.select_related("actor").prefetch_related("actor__groups").order_by("-position")

    def get_filtered_queryset(self) -> QuerySet[Entry]:
        return self.search_queryset(super().get_filtered_queryset())

    def get_table(self, object_list):
        return super().get_table(list(_with_words(object_list)))

    def get_page_subtitle(self) -> str:
        return f"至少 {COUNTED} 条，更早的请按日期筛选" if self._is_cut else ""

    @cached_property
    def _is_cut(self) -> bool:
        return self.get_filtered_queryset().order_by().values("pk")[:COUNTED].count() == COUNTED

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if not self.request.user.has_perm(MAY_EXPORT):
            return []
        query = self.request.GET.copy()
        query.pop("p", None)
        address = f"{reverse('export_audit')}?{query.urlencode()}"
        return [Button("下载 CSV", url=address, icon_name="download", priority=90)]


class AuditExport(AuditReport):
    """The entries that the list would show, as a CSV that spreadsheets read; taking them out is an entry itself."""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_perm(MAY_EXPORT):
            raise PermissionDenied
        entries = self.get_filtered_queryset()
        filters = {key: value for key, value in request.GET.items() if value and key in ("q", "event", "actor")}
        filters |= {key: value for key, value in request.GET.items() if value and key.startswith("at_")}
        newest = entries.values_list("position", flat=True).first() or 0
        entries = entries.filter(position__lte=newest)
        data = {"rows": entries.count(), "filters": filters}
        audit.record(Event.EXPORTED, actor=request.user, about="审计记录", address=context.address(), data=data)
        answer = StreamingHttpResponse(as_csv(_rows(entries)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
        return answer


def _with_words(entries) -> Iterator[Entry]:
    """The entries of one page, each with its `words`."""
    entries = list(entries)
    words = audit_words.in_words(entries)
    for entry in entries:
        entry.words = words[entry.position]
        yield entry


def _rows(entries: QuerySet[Entry]) -> Iterator[list]:
    """The headings, then the cells of each entry, read in steps of BATCH."""
    yield [column.label for column in AuditReport.columns]
    found = entries.iterator(BATCH)
    while batch := list(islice(found, BATCH)):
        yield from ([column.get_value(row) for column in AuditReport.columns] for row in _with_words(batch))


class AuditMenuItem(MenuItem):
    """The line in the menu, for those who may read the list."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_READ)


def addresses() -> list:
    """The addresses of the page, of its rows alone, and of the export."""
    return [
        path("reports/audit/", AuditReport.as_view(), name="report_audit"),
        path("reports/audit/results/", AuditReport.as_view(results_only=True), name="report_audit_results"),
        path("reports/audit/export/", AuditExport.as_view(), name="export_audit"),
    ]
