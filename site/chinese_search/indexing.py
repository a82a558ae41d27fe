"""Writing the index: each field of an object is read once, and the plain words of pages are kept for excerpts."""

from django.utils.functional import cached_property
from modelsearch.index import SearchField
from wagtail.models import Page

from chinese_search.models import IndexedText


class ReadsOnce:
    """For an object indexer: modelsearch reads every field anew for each column, and a body is costly to render."""

    def __init__(self, obj, backend) -> None:
        super().__init__(obj, backend)
        self._leaves: dict[int, list] = {}
        backend.indexers.append(self)

    def prepare_field(self, obj, field):
        if obj is not self.obj:
            return super().prepare_field(obj, field)
        if id(field) not in self._leaves:
            self._leaves[id(field)] = list(super().prepare_field(obj, field))
        return self._leaves[id(field)]

    @cached_property
    def plain_body(self) -> str:
        """Everything that is searched beside the title, as it is written."""
        leaves = (leaf for field in self.search_fields for leaf in self.prepare_field(self.obj, field))
        values = (leaf[-1] for leaf in leaves if isinstance(leaf[0], SearchField) and leaf[0].field_name != "title")
        return "\n".join(value.strip() for value in values if value.strip())


class KeepsTexts:
    """For an index: keeps the words of pages beside the index, in the same transaction as the caller's."""

    def add_items(self, model, objs) -> None:
        self.backend.indexers.clear()
        super().add_items(model, objs)
        if issubclass(model, Page):
            keep({indexer.obj.pk: indexer.plain_body for indexer in self.backend.indexers})
        self.backend.indexers.clear()

    def _refresh_title_norms(self, full=False) -> None:
        """Left out: it reads the whole index whenever one page is saved, and our ranking has no use for it."""


def keep(texts: dict[int, str]) -> None:
    """Writes the texts of the pages with these ids."""
    IndexedText.objects.bulk_create(
        [IndexedText(page_id=page_id, text=text) for page_id, text in texts.items()],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["text"],
    )
