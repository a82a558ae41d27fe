"""申报通知 in the admin: when each kind of declaration is taken."""

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet

from declarations.models import Call
from portal.policies import NeverDeleted, under

PANELS = [
    MultiFieldPanel([FieldPanel("kind"), FieldPanel("title"), FieldPanel("source")], "通知"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
            FieldRowPanel([FieldPanel("resubmit_days"), FieldPanel("withdrawn_hours")]),
            FieldPanel("is_published"),
        ],
        "时间",
    ),
]


@under(NeverDeleted(Call))
class CallViewSet(ModelViewSet):
    """申报通知: never deleted, for declarations name it; one that is not published any more takes nobody in."""

    model = Call
    icon = "calendar-alt"
    menu_label = "申报通知"
    menu_order = 713
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = [
        "title",
        Column("get_kind_display", label="业务"),
        Column("period", label="受理时间"),
        BooleanColumn("is_published", label="公布"),
    ]
    list_filter = ["kind", "is_published"]

    def get_edit_handler(self):
        return ObjectList(PANELS).bind_to_model(Call)
