"""隐私说明 in the admin: a list of versions; a new one begins with the words of the last; publishing freezes it."""

from django import forms
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.rich_text import RichText

from accounts import notices
from accounts.models import PrivacyNotice
from accounts.models.notices import FROZEN
from portal.policies import NeverDeleted, under


class NoticeForm(WagtailAdminModelForm):
    """The words, and whether they hold from now on."""

    publish = forms.BooleanField(
        label="现在公布",
        required=False,
        help_text="公布后这一版不能再改，所有用户下次进入“我的办件”时都要重新同意。不勾选则存为草稿。",
    )

    class Meta:
        model = PrivacyNotice
        fields = ["body", "changes"]


class PublishMixin:
    """Saves the draft and, when that was asked for, publishes it."""

    def save_instance(self):
        saved = super().save_instance()
        if self.form.cleaned_data["publish"]:
            notices.publish(saved, user=self.request.user)
        return saved


class NoticeCreateView(PublishMixin, CreateView):
    """A new version."""

    def get_initial_form_instance(self) -> PrivacyNotice:
        last = PrivacyNotice.objects.first()
        return PrivacyNotice(body=last.body if last else "")


class NoticeEditView(PublishMixin, EditView):
    """A draft; what is published is only looked at."""

    def dispatch(self, request, *args, **kwargs):
        notice = self.get_object()
        if notice.published_at and self.user_has_permission("change"):
            messages.error(request, FROZEN)
            return redirect("privacynotice:inspect", notice.pk)
        return super().dispatch(request, *args, **kwargs)


class NoticeInspectView(InspectView):
    """A version as people read it."""

    def get_field_display_value(self, field_name, field):
        if field_name == "body":
            return RichText(self.object.body)
        return super().get_field_display_value(field_name, field) or "—"


@under(NeverDeleted(PrivacyNotice))
class PrivacyNoticeViewSet(ModelViewSet):
    """隐私说明."""

    model = PrivacyNotice
    add_view_class = NoticeCreateView
    edit_view_class = NoticeEditView
    inspect_view_class = NoticeInspectView
    inspect_view_enabled = True
    inspect_view_fields = ["version", "changes", "body", "published_at", "published_by"]
    copy_view_enabled = False
    icon = "lock"
    menu_label = "隐私说明"
    menu_order = 730
    add_to_settings_menu = True
    list_display = ["__str__", DateColumn("published_at", label="公布时间"), Column("published_by", label="公布人")]

    def get_form_class(self, for_update=False):
        return NoticeForm
