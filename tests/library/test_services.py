"""A document from upload to search: read in the background, again when its file is replaced, its pages indexed anew."""

import hashlib
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, Page

from accounts.models import User
from content.models import Attachment
from editorial import publication
from library import jobs, services, tasks
from library.models import LibraryDocument, TextState
from policies.models import PolicyIndexPage, PolicyPage
from tests.library import samples

pytestmark = pytest.mark.django_db


def add(content: bytes = b"", name: str = "notice.txt", title: str = "附件") -> LibraryDocument:
    return services.add_document(title, name, content or "城建档案移交".encode(), user=None)


def publish_with(document: LibraryDocument) -> PolicyPage:
    page = PolicyPage(title="带附件的通知", slug="with-attachment", live=False)
    page.attachments = [Attachment(document=document)]
    PolicyIndexPage.objects.get().add_child(instance=page)
    if held := publication.holding(page):
        signer = User.objects.create_superuser("signer", password="sample-password")
        publication.excuse(page, held, user=signer, reason="已人工核对")
    page.save_revision().publish()
    return page


def test_an_upload_is_read_by_a_background_task(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = add()
    task = DBTaskResult.objects.get(task_path="library.tasks.read_document")
    assert task.args_kwargs["args"] == [document.pk]
    assert document.text_state == TextState.WAITING
    tasks.read_document.call(document.pk)
    document.refresh_from_db()
    assert document.text_state == TextState.READ
    assert document.text == "城建档案移交"
    assert document.sha256 == hashlib.sha256("城建档案移交".encode()).hexdigest()


def test_a_second_run_of_the_task_does_nothing(mocker_calls):
    document = add()
    tasks.read_document.call(document.pk)
    calls = mocker_calls(services, "read_document")
    tasks.read_document.call(document.pk)
    assert calls == []


def test_another_file_in_its_place_is_read_anew(django_capture_on_commit_callbacks):
    document = add()
    services.read_document(document.pk)
    document.refresh_from_db()
    document.file = ContentFile("新的内容".encode(), name="new.txt")
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    document.refresh_from_db()
    assert (document.text_state, document.text, document.sha256) == (TextState.WAITING, "", "")
    assert DBTaskResult.objects.filter(task_path="library.tasks.read_document").exists()


def test_a_new_title_leaves_the_text(django_capture_on_commit_callbacks):
    document = add()
    services.read_document(document.pk)
    document.refresh_from_db()
    document.title = "新标题"
    with django_capture_on_commit_callbacks(execute=True):
        document.save()
    document.refresh_from_db()
    assert document.text_state == TextState.READ
    assert not DBTaskResult.objects.exists()


def test_what_was_read_of_a_replaced_file_is_thrown_away(monkeypatch):
    document = add()
    real = services.read_file

    def replaced_meanwhile(path, extension):
        LibraryDocument.objects.filter(pk=document.pk).update(file="documents/other.txt")
        return real(path, extension)

    monkeypatch.setattr(services, "read_file", replaced_meanwhile)
    assert services.read_document(document.pk) is None
    document.refresh_from_db()
    assert document.text_state == TextState.WAITING


def test_a_missing_file_is_a_failure_and_no_error():
    document = add()
    document.file.storage.delete(document.file.name)
    assert services.read_document(document.pk) == TextState.FAILED
    document.refresh_from_db()
    assert "重新上传" in document.text_error


def test_a_document_that_is_gone_is_no_error():
    assert services.read_document(0) is None


def test_storage_out_of_reach_is_tried_again_later_and_not_for_ever(monkeypatch):
    document = add()
    DBTaskResult.objects.all().delete()

    def out_of_reach(document_id):
        raise OSError("storage away")

    monkeypatch.setattr(services, "read_document", out_of_reach)
    with pytest.raises(OSError, match="storage away"):
        tasks.read_document.call(document.pk, 2)
    again = DBTaskResult.objects.get()
    assert again.args_kwargs["args"] == [document.pk, 3]
    assert again.run_after > timezone.now() + tasks.FIRST_PAUSE
    with pytest.raises(OSError, match="storage away"):
        tasks.read_document.call(document.pk, tasks.ATTEMPTS)
    assert DBTaskResult.objects.count() == 1


def test_pages_are_found_by_what_is_in_their_attachment():
    document = add()
    page = publish_with(document)
    assert list(services.pages_with(document)) == [page]
    assert page.pk not in [each.pk for each in Page.objects.search("城建档案移交")]
    services.read_document(document.pk)
    assert page.pk in [each.pk for each in Page.objects.search("城建档案移交")]


def test_a_page_with_the_file_in_its_body_is_found_too():
    document = add()
    page = PolicyPage(title="正文里有附件", slug="in-body", live=False)
    page.body = [("attachment", document)]
    PolicyIndexPage.objects.get().add_child(instance=page)
    assert list(services.pages_with(document)) == [page]


def test_a_broken_attachment_breaks_neither_reading_nor_publishing(client):
    document = LibraryDocument(title="坏文件", file=ContentFile(samples.pdf()[:600], name="broken.pdf"))
    document.save()
    page = publish_with(document)
    assert services.read_document(document.pk) == TextState.FAILED
    page.save_revision().publish()
    assert client.get(page.url).status_code == 200


def test_the_job_reads_what_no_task_came_by_for():
    old, new = add(), add(title="刚刚上传")
    LibraryDocument.objects.filter(pk=old.pk).update(created_at=timezone.now() - 2 * jobs.GRACE)
    jobs.read_documents()
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.text_state, new.text_state) == (TextState.READ, TextState.WAITING)


