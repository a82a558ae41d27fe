"""Files and pictures that editors upload: Wagtail's, with what an archive asks beside."""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index


class TextState(models.TextChoices):
    """How far the text of a file has been read."""

    WAITING = "waiting", "待读取"
    READ = "read", "已读取"
    NO_TEXT = "no_text", "没有可读取的文字"
    FAILED = "failed", "无法读取"


class LibraryDocument(AbstractDocument):
    """A file for the public, with its text (for search and for the check of personal data) and its hash."""

    text = models.TextField("文字内容", blank=True, editable=False)
    text_state = models.CharField(
        "文字读取", max_length=10, choices=TextState, default=TextState.WAITING, editable=False
    )
    text_error = models.CharField("读取说明", max_length=200, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    admin_form_fields = WagtailDocument.admin_form_fields
    search_fields = [*AbstractDocument.search_fields, index.SearchField("text")]

    class Meta(AbstractDocument.Meta):
        verbose_name = "文件"
        verbose_name_plural = "文件"


class LibraryImage(AbstractImage):
    """A picture. Its description is the alternative text that is read aloud in its place."""

    admin_form_fields = WagtailImage.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = "图片"
        verbose_name_plural = "图片"

    @property
    def default_alt_text(self) -> str:
        """The description only: a file name read aloud helps nobody, and the editors' check asks for a description."""
        return self.description


class LibraryRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(LibraryImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
