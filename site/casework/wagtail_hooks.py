"""What casework adds to the admin."""

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from casework import kinds


@hooks.register("register_log_actions")
def register_steps(actions) -> None:
    @actions.register_action("casework.step")
    class StepFormatter(LogFormatter):
        """One step of any case, as Wagtail's own history shows it."""

        label = "办理"

        def format_message(self, log_entry) -> str:
            data = log_entry.data
            kind = kinds.get(data["kind"])
            if not isinstance(kind, kinds.CaseKind):
                return f"{data['step']}：{data['from']} → {data['to']}"
            workflow = kind.workflow
            step = workflow.transitions.get(data["step"])
            return (
                f"{step.label if step else data['step']}：{workflow.label(data['from'])} → {workflow.label(data['to'])}"
            )
