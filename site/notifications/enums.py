"""The words of messages. Values are stored: never change them."""

from django.db.models import IntegerChoices, TextChoices


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
MAY_BE_RESENT = (State.SENT, State.FAILED, State.UNKNOWN)
"""A message in one of these states has not arrived, as far as anybody knows, and nothing is on its way to it."""


class Priority(IntegerChoices):
    """Which messages the worker takes first: somebody waits at the screen for a code, nobody for a mass message."""

    CODE = 50, "验证码"
    NORMAL = 0, "一般"
    MASS = -50, "群发"
