"""What casework adds to the admin: the queues, the acts on a case, and the words of its log entries."""

from datetime import datetime

from django.urls import path
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter
from wagtail_modeladmin.options import modeladmin_register

from casework import kinds, revealing, staff_papers, views, views_help, views_many, views_staff
from casework.admin import CaseQueues
from casework.enums import By
from casework.figures import CaseworkPanel
from casework.models import AttachmentItem, ChecklistItem, KindSettings, Leave, Phrase
from casework.permissions import kinds_for
from casework.staff_forms import ChecklistItemForm, LeaveForm, PhraseForm

modeladmin_register(CaseQueues)


@hooks.register("register_admin_urls")
def register_acts() -> list:
    return [
        path("cases/detail/<int:case_id>/", views.detail, name="case_detail"),
        path("cases/step/<int:case_id>/<slug:action>/", views.step, name="case_step"),
        path("cases/assign/<int:case_id>/<slug:act>/", views.assign, name="case_assign"),
        path("cases/hand-over/<int:case_id>/", views.hand_over, name="case_hand_over"),
        path("cases/reveal/<int:case_id>/", revealing.reveal, name="case_reveal"),
        path("cases/papers/<int:paper_id>/", staff_papers.open_paper, name="case_paper"),
        path("cases/note/<int:case_id>/", views_staff.note, name="case_note"),
        path("cases/check/<int:case_id>/", views_staff.check, name="case_check"),
        path("cases/beside/<int:case_id>/", views_staff.beside, name="case_beside"),
        path("cases/beside/<int:case_id>/<int:file_id>/", views_staff.beside, name="case_beside_file"),
        path("cases/dossier/<int:case_id>/", views_staff.take_dossier, name="case_dossier"),
        path("cases/many/", views_many.many, name="case_many"),
        path("cases/export/", views_many.take_out, name="case_export"),
        path("cases/export/<slug:kind>/", views_many.take_out, name="case_export_kind"),
        path("cases/help/", views_help.show_help, name="case_help"),
        path("cases/help/<slug:kind>/", views_help.show_help, name="case_help_kind"),
    ]


@hooks.register("construct_homepage_panels")
def add_panel(request, panels) -> None:
    """Who works on cases sees at once what waits."""
    if kinds_for(request.user):
        panels.append(CaseworkPanel(request.user))


class PhraseViewSet(ModelViewSet):
    """常用语."""

    model = Phrase
    icon = "openquote"
    menu_label = "常用语"
    list_display = ["text", Column("get_kind_display", label="业务"), Column("action_label", label="操作")]
    list_filter = ["kind"]

    def get_form_class(self, for_update: bool = False) -> type[PhraseForm]:
        return PhraseForm


class LeaveViewSet(ModelViewSet):
    """请假代办."""

    model = Leave
    icon = "user"
    menu_label = "请假代办"
    list_display = ["person", "stand_in", "first_day", "last_day"]

    def get_form_class(self, for_update: bool = False) -> type[LeaveForm]:
        return LeaveForm


class KindSettingsViewSet(ModelViewSet):
    """业务设置."""

    model = KindSettings
    icon = "cog"
    menu_label = "业务设置"
    form_fields = ["kind", "prefix", "promise", "retention_days"]
    list_display = ["kind", "prefix", "promise"]


class AttachmentItemViewSet(ModelViewSet):
    """附件清单."""

    model = AttachmentItem
    icon = "doc-full"
    menu_label = "附件清单"
    form_fields = [
        "kind",
        "name",
        "label",
        "help",
        "required",
        "sorts",
        "max_megabytes",
        "max_files",
        "sample",
        "position",
        "in_use",
    ]
    list_display = [
        "label",
        "kind",
        BooleanColumn("required", label="必须提供"),
        Column("rule", label="要求"),
        BooleanColumn("in_use", label="使用中"),
    ]
    list_filter = ["kind", "in_use"]


class ChecklistItemViewSet(ModelViewSet):
    """核对清单."""

    model = ChecklistItem
    icon = "list-ul"
    menu_label = "核对清单"
    list_display = [
        "text",
        Column("get_kind_display", label="业务"),
        Column("action_label", label="操作"),
        BooleanColumn("required", label="必须核对"),
        BooleanColumn("in_use", label="使用中"),
    ]
    list_filter = ["kind", "in_use"]

    def get_form_class(self, for_update: bool = False) -> type[ChecklistItemForm]:
        return ChecklistItemForm


class CaseworkGroup(ViewSetGroup):
    """办件设置."""

    menu_label = "办件设置"
    menu_icon = "cog"
    menu_order = 710
    items = (PhraseViewSet, LeaveViewSet, KindSettingsViewSet, AttachmentItemViewSet, ChecklistItemViewSet)


@hooks.register("register_admin_viewset")
def register_casework() -> CaseworkGroup:
    return CaseworkGroup()


@hooks.register("register_log_actions")
def register_log_words(actions) -> None:
    @actions.register_action("casework.step")
    class StepFormatter(LogFormatter):
        """One step of any case, as Wagtail's own history shows it."""

        label = "办理"

        def format_message(self, log_entry) -> str:
            data = log_entry.data
            kind = kinds.get(data["kind"])
            if not isinstance(kind, kinds.CaseKind):
                return f"{data['step']}：{data['from']} → {data['to']}"
            workflow = kind.workflow
            step = workflow.transitions.get(data["step"])
            taken = step.label if step else data["step"]
            by = "（申请人）" if data.get("by") == By.APPLICANT else ""
            return f"{taken}{by}：{workflow.label(data['from'])} → {workflow.label(data['to'])}"

    @actions.register_action("casework.due")
    class DueFormatter(LogFormatter):
        """The calendar changed, and with it when a case is due."""

        label = "应办结时间随工作日安排改变"

        def format_message(self, log_entry) -> str:
            moments = (datetime.fromisoformat(log_entry.data[name]) for name in ("from", "to"))
            before, after = (f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in moments)
            return f"应办结时间随工作日安排改变：{before} → {after}"

    @actions.register_action("casework.assign")
    class AssignFormatter(LogFormatter):
        """A case passes from hand to hand."""

        label = "领取或移交"

        def format_message(self, log_entry) -> str:
            data = log_entry.data
            if data["to"] is None:
                return "退回队列"
            return "领取" if data["to"] == log_entry.user_id else f"移交给{data.get('to_name', '同事')}"
