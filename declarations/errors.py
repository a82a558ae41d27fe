"""Why a declaration was not taken. str(error) is a Chinese sentence that says what to do; nothing has changed."""

from datetime import datetime

from django.utils import timezone

from casework.errors import NotNow


def shown(at: datetime) -> str:
    """2026年6月30日 17:00."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


class NotOpenYet(NotNow):
    """The call has not opened."""

    def __init__(self, title: str, opens_at: datetime):
        super().__init__(f"“{title}”从 {shown(opens_at)} 开始受理。现在可以填写，草稿会保留，到时再提交。")


class CallClosed(NotNow):
    """The call has closed; what was filled in stays."""

    def __init__(self, title: str, closes_at: datetime):
        super().__init__(
            f"“{title}”已于 {shown(closes_at)} 截止，不能再提交。您填写的内容都保留在草稿里，下次申报时可以接着用。"
        )


class NoCall(NotNow):
    """Nobody has called for declarations of the kind."""

    def __init__(self):
        super().__init__("现在没有公布的申报通知，不能提交。您填写的内容都保留在草稿里，通知公布后再提交。")


class TooLate(NotNow):
    """The time for handing in again is over."""

    def __init__(self, until: datetime):
        super().__init__(f"重新提交的期限是 {shown(until)}，已经过了，不能再提交。需要时请重新申报。")


class AlreadyDeclared(NotNow):
    """Another declaration of the same project is open in this kind and year."""

    def __init__(self, project: str, year: int):
        super().__init__(
            f"“{project}”{year}年度已经有一份在办的同类申报，一个项目同一年度只能有一份。请与项目的牵头单位联系。"
        )
