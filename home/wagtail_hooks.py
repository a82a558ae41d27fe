"""What the home app adds to the admin."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail_modeladmin.options import modeladmin_register

from home.admin import FeedbackAdmin
from home.models import FeedbackState

modeladmin_register(FeedbackAdmin)


@hooks.register("register_log_actions")
def register_feedback_actions(actions) -> None:
    @actions.register_action("home.feedback.answer")
    class AnswerFormatter(LogFormatter):
        """答复留言."""

        label = "答复留言"

        def format_message(self, log_entry) -> str:
            states = dict(FeedbackState.choices)
            return f"答复留言：{states[log_entry.data['from']]} → {states[log_entry.data['to']]}"
