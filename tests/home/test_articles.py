"""The words of attached files are found as soon as the page that carries them is published."""

import pytest
from wagtail.models import Page

from content.models import Attachment
from home.models import DownloadIndexPage, GuidePage
from library.models import LibraryDocument, TextState
from tests.factories.articles import live


@pytest.fixture
def document(db) -> LibraryDocument:
    document = LibraryDocument.objects.create(title="移交承诺书", file="documents/x.docx")
    LibraryDocument.objects.filter(pk=document.pk).update(text="扫描件与纸质一致", text_state=TextState.READ)
    return LibraryDocument.objects.get(pk=document.pk)


@pytest.mark.parametrize("model", [DownloadIndexPage, GuidePage])
def test_a_file_added_to_a_live_page_is_found_when_that_is_published(document, model):
    page = model.objects.first() or live(model, "正文", title="示例指引")
    page.attachments.add(Attachment(document=document))
    page.save_revision().publish()
    for words in ["纸质一致", "移交承诺书"]:
        assert [found.pk for found in Page.objects.search(words)] == [page.pk]
    page = model.objects.get(pk=page.pk)
    page.attachments.clear()
    page.save_revision().publish()
    assert not Page.objects.search("纸质一致")
