"""Why a step was not taken: errors that people can act on. str(error) is a Chinese sentence."""

from datetime import datetime

from django.utils import timezone


class StepRefused(Exception):
    """Any refusal; nothing has changed."""


class StaleCase(StepRefused):
    """Somebody else acted since the person saw the case."""

    def __init__(self, by: str, at: datetime | None):
        when = f"在 {timezone.localtime(at):%H:%M} " if at else ""
        super().__init__(f"{by}{when}已经处理了这个办件，您刚才的操作没有执行。请看最新情况后再决定。")


class WrongStatus(StepRefused):
    """The step does not lead out of the case's status."""

    def __init__(self, action: str, status: str):
        super().__init__(f"办件现在是“{status}”，不能“{action}”。")


class WithinWindow(WrongStatus):
    """The applicant can still take the submission back, so staff wait."""

    def __init__(self, until: datetime):
        StepRefused.__init__(self, f"申请人在 {timezone.localtime(until):%H:%M} 前还可以撤回，请稍后再处理。")


class WindowOver(WrongStatus):
    """The minutes for taking a submission back are over."""

    def __init__(self):
        StepRefused.__init__(self, "提交已超过可以撤回的时间，不能再撤回。需要改动请联系工作人员。")


class WrongPerson(StepRefused):
    """This person may not take the step."""

    def __init__(self, action: str):
        super().__init__(f"您没有“{action}”的权限。")


class SamePerson(WrongPerson):
    """Four eyes: who took the earlier step may not take this one."""

    def __init__(self, action: str, earlier: str):
        StepRefused.__init__(self, f"您已经办理过“{earlier}”，“{action}”要由另一位同事办理。")


class OpinionMissing(StepRefused):
    """The step asks for words."""

    def __init__(self, action: str):
        super().__init__(f"请填写“{action}”的意见，申请人和同事要知道原因。")
