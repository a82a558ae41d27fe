"""What readers tell the archive: an error on a page, or a question."""

from django.conf import settings
from django.db import models


class FeedbackKind(models.TextChoices):
    """错误类型, as 政府网站找错 distinguishes them, and questions."""

    TYPO = "typo", "错别字"
    BROKEN_LINK = "broken_link", "链接失效"
    WRONG_CONTENT = "wrong_content", "内容错误"
    ATTACHMENT = "attachment", "附件无法下载"
    QUESTION = "question", "咨询"
    OTHER = "other", "其他"


class FeedbackState(models.TextChoices):
    """Where an answer stands."""

    NEW = "new", "待处理"
    ANSWERED = "answered", "已答复"
    CLOSED = "closed", "不予处理"


class Feedback(models.Model):
    """One message. The sender may stay unknown and reads the answer with the code."""

    kind = models.CharField("类型", max_length=20, choices=FeedbackKind)
    page_url = models.CharField("页面地址", max_length=500, blank=True)
    text = models.TextField("说明", max_length=2000)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    code = models.CharField("查询码", max_length=12, unique=True, editable=False)
    sent_at = models.DateTimeField("提交时间", auto_now_add=True)
    state = models.CharField("状态", max_length=10, choices=FeedbackState, default=FeedbackState.NEW)
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="答复人",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "纠错与咨询"
        verbose_name_plural = "纠错与咨询"
        ordering = ["-sent_at"]
        indexes = [models.Index(fields=["state", "-sent_at"], name="feedback_state_sent")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"
