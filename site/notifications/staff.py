"""What staff see of messages: those of a case, on its page, and what they would read if a template were saved."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from casework.case_page import panel
from casework.models import Case
from casework.permissions import kinds_for
from notifications import services, texts
from notifications.enums import Channel
from notifications.models import Message

MOST_SHOWN = 30


@dataclass(frozen=True)
class Preview:
    """One text of a template with examples put in; problem is a sentence when it could not be saved."""

    label: str
    text: str
    problem: str = ""
    parts: int = 0

    @property
    def length(self) -> int:
        """The letters of the text."""
        return len(self.text)


@panel("messages", title="消息", template="notifications/admin/case_messages.html")
def messages_of_case(case: Case, user: AbstractBaseUser) -> dict | None:
    """The newest messages about the case with their state; nothing for a sender whom no message can reach."""
    if case.applicant_id is None:
        return None
    found = list(case.messages.select_related("call_task__done_by").order_by("-created_at", "-pk")[:MOST_SHOWN])
    return {"case": case, "messages": [(message, services.may_resend(message)) for message in found]}


def of_staff(user: AbstractBaseUser, message_id: int) -> Message:
    """A message about a case of the kinds that the member of staff works on; Message.DoesNotExist otherwise."""
    return Message.objects.select_related("case").get(pk=message_id, case__kind__in=kinds_for(user))


def preview(key: str, words: dict[str, str]) -> list[Preview]:
    """What the reader would get, text by text, each with the variables' examples."""
    labels = {"title": "标题", "body": "站内信和邮件", "sms": Channel.SMS.label}
    examples = texts.examples(key)
    return [_preview(key, labels[name], words[name], examples, is_sms=name == "sms") for name in labels if words[name]]


def _preview(key: str, label: str, words: str, examples: dict[str, str], *, is_sms: bool) -> Preview:
    filled = texts.fill(words, examples)
    return Preview(label, filled, texts.problem(key, words), texts.sms_parts(filled) if is_sms else 0)
