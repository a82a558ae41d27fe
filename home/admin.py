"""Staff lists of the home app."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from casework import services
from casework.enums import DRAFT
from casework.errors import StepRefused
from home.feedback.forms import AnswerForm
from home.models import Feedback


class ReadAndAnswer(PermissionHelper):
    """Messages come from readers and stay: staff read and answer, nobody adds, edits or deletes."""

    def user_can_create(self, user) -> bool:
        return False

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False

    def user_can_inspect_obj(self, user, obj) -> bool:
        return self.user_can_list(user)

    def user_can_list(self, user) -> bool:
        return any(self.user_has_specific_permission(user, self.get_perm_codename(act)) for act in ("view", "change"))


class AnswerView(InspectView):
    """The message with everything on it, and below it the form for the answer."""

    form: AnswerForm | None = None

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.form = AnswerForm(request.POST)
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        form = self.form.cleaned_data
        try:
            services.apply_transition(
                self.instance,
                form["action"],
                actor=request.user,
                seen_version=form["seen_version"],
                opinion=form["opinion"],
            )
        except StepRefused as refusal:
            self.instance.refresh_from_db()
            self.form.add_error(None, f"{refusal}")
            self.form.data = self.form.data | {"seen_version": self.instance.version}
            return self.get(request, *args, **kwargs)
        messages.success(request, f"留言 {self.instance.number} 已处理。")
        return redirect(self.url_helper.index_url)

    def get_context_data(self, **kwargs) -> dict:
        form = self.form or AnswerForm(initial={"seen_version": self.instance.version})
        may_answer = any(not choice.refusal for choice in services.choices(self.instance, self.request.user))
        history = self.instance.history.select_related("actor")
        return super().get_context_data(form=form if may_answer or self.form else None, history=history, **kwargs)


class FeedbackAdmin(ModelAdmin):
    """纠错与咨询: the list of readers' messages."""

    model = Feedback
    menu_label = "纠错与咨询"
    menu_icon = "comment"
    base_url_path = "feedback"
    list_display = ["number", "get_subject_display", "excerpt", "submitted_at", "status_label", "due_at"]
    list_filter = ["status", "subject", "submitted_at"]
    list_per_page = 50
    search_fields = ["number", "code", "text", "page_url"]
    inspect_view_enabled = True
    inspect_view_class = AnswerView
    inspect_view_fields = [
        "number", "code", "subject", "page_url", "text", "contact", "submitted_at", "status_label", "due_at",
    ]  # fmt: skip
    permission_helper_class = ReadAndAnswer

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).exclude(status=DRAFT)

    def excerpt(self, feedback: Feedback) -> str:
        """The first words of the message."""
        return feedback.text if len(feedback.text) <= 40 else f"{feedback.text[:40]}…"

    excerpt.short_description = "说明"