def test_the_command_reads_what_waits_and_everything_on_request():
    document = add()
    out = StringIO()
    call_command("read_documents", stdout=out)
    assert out.getvalue() == "附件：已读取\n"
    out = StringIO()
    call_command("read_documents", stdout=out)
    assert out.getvalue() == ""
    LibraryDocument.objects.filter(pk=document.pk).update(text="旧的文字")
    call_command("read_documents", "--all", stdout=out)
    document.refresh_from_db()
    assert document.text == "城建档案移交"


def test_a_public_file_may_be_kept_for_a_while_and_runs_nothing(client):
    document = add(name="移交须知.txt")
    publish_with(document)
    response = client.get(document.url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "filename*=UTF-8''%E7%A7%BB%E4%BA%A4%E9%A1%BB%E7%9F%A5.txt" in response["Content-Disposition"]
    assert response["ETag"]
    assert response.getvalue().decode() == "城建档案移交"
    assert client.get(document.url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_file_of_a_restricted_collection_is_kept_by_nobody(client, admin_client):
    outer = Collection.get_first_root_node().add_child(name="内部资料")
    inner = outer.add_child(name="其中的资料")
    CollectionViewRestriction.objects.create(collection=outer, restriction_type="login")
    document = add()
    document.collection = inner
    document.save()
    refused, served = client.get(document.url), admin_client.get(document.url)
    assert (refused.status_code, served.status_code) == (302, 200)
    for response in (refused, served):
        assert response["Cache-Control"] == "private, no-store"
    assert served.getvalue().decode() == "城建档案移交"


@pytest.mark.parametrize("address", ["/documents/0/none.pdf", "/documents/999999/none.pdf"])
def test_an_unknown_file_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_upload_form_says_what_is_wrong_and_takes_what_is_right(admin_client, django_capture_on_commit_callbacks):
    def upload(name: str, content: bytes):
        return admin_client.post(
            "/admin/documents/multiple/add/",
            {"files[]": ContentFile(content, name=name), "title": name, "collection": 1},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )

    refused = upload("报告.pdf", b"<html></html>").json()
    assert not refused["success"]
    assert "文件内容与扩展名“.pdf”不符" in refused["error_message"]
    assert not LibraryDocument.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert upload("报告.pdf", samples.pdf()).json()["success"]
    document = LibraryDocument.objects.get()
    assert document.text_state == TextState.WAITING
    assert DBTaskResult.objects.count() == 1
    with document.file.open() as file:
        assert file.read().startswith(b"%PDF-")


@pytest.fixture
def mocker_calls(monkeypatch):
    """Replaces a function and gives the list of its calls' arguments."""

    def replace(module, name):
        calls = []
        monkeypatch.setattr(module, name, lambda *args: calls.append(args))
        return calls

    return replace
