"""The blocks an article is made of. One class a block; each names its template, or is too small to need one."""

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from wagtail.blocks import CharBlock, ChoiceBlock, ListBlock, RichTextBlock, StreamBlock, StructBlock, TextBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import expand_db_html

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript", "hr"]


class HeadingBlock(StructBlock):
    """A heading; contents and anchors are made from it."""

    level = ChoiceBlock([("2", "一级标题"), ("3", "二级标题")], default="2", label="级别", search_index=False)
    text = CharBlock(max_length=200, label="标题文字")

    class Meta:
        icon = "title"
        label = "标题"

    def render_basic(self, value, context=None):
        """As HTML; value is a block's value or what is stored of it."""
        return format_html("<h{0}>{1}</h{0}>", value["level"], value["text"])


class PictureBlock(ImageBlock):
    """A picture with its alternative text; Wagtail labels the inner chooser in English."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.child_blocks["image"].label = "图片文件"


class FigureBlock(StructBlock):
    """A picture with a caption."""

    image = PictureBlock(label="图片")
    caption = CharBlock(required=False, max_length=200, label="说明")

    class Meta:
        template = "content/blocks/figure.html"
        icon = "image"
        label = "图片"


class QuoteBlock(StructBlock):
    """Words quoted from somewhere."""

    text = TextBlock(label="引文")
    source = CharBlock(required=False, max_length=200, label="出处")

    class Meta:
        template = "content/blocks/quote.html"
        icon = "openquote"
        label = "引用"


class QuestionBlock(StructBlock):
    """One question with its answer."""

    question = CharBlock(max_length=200, label="问题")
    answer = RichTextBlock(features=TEXT_FEATURES, label="回答")

    class Meta:
        icon = "help"
        label = "问答"


class BodyBlock(StreamBlock):
    """Everything that may stand in the body of an article."""

    heading = HeadingBlock()
    paragraph = RichTextBlock(features=TEXT_FEATURES, label="正文", icon="pilcrow")
    table = TableBlock(
        label="表格",
        icon="table",
        template="content/blocks/table.html",
        table_options={
            # What the site shows: rows, columns and merged cells; no colours, borders or alignment.
            "contextMenu": [
                *("row_above", "row_below", "---------", "col_left", "col_right", "---------"),
                *("remove_row", "remove_col", "---------", "mergeCells", "---------", "undo", "redo"),
            ],
            "language": "zh-CN",
            "mergeCells": True,
            "minSpareRows": 0,
            "startRows": 3,
            "startCols": 3,
        },
    )
    figure = FigureBlock()
    quote = QuoteBlock()
    questions = ListBlock(QuestionBlock(), label="问答", icon="help", template="content/blocks/questions.html")
    attachment = DocumentChooserBlock(label="附件", icon="doc-full", template="content/blocks/attachment.html")

    class Meta:
        required = False

    def render_basic(self, value, context=None):
        """The blocks one below the other, with the links of all paragraphs followed in one go."""
        parts = (self._part(value, place, raw, context) for place, raw in enumerate(value.raw_data))
        return mark_safe(expand_db_html("\n".join(parts)))  # noqa: S308  paragraphs were cleaned when they were saved

    def _part(self, value, place: int, raw: dict, context) -> str:
        """One block as HTML. The most frequent ones are drawn from what is stored, without making objects of it."""
        if raw["type"] == "paragraph":
            return raw["value"]
        if raw["type"] == "heading":
            return self.child_blocks["heading"].render_basic(raw["value"])
        return conditional_escape(value[place].render(context))
