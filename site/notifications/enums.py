"""The words of messages. Values are stored: never change them."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """The ways to a person."""

    SITE = "site", "站内信"
    SMS = "sms", "短信"
    EMAIL = "email", "邮件"


class State(TextChoices):
    """How far one message has come on one channel."""

    QUEUED = "queued", "待发送"
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发出"
    DELIVERED = "delivered", "已送达"
    READ = "read", "已读"
    FAILED = "failed", "发送失败"
    UNKNOWN = "unknown", "结果待核"


ARRIVED = (State.DELIVERED, State.READ)
