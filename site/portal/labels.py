"""Chinese for the few labels that Wagtail makes of Python names, which no message catalogue can reach."""

from wagtail.admin.forms.workflows import WorkflowPagesFormSet
from wagtail.contrib.search_promotions.forms import SearchPromotionsFormSet
from wagtail.sites.views import IndexView as SiteIndexView
from wagtail.users.forms import PagePermissionsForm

SITE_COLUMNS = {"port": "端口", "site_name": "站点名称", "root_page": "根页面"}


def apply() -> None:
    """Puts the labels into Wagtail's form and column objects, once, when the site starts."""
    SearchPromotionsFormSet.form.base_fields["external_link_text"].label = "外部链接文字"
    WorkflowPagesFormSet.form.base_fields["page"].label = "页面"
    PagePermissionsForm.base_fields["page"].label = "页面"
    for column in SiteIndexView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
