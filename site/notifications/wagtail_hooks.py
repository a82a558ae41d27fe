"""消息 in the admin: the templates that staff edit, messages on their way, and telephone calls to make."""

from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from notifications.models import MessageTemplate


class FixedRows(ModelPermissionPolicy):
    """Rows that the code knows by name: nobody adds or deletes one, not even a superuser."""

    def user_has_permission(self, user, action: str) -> bool:
        return action not in ("add", "delete") and super().user_has_permission(user, action)


class MessageTemplateViewSet(ModelViewSet):
    """消息模板: one row for each message the site can send; none can be added or deleted."""

    model = MessageTemplate
    permission_policy = FixedRows(MessageTemplate)
    icon = "mail"
    menu_label = "消息模板"
    list_display = ["__str__", "title", BooleanColumn("important", label="重要"), Column("sms_parts", label="短信条数")]
    search_fields = ["title", "body"]
    search_backend_name = None
    list_per_page = 100


class MessagesGroup(ViewSetGroup):
    """消息."""

    menu_label = "消息"
    menu_icon = "mail"
    menu_order = 720
    items = (MessageTemplateViewSet,)


@hooks.register("register_admin_viewset")
def register_messages() -> MessagesGroup:
    return MessagesGroup()
