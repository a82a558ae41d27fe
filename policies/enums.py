"""The words of policy documents. Values are stored: never change them."""

from django.db.models import TextChoices


class DocumentType(TextChoices):
    """公文种类."""

    LAW = "law", "法律法规"
    RULE = "rule", "规章"
    DECISION = "decision", "决定"
    ORDER = "order", "令"
    ANNOUNCEMENT = "announcement", "公告"
    NOTICE = "notice", "通知"
    OPINION = "opinion", "意见"
    MEASURES = "measures", "办法"
    DETAILED_RULES = "detailed_rules", "细则"
    PLAN = "plan", "方案"
    REPLY = "reply", "批复"
    LETTER = "letter", "函"
    STANDARD = "standard", "标准规范"
    OTHER = "other", "其他"


class Disclosure(TextChoices):
    """公开属性, 政府信息公开条例."""

    PROACTIVE = "proactive", "主动公开"
    ON_REQUEST = "on_request", "依申请公开"


class StatedValidity(TextChoices):
    """What an editor says of a document; what other documents do to it is worked out by `policies.validity`."""

    IN_FORCE = "in_force", "有效"
    DRAFT = "draft", "征求意见"
    REPEALED = "repealed", "废止"
    EXPIRED = "expired", "失效"
    UNVERIFIED = "unverified", "待核"


class RelationKind(TextChoices):
    """What this document does to, or takes from, another."""

    REPEALS = "repeals", "废止"
    AMENDS = "amends", "修改"
    BASED_ON = "based_on", "依据"
    INTERPRETS = "interprets", "解读"
    FORWARDS = "forwards", "转发"


INVERSE_LABELS = {
    RelationKind.REPEALS: "被废止",
    RelationKind.AMENDS: "被修改",
    RelationKind.BASED_ON: "作为依据",
    RelationKind.INTERPRETS: "被解读",
    RelationKind.FORWARDS: "被转发",
}
