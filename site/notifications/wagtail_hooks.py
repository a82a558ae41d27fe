"""消息 in the admin: the templates that staff edit, messages on their way, and telephone calls to make."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from casework import figures
from casework.permissions import kinds_for
from notifications import calls, staff_views
from notifications.models import Message, MessageTemplate
from portal.policies import under


class FixedRows(ModelPermissionPolicy):
    """Rows that the code knows by name: nobody adds or deletes one, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class OnlyRead(ModelPermissionPolicy):
    """Rows that the site writes: nobody else does, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


@under(FixedRows(MessageTemplate))
class MessageTemplateViewSet(ModelViewSet):
    """消息模板: one row for each message the site can send; none can be added or deleted."""

    model = MessageTemplate
    icon = "mail"
    menu_label = "消息模板"
    list_display = [
        "__str__",
        "title",
        BooleanColumn("important", label="重要"),
        Column("sms_parts", label="短信条数"),
        Column("gateway_template", label="短信平台模板编号"),
    ]
    search_fields = ["title", "body"]
    search_backend_name = None
    list_per_page = 100


class MessageIndex(IndexView):
    """The list with what its rows show, in a constant number of queries."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("user", "case")


@under(OnlyRead(Message))
class MessageViewSet(ModelViewSet):
    """消息记录: every message and how far it has come. Words and full numbers are not shown here."""

    model = Message
    icon = "list-ul"
    menu_label = "消息记录"
    list_display = [
        Column("created_at", label="写成时间", sort_key="created_at"),
        Column("label", label="用途"),
        Column("get_channel_display", label="渠道"),
        Column("recipient", label="收件人"),
        Column("get_state_display", label="状态"),
        Column("attempts", label="次数"),
        Column("error", label="原因"),
        Column("case", label="办件"),
        Column("reference", label="我方编号", classname="reference"),
    ]
    list_filter = ["channel", "state", "created_at"]
    search_fields = ["reference", "case__number", "phone_tail"]
    search_backend_name = None
    default_ordering = ["-created_at", "-pk"]
    index_view_class = MessageIndex
    form_fields = ["state"]
    copy_view_enabled = False
    inspect_view_enabled = False
    list_per_page = 50


class MessagesGroup(ViewSetGroup):
    """消息."""

    menu_label = "消息"
    menu_icon = "mail"
    menu_order = 720
    items = (MessageTemplateViewSet, MessageViewSet)


@hooks.register("register_admin_viewset")
def register_messages() -> MessagesGroup:
    return MessagesGroup()


@hooks.register("register_admin_urls")
def register_acts() -> list:
    return [
        path("calls/", staff_views.call_list, name="call_list"),
        path("calls/<int:call_id>/", staff_views.call, name="call_finish"),
        path("messages/resend/<int:message_id>/", staff_views.resend, name="message_resend"),
        path("messages/preview/<int:template_id>/", staff_views.preview, name="message_preview"),
    ]


class CallsItem(MenuItem):
    """电话通知, for who works on cases."""

    def is_shown(self, request) -> bool:
        return bool(kinds_for(request.user))


@hooks.register("register_admin_menu_item")
def register_calls() -> CallsItem:
    return CallsItem("电话通知", reverse("call_list"), name="calls", icon_name="mail", order=121)


@figures.register
def count_calls(user) -> figures.Figure:
    """For the panel on the first page: the calls that wait."""
    waiting = calls.for_staff(user).filter(done_at=None).count()
    return figures.Figure("待打电话", str(waiting), reverse("call_list"))
