"""Every step of a case that names a message tells the applicant."""

from casework import services as casework
from casework.models import Case, StatusChange
from casework.workflow import Transition
from notifications import services


@casework.on_change
def tell_applicant(case: Case, transition: Transition, change: StatusChange) -> None:
    """Writes the message in the step's own transaction."""
    if not transition.message or case.applicant is None:
        return
    values = {
        "编号": case.number,
        "业务": case.case_kind.label,
        "事项": case.title,
        "状态": case.status_label,
        "意见": change.opinion if transition.visible else "",
    }
    services.tell(case.applicant, transition.message, values, case=case)
