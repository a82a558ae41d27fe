"""The words of the catalogue. Values are stored and appear in addresses: never change them."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """What sort of page an entry is, as a reader would say it."""

    POLICY = "policy", "政策文件"
    INTERPRETATION = "interpretation", "政策解读"
    NOTICE = "notice", "通知公告"
    GUIDE = "guide", "操作指引"
    CASE = "case", "经验做法"
    SERVICE = "service", "办事服务"
    DOWNLOAD = "download", "资料下载"
    PAGE = "page", "其他页面"


class Validity(TextChoices):
    """Whether a document is in force (有效性)."""

    IN_FORCE = "in_force", "有效"
    AMENDED = "amended", "已修改"
    EXPIRED = "expired", "失效"
    REPEALED = "repealed", "废止"
    DRAFT = "draft", "征求意见"
    UNVERIFIED = "unverified", "待核"


NO_LONGER_VALID = (Validity.EXPIRED, Validity.REPEALED)
