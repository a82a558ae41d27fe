"""Chinese for the few labels that Wagtail makes of Python names, which no message catalogue can reach."""

from wagtail.admin.forms import choosers
from wagtail.admin.forms.auth import LoginForm
from wagtail.admin.forms.workflows import WorkflowPagesFormSet
from wagtail.contrib.search_promotions.forms import SearchPromotionsFormSet
from wagtail.sites.views import IndexView as SiteIndexView
from wagtail.users.forms import PagePermissionsForm

FIELDS = {
    LoginForm: {"password": "密码"},
    SearchPromotionsFormSet.form: {"external_link_text": "外部链接文字"},
    WorkflowPagesFormSet.form: {"page": "页面"},
    PagePermissionsForm: {"page": "页面"},
    choosers.ExternalLinkChooserForm: {"link_text": "链接文字"},
    choosers.AnchorLinkChooserForm: {"link_text": "链接文字"},
    choosers.EmailLinkChooserForm: {
        "email_address": "电子邮箱",
        "link_text": "链接文字",
        "subject": "邮件主题",
        "body": "邮件内容",
    },
    choosers.PhoneLinkChooserForm: {"phone_number": "电话号码", "link_text": "链接文字"},
}
SITE_COLUMNS = {"port": "端口", "site_name": "站点名称", "root_page": "根页面"}


def apply() -> None:
    """Puts the labels into Wagtail's form and column objects, once, when the site starts."""
    for form, labels in FIELDS.items():
        for name, label in labels.items():
            form.base_fields[name].label = label
    for column in SiteIndexView.columns:
        column.label = SITE_COLUMNS.get(column.name, column.label)
