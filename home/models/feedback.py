"""What readers tell the archive: an error on a page, or a question. A case like any other."""

from django.db import models

from casework.models import Case


class Subject(models.TextChoices):
    """错误类型, as 政府网站找错 distinguishes them, and questions."""

    TYPO = "typo", "错别字"
    BROKEN_LINK = "broken_link", "链接失效"
    WRONG_CONTENT = "wrong_content", "内容错误"
    ATTACHMENT = "attachment", "附件无法下载"
    QUESTION = "question", "咨询"
    OTHER = "other", "其他"


class Feedback(Case):
    """One message. Its sender may stay unknown and reads the answer with the code."""

    subject = models.CharField("类型", max_length=20, choices=Subject)
    page_url = models.CharField("页面地址", max_length=500, blank=True)
    text = models.TextField("说明", max_length=2000)
    contact = models.CharField("联系方式", max_length=100, blank=True)
    code = models.CharField("查询码", max_length=12, unique=True, editable=False)

    class Meta:
        verbose_name = "纠错与咨询"
        verbose_name_plural = "纠错与咨询"

    @property
    def answer(self):
        """The step with which staff answered, or None."""
        return self.history.filter(action__in=["answer", "decline"]).order_by("position").last()
