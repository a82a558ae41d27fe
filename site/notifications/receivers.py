"""What makes a message: a step of a case that names one, and a code that somebody waits for."""

from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from accounts.signals import accounts_joined, code_wanted
from casework import drafts
from casework import services as casework
from casework.models import Case, StatusChange
from casework.workflow import Transition
from notifications import services, texts
from notifications.enums import Priority
from notifications.models import Message


@casework.on_change
def tell_applicant(case: Case, transition: Transition, change: StatusChange) -> None:
    """Writes the message in the step's own transaction; a caller is told by text message, where the text has one."""
    if transition.message:
        opinion = change.opinion if transition.visible else ""
        services.tell_about(case, transition.message, services.case_values(case, opinion))


REMINDER = texts.Text(
    "draft_reminder",
    "草稿：快要删除",
    title="您有一份没有提交的申请",
    body="“{{ 事项 }}”的草稿很久没有填写。到 {{ 日期 }} 还没有填写的话会删除。请在“我的办件”里继续填写，或者不用理会。",
    variables={
        "业务": ("业务名称", "认领单位"),
        "事项": ("草稿的标题", "认领单位"),
        "日期": ("删除日期", "2026年3月5日"),
    },
)
texts.register(REMINDER)


@drafts.on_reminder
def tell_of_draft(case: Case, deletion: datetime) -> None:
    """Not tied to the case: the draft can be deleted, the message stays."""
    day = timezone.localdate(deletion)
    values = {"业务": case.case_kind.label, "事项": case.title, "日期": f"{day.year}年{day.month}月{day.day}日"}
    if case.applicant:
        services.tell(case.applicant, REMINDER.key, values)


CODE = texts.Text(
    "sign_in_code",
    "登录验证码",
    title="登录验证码",
    body="您的登录验证码是 {{ 验证码 }}，{{ 分钟 }} 分钟内有效。",
    sms="您的登录验证码是 {{ 验证码 }}，{{ 分钟 }} 分钟内有效。不要告诉别人，工作人员也不会向您要。",
    priority=Priority.CODE,
    secret=True,
    variables={"验证码": ("六位数字", "482913"), "分钟": ("几分钟内有效", "5")},
)
texts.register(CODE)


@receiver(code_wanted)
def send_code(sender, phone: str, code: str, minutes: int, **kwargs) -> None:
    """Writes the text message with the code; its words are sealed and gone once it is sent."""
    services.tell_number(phone, CODE.key, {"验证码": code, "分钟": minutes})


@receiver(accounts_joined)
def move_messages(sender, keeper, other, **kwargs) -> dict[str, int]:
    """The messages of an account that is joined to another move along; those on their way go where they were sent."""
    return {"messages": Message.objects.filter(user=other).update(user=keeper)}
