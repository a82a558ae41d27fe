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


class NotNow(WrongStatus):
    """The status is right, but something else stands against the step. The sentence is the caller's."""

    def __init__(self, sentence: str):
        StepRefused.__init__(self, sentence)


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


class NotActing(StepRefused):
    """The person may not apply in that name. The sentence is the caller's."""


class DraftDeleted(StepRefused):
    """Somebody has deleted the draft meanwhile."""

    def __init__(self, by: str):
        super().__init__(
            f"{by}删除了这份草稿，刚才填写的没有保存。请先复制下面填写的内容，到“已删除的草稿”里恢复后再填写。"
        )


class SectionConflict(StepRefused):
    """Somebody else saved the section meanwhile, and something different. row: what they saved."""

    def __init__(self, row, by: str):
        when = f"在 {timezone.localtime(row.saved_at):%H:%M} " if row.saved_at else ""
        super().__init__(f"{by}{when}保存了这一部分，内容与您填写的不同。您填写的还没有保存，请比较后决定。")
        self.row = row


class StaleDraft(StepRefused):
    """A section changed after the person had checked everything."""

    def __init__(self, by: str, section: str):
        super().__init__(f"{by}刚刚又改了“{section}”。请重新核对全部内容，再提交。")


class NotComplete(StepRefused):
    """Something is missing or wrong. faults: casework.sections.Fault, each with its place."""

    def __init__(self, faults: list):
        super().__init__("还不能提交：" + "；".join(fault.sentence.rstrip("。") for fault in faults) + "。")
        self.faults = faults


class Suspended(StepRefused):
    """The person may not apply for this until a day, or until it is lifted (None)."""

    def __init__(self, reason: str, until: datetime | None):
        end = f"{timezone.localtime(until):%Y-%m-%d %H:%M} 以后可以再申请" if until else "恢复的时间请来电询问"
        super().__init__(f"您的申请资格暂停使用（{reason}），{end}。已经填写的内容会保留。")


class IdentityNumberTyped(StepRefused):
    """What was typed holds an identity number, which this site keeps nowhere."""

    def __init__(self):
        super().__init__("这一部分还没有保存：里面有身份证号码，本网站不收集。请删去身份证号码，再保存一次。")


class NoticeMissing(StepRefused):
    """The kind asks for a notice to be read, and none is published. phone: whom one may call meanwhile."""

    def __init__(self, label: str, phone: str):
        call = f"，或者来电咨询：{phone}" if phone else ""
        super().__init__(f"“{label}”的须知还没有公布，现在不能在网上申请。请稍后再来{call}。")


class NoticeTooSoon(StepRefused):
    """The notice was not read for long enough."""

    def __init__(self, seconds_left: int):
        super().__init__(f"请再阅读 {seconds_left} 秒，然后再按“下一步”。您的勾选还在，不用重新勾选。")
        self.seconds_left = seconds_left


class NoticeChanged(StepRefused):
    """Another version was published since the person began to read."""

    def __init__(self, number: int):
        super().__init__(f"须知刚刚更新为第 {number} 版。请阅读新的须知，再勾选同意。")


class ReadingUsed(StepRefused):
    """The reading belongs to an application that is no draft any more."""

    def __init__(self):
        super().__init__("这次阅读已经用于另一份申请，那份申请已经提交。要再申请，请重新阅读下面的须知。")


class ReadingUnknown(StepRefused):
    """No such reading, or somebody else's: which of them is not told."""

    def __init__(self):
        super().__init__("没有找到您阅读须知的记录，可能是页面打开得太久。请重新阅读下面的须知。")
