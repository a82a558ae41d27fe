"""The words of every case. Values are stored: never change them."""

from django.db.models import TextChoices


class By(TextChoices):
    """Who acts."""

    APPLICANT = "applicant", "申请人"
    STAFF = "staff", "工作人员"
    SYSTEM = "system", "系统"


class Holder(TextChoices):
    """With whom a case lies: the office's clock runs only while staff have it."""

    STAFF = "staff", "工作人员"
    APPLICANT = "applicant", "申请人"
    NOBODY = "nobody", "已结束"


class Opinion(TextChoices):
    """Whether an action asks for words."""

    NONE = "none", "不需要"
    OPTIONAL = "optional", "可以填写"
    REQUIRED = "required", "必须填写"


class Source(TextChoices):
    """How a case came in."""

    ONLINE = "online", "网上"
    PHONE = "phone", "电话"
    COUNTER = "counter", "窗口"


class ForWhom(TextChoices):
    """In whose name one may apply."""

    PERSON = "person", "本人"
    ORGANISATION = "organisation", "单位"
    EITHER = "either", "本人或单位"


DRAFT = "draft"
"""The status every case begins with; a draft has no number and no history that others see."""

FILES = "files"
"""The name under which the files of a case stand beside its sections."""
