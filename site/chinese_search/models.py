"""What staff enter to help readers find, and the index's own copy of what pages say."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from chinese_search import text

MAX_SYNONYMS = 10
_SEPARATORS = re.compile(r"[,，、;；\n\r]+")


class SynonymGroup(models.Model):
    """Expressions that mean the same: whoever types one finds the others too (同义词)."""

    words = models.TextField(
        "同义词",
        max_length=500,
        help_text="意思相同的说法，用逗号或换行分开，例如：开发商，建设单位。读者输入其中一个，其余的也会找到。最多十个。",
    )

    panels = [FieldPanel("words")]

    class Meta:
        verbose_name = "同义词"
        verbose_name_plural = "同义词"
        ordering = ["id"]

    def __str__(self) -> str:
        return "，".join(self.expressions)

    @property
    def expressions(self) -> list[str]:
        """The expressions as they were typed, each once."""
        return list(dict.fromkeys(part.strip() for part in _SEPARATORS.split(self.words) if part.strip()))

    def clean(self) -> None:
        found = self.expressions
        if len(found) < 2:
            raise ValidationError({"words": "至少要写两个说法，用逗号或换行分开。"})
        if len(found) > MAX_SYNONYMS:
            raise ValidationError({"words": f"一组最多 {MAX_SYNONYMS} 个说法，现在有 {len(found)} 个。"})
        if unfit := [each for each in found if not text.RUN.search(text.fold(each)) or len(each) > 30]:
            raise ValidationError({"words": f"“{unfit[0][:30]}”不能用：每个说法要有文字，最多 30 个字。"})
        self.words = "，".join(found)


class IndexedText(models.Model):
    """The plain words of one page as they were indexed, so that showing an excerpt renders no page."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "检索文字"
        verbose_name_plural = "检索文字"

    def __str__(self) -> str:
        return self.text[:50]
