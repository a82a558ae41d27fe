"""Staff lists of the home app."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from home.feedback import services
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
        try:
            services.answer(self.instance.pk, user=request.user, **self.form.cleaned_data)
        except services.AlreadyAnswered:
            self.instance.refresh_from_db()
            by = self.instance.answered_by or "别人"
            self.form.add_error(None, f"{by}刚刚已经处理了这条留言，您的答复没有保存。请看上面的最新内容，需要时再改。")
            self.form.data = self.form.data | {"seen_state": self.instance.state}
            return self.get(request, *args, **kwargs)
        messages.success(request, f"已答复留言 {self.instance.code}。")
        return redirect(self.url_helper.index_url)

    def get_context_data(self, **kwargs) -> dict:
        form = self.form or AnswerForm(initial={"seen_state": self.instance.state, "text": self.instance.answer})
        may_answer = self.request.user.has_perm("home.change_feedback")
        return super().get_context_data(form=form if may_answer else None, **kwargs)


class FeedbackAdmin(ModelAdmin):
    """纠错与咨询: the list of readers' messages."""

    model = Feedback
    menu_label = "纠错与咨询"
    menu_icon = "comment"
    base_url_path = "feedback"
    list_display = ["code", "get_kind_display", "excerpt", "sent_at", "get_state_display", "answered_by"]
    list_filter = ["state", "kind", "sent_at"]
    list_select_related = ["answered_by"]
    list_per_page = 50
    search_fields = ["code", "text", "page_url", "answer"]
    inspect_view_enabled = True
    inspect_view_class = AnswerView
    inspect_view_fields = [
        "code", "kind", "page_url", "text", "contact", "sent_at", "state", "answer", "answered_at", "answered_by",
    ]  # fmt: skip
    permission_helper_class = ReadAndAnswer

    def excerpt(self, feedback: Feedback) -> str:
        """The first words of the message."""
        return feedback.text if len(feedback.text) <= 40 else f"{feedback.text[:40]}…"

    excerpt.short_description = "说明"
