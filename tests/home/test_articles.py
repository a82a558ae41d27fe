from wagtail.models import Page

from content.models import Attachment
from home.models import DownloadIndexPage
from library.models import LibraryDocument, TextState


def test_the_words_of_files_for_download_are_found(db):
    document = LibraryDocument.objects.create(title="移交承诺书", file="documents/x.docx")
    LibraryDocument.objects.filter(pk=document.pk).update(text="扫描件与纸质一致", text_state=TextState.READ)
    page = DownloadIndexPage.objects.get()
    page.attachments.add(Attachment(document=LibraryDocument.objects.get(pk=document.pk)))
    page.save()
    assert [found.pk for found in Page.objects.search("纸质一致")] == [page.pk]
    assert [found.pk for found in Page.objects.search("移交承诺书")] == [page.pk]
