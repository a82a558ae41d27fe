"""What declarations add to the admin."""

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from declarations.admin import CallViewSet
from declarations.models import YearBudget
from declarations.ratings import panel as rating_panel  # noqa: F401  registered by being loaded, as the next
from declarations.ratings.admin import RulesGroup
from declarations.staff import panel, views  # noqa: F401  the panel is registered by being loaded


@hooks.register("register_admin_viewset")
def register_rules() -> RulesGroup:
    """Scoring schemes, reward rules, area conditions."""
    return RulesGroup()


@hooks.register("register_admin_viewset")
def register_calls() -> CallViewSet:
    """When each kind is taken."""
    return CallViewSet()


@hooks.register("register_admin_urls")
def register_staff_pages() -> list:
    """Batches, the archive of 公示, signed opinions."""
    return [
        path("declarations/batches/", views.batches, name="declaration_batches"),
        path("declarations/batches/<int:batch_id>/", views.batch, name="declaration_batch"),
        path("declarations/batches/<int:batch_id>/fill/", views.fill, name="declaration_batch_fill"),
        path("declarations/batches/<int:batch_id>/table.xlsx", views.batch_xlsx, name="declaration_batch_xlsx"),
        path("declarations/batches/<int:batch_id>/publish/", views.publish, name="declaration_batch_publish"),
        path("declarations/publicity/", views.publicities, name="declaration_publicities"),
        path("declarations/opinions/<int:opinion_id>/", views.opinion, name="declaration_opinion"),
    ]


class BatchItem(MenuItem):
    """A page for those who keep batches or may look at them."""

    def is_shown(self, request) -> bool:
        return request.user.has_perm(views.CHANGE) or request.user.has_perm(views.VIEW)


@hooks.register("register_admin_menu_item")
def register_batches() -> MenuItem:
    return BatchItem(
        "申报批次", reverse("declaration_batches"), name="declaration-batches", icon_name="list-ol", order=121
    )


@hooks.register("register_admin_menu_item")
def register_publicities() -> MenuItem:
    return BatchItem("公示", reverse("declaration_publicities"), name="publicity", icon_name="view", order=122)


class YearBudgetViewSet(ModelViewSet):
    """年度预算."""

    model = YearBudget
    icon = "list-ol"
    menu_label = "年度预算"
    menu_order = 123
    add_to_admin_menu = True
    form_fields = ["year", "amount", "source"]
    list_display = ["year", Column("amount", label="预算（元）"), "source"]


@hooks.register("register_admin_viewset")
def register_budgets() -> YearBudgetViewSet:
    return YearBudgetViewSet()
