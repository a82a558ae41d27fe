"""What the store of papers tells apart."""

from django.db.models import TextChoices


class Making(TextChoices):
    """How far a paper that was asked for has come."""

    WAITING = "waiting", "等待制作"
    FAILED = "failed", "制作失败"
    DONE = "done", "已制作"


class Verdict(TextChoices):
    """What a check of a paper finds."""

    GENUINE = "genuine", "真实有效"
    WITHDRAWN = "withdrawn", "已作废"
    ALTERED = "altered", "内容被改动"
    UNKNOWN = "unknown", "查不到"
    UNREADABLE = "unreadable", "无法核验"
