"""What a page says and what it refers to, read from its fields without drawing it.

Checks, citations and reports ask here. Nothing is rendered and nothing is fetched beyond the page's own rows, so that
reading a page costs little and never fails for a picture or a file that is gone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.blocks import ListBlock, PageChooserBlock, RawHTMLBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import COMMENTS_RELATION_NAME, Page

from library.models import LibraryDocument, LibraryImage

# Fields of Wagtail's own Page that people write; everything else of it is bookkeeping.
PAGE_TEXT_FIELDS = ("title", "seo_title", "search_description")
_BREAKING = {"p", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "th", "hr", "ul", "ol"}


@dataclass(frozen=True)
class ImageUse:
    """A picture as one page uses it."""

    image_id: int
    alt: str
    decorative: bool = False


@dataclass
class Contents:
    """Everything a page says (pieces of plain text) and points at (ids, and addresses as written)."""

    texts: list[str] = field(default_factory=list)
    page_ids: set[int] = field(default_factory=set)
    document_ids: set[int] = field(default_factory=set)
    images: list[ImageUse] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the words, one piece a line."""
        return "\n".join(self.texts)


def read(page: Page) -> Contents:
    """What the page in hand says, saved or not: its own fields, its StreamFields, its child objects."""
    found = Contents()
    for each in _written_fields(page):
        _read_field(page, each, found)
    for relation in get_all_child_relations(type(page)):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        for child in getattr(page, name).all():
            for each in child._meta.concrete_fields:
                if each is not relation.field:
                    _read_field(child, each, found)
    return found


def _written_fields(page: Page) -> Iterator[models.Field]:
    for each in page._meta.concrete_fields:
        if each.model is Page:
            if each.name in PAGE_TEXT_FIELDS:
                yield each
        elif each.editable and not each.choices and not (each.remote_field and each.remote_field.parent_link):
            yield each


def _read_field(owner: models.Model, each: models.Field, found: Contents) -> None:
    if isinstance(each, StreamField):
        value = getattr(owner, each.name)
        _read_block(each.stream_block, list(value.raw_data) if value else [], found)
    elif isinstance(each, RichTextField):
        _read_html(getattr(owner, each.name), found)
    elif isinstance(each, models.ForeignKey):
        _refer(each.related_model, getattr(owner, each.attname), found)
    elif isinstance(each, models.URLField):
        found.addresses += filter(None, [getattr(owner, each.name)])
    elif isinstance(each, models.CharField | models.TextField) and not each.choices:
        found.texts += filter(None, [getattr(owner, each.name)])


def _refer(model: type[models.Model], pk: int | None, found: Contents) -> None:
    if not pk:
        return
    if issubclass(model, Page):
        found.page_ids.add(pk)
    elif issubclass(model, LibraryDocument):
        found.document_ids.add(pk)
    elif issubclass(model, LibraryImage):
        found.images.append(ImageUse(pk, ""))


def _read_block(block, raw, found: Contents) -> None:  # noqa: C901  one branch a kind of block
    if raw is None or raw == "":
        return
    if isinstance(block, StreamBlock):
        for item in raw:
            if item["type"] in block.child_blocks:
                _read_block(block.child_blocks[item["type"]], item["value"], found)
    elif isinstance(block, ImageBlock):
        if raw.get("image"):
            found.images.append(ImageUse(raw["image"], raw.get("alt_text") or "", bool(raw.get("decorative"))))
    elif isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            _read_block(child, raw.get(name), found)
    elif isinstance(block, ListBlock):
        for item in raw:
            wrapped = isinstance(item, dict) and item.get("type") == "item" and "value" in item
            _read_block(block.child_block, item["value"] if wrapped else item, found)
    elif isinstance(block, RichTextBlock | RawHTMLBlock):
        _read_html(str(raw), found)
    elif isinstance(block, TableBlock):
        found.texts += [" ".join(str(cell) for cell in row if cell) for row in raw.get("data", [])]
    elif isinstance(block, PageChooserBlock):
        found.page_ids.add(int(raw))
    elif isinstance(block, DocumentChooserBlock):
        found.document_ids.add(int(raw))
    elif isinstance(block, ImageChooserBlock):
        found.images.append(ImageUse(int(raw), ""))
    elif isinstance(raw, str):
        found.texts.append(raw)


def _read_html(html: str, found: Contents) -> None:
    if not html:
        return
    parser = _Html(found)
    parser.feed(html)
    parser.close()
    found.texts += filter(None, ["".join(parser.words).strip()])


class _Html(HTMLParser):
    """Wagtail's rich text as it is stored: links and pictures by id, other links by address."""

    def __init__(self, found: Contents):
        super().__init__()
        self.found = found
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _BREAKING:
            self.words.append("\n")
        number = int(said["id"]) if said.get("id", "").isdecimal() else None
        if tag == "a" and number and said.get("linktype") == "page":
            self.found.page_ids.add(number)
        elif tag == "a" and number and said.get("linktype") == "document":
            self.found.document_ids.add(number)
        elif tag == "a" and said.get("href"):
            self.found.addresses.append(said["href"])
        elif tag == "embed" and number and said.get("embedtype") == "image":
            self.found.images.append(ImageUse(number, said.get("alt", "")))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
