"""A file is public when a live page uses it and the checks let it go; until then it is for the staff."""

import pytest
from django.core.files.base import ContentFile

from content.models import Attachment
from editorial import publication
from home.models import GuidePage
from library.models import LibraryDocument, TextState
from tests.factories.articles import draft

pytestmark = pytest.mark.django_db


def add(text: str = "办理须知", state: str = TextState.READ) -> LibraryDocument:
    document = LibraryDocument(title="附表", file=ContentFile(b"sample", name="sample.txt"))
    document._set_document_file_metadata()
    document.save()
    set_text(document, text, state)
    return document


def set_text(document: LibraryDocument, text: str, state: str = TextState.READ) -> None:
    LibraryDocument.objects.filter(pk=document.pk).update(text=text, text_state=state)


def page_with(document: LibraryDocument) -> GuidePage:
    page = draft(GuidePage)
    page.attachments.add(Attachment(document=document))
    page.save_revision()
    return page


def publish(page: GuidePage) -> None:
    GuidePage.objects.get(pk=page.pk).get_latest_revision().publish()


def answer(client, document: LibraryDocument) -> tuple[int, str]:
    """Status and word on caching of the file's address; reading the file to its end closes it."""
    response = client.get(document.url)
    if response.streaming:
        response.getvalue()
    return response.status_code, response.headers.get("Cache-Control", "")


def test_a_file_comes_and_goes_with_its_page(client, office):
    document = add()
    page = page_with(document)
    assert answer(client, document)[0] == 404
    client.force_login(office.editors1)
    assert answer(client, document) == (200, "private, no-store")
    client.logout()
    publish(page)
    assert answer(client, document) == (200, "public, max-age=300")
    GuidePage.objects.get(pk=page.pk).unpublish()
    assert answer(client, document)[0] == 404


def test_a_file_replaced_under_a_live_page_waits_for_its_check(client, office):
    document = add()
    page = page_with(document)
    publish(page)
    document = LibraryDocument.objects.get(pk=document.pk)
    document.file = ContentFile("手机13800138000".encode(), name="other.txt")
    document._set_document_file_metadata()
    document.save()
    assert answer(client, document)[0] == 404
    set_text(document, "手机13800138000")
    assert answer(client, document)[0] == 404
    page = GuidePage.objects.get(pk=page.pk)
    publication.excuse(page, publication.holding(page), user=office.publishers1, reason="值班手机，对外公布")
    assert answer(client, document)[0] == 200
