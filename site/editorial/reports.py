"""Reports of the admin about review and publication. Each asks the database for one page of rows at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.urls import path, reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, PageLogEntry

from editorial import checks, publication
from editorial.models import PageFinding

MAY_READ = "editorial.view_reports"


def page_column(label: str, accessor: Callable[[object], Page]) -> TitleColumn:
    """A column with a page's title, linked to its editor."""
    return TitleColumn(
        "page",
        label=label,
        accessor=lambda row: accessor(row).title,
        get_url=lambda row: reverse("wagtailadmin_pages:edit", args=[accessor(row).pk]),
    )


class EditorialReport(ReportView):
    """What the reports of the house have in common: who may read them. `name` is that of the address."""

    header_icon = "warning"
    name = ""
    paginate_by = 50

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(MAY_READ):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @classmethod
    def url_names(cls) -> tuple[str, str]:
        """The names of the address of the report, and of its rows alone (for turning pages without reloading)."""
        return f"report_{cls.name}", f"report_{cls.name}_results"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.index_url_name, self.index_results_url_name = self.url_names()


class ReportMenuItem(MenuItem):
    """The report's line in the menu, for those who may read it."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm(MAY_READ)


def register(report: type[EditorialReport], *, order: int) -> None:
    """Gives the report its addresses and its line in the menu; called in an app's `wagtail_hooks`."""
    whole, results = report.url_names()
    address = f"reports/{report.name.replace('_', '-')}/"

    @hooks.register("register_admin_urls")
    def urls() -> list:
        return [
            path(address, report.as_view(), name=whole),
            path(f"{address}results/", report.as_view(results_only=True), name=results),
        ]

    @hooks.register("register_reports_menu_item")
    def menu_item() -> ReportMenuItem:
        return ReportMenuItem(
            report.page_title, reverse(whole), name=report.name, icon_name=report.header_icon, order=order
        )


class FindingFilter(WagtailFilterSet):
    check_name = django_filters.ChoiceFilter(label="检查", choices=list(checks.LABELS.items()))

    class Meta:
        model = PageFinding
        fields = ["check_name"]


class FindingsReport(EditorialReport):
    """发布检查: what the checks found on live pages when they were published or last night."""

    name = "page_findings"
    page_title = "发布检查"
    header_icon = "tasks"
    filterset_class = FindingFilter
    columns = [
        page_column("页面", lambda row: row.page),
        Column("check", label="检查", accessor=lambda row: checks.LABELS.get(row.check_name, row.check_name)),
        Column("message", label="发现"),
    ]

    def get_queryset(self) -> QuerySet[PageFinding]:
        return PageFinding.objects.select_related("page")


class AnswerFilter(WagtailFilterSet):
    action = django_filters.ChoiceFilter(label="事项", choices=list(publication.LOG_LABELS.items()))

    class Meta:
        model = PageLogEntry
        fields = ["action"]


class AnswersReport(EditorialReport):
    """紧急发布与豁免: who answered for what, and what the clock found held."""

    name = "answers"
    page_title = "紧急发布与豁免"
    filterset_class = AnswerFilter
    columns = [
        TitleColumn(
            "label", label="页面", get_url=lambda row: reverse("wagtailadmin_pages:history", args=[row.page_id])
        ),
        Column("action", label="事项", accessor=lambda row: publication.LOG_LABELS[row.action]),
        Column("finding", label="项目", accessor=lambda row: row.data.get("finding", "")),
        Column("reason", label="理由", accessor=lambda row: row.data.get("reason", "")),
        Column("user", label="办理人", accessor=lambda row: row.user or "系统"),
        DateColumn("timestamp", label="时间"),
    ]

    def get_queryset(self) -> QuerySet[PageLogEntry]:
        entries = PageLogEntry.objects.filter(action__in=publication.LOG_LABELS)
        return entries.select_related("user").order_by("-timestamp", "-pk")


@dataclass(frozen=True)
class ColumnState:
    """How fresh a column (栏目) is. allowed is None where no inspection sets a term."""

    page: Page
    count: int
    newest: datetime | None
    allowed: timedelta | None

    @property
    def verdict(self) -> str:
        """What an inspection would say; empty when nothing."""
        if not self.count:
            return "空栏目"
        if self.allowed and (self.newest is None or timezone.now() - self.newest > self.allowed):
            return f"超过 {self.allowed.days} 天没有更新"
        return ""


def column_states() -> list[ColumnState]:
    """Every live page that others stand below, with what is newest there. A few queries a column, none loads pages."""
    states = []
    for page in Page.objects.live().filter(depth__gt=1, depth__lte=3).specific().order_by("path"):
        if not getattr(page, "is_column", False):
            continue
        below = Page.objects.live().filter(path__startswith=page.path, depth__gt=page.depth)
        told = below.aggregate(count=Count("pk"), newest=Max("last_published_at"))
        count = told["count"] or page.attachments.count()
        newest = max(filter(None, [told["newest"], page.last_published_at]), default=None)
        states.append(ColumnState(page, count, newest, getattr(page, "stale_after", None)))
    return states


class StaleColumnsReport(EditorialReport):
    """久未更新栏目, as 国办秘函〔2019〕19号 inspects: home page two weeks, policies and notices six months, empty ones."""

    name = "stale_columns"
    page_title = "久未更新栏目"
    header_icon = "time"
    columns = [
        page_column("栏目", lambda row: row.page),
        Column("count", label="已发布内容"),
        DateColumn("newest", label="最近更新"),
        Column("verdict", label="检查结果", accessor=lambda row: row.verdict or "正常"),
    ]

    def get_queryset(self) -> list[ColumnState]:
        return sorted(column_states(), key=lambda state: not state.verdict)

    def order_queryset(self, queryset):
        return queryset
