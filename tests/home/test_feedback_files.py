"""Feedback with files, from people without an account and a browser without script."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from audit.enums import Event
from audit.models import Entry
from casework.attachments import access
from casework.models import Attachment, Upload
from home.feedback import services
from home.feedback.views import FILES_AN_HOUR
from home.models import Feedback
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import stored
from tests.home.test_feedback import filled
from tests.library import samples

FIELD = "file-evidence"


@pytest.fixture(autouse=True)
def fresh_place(settings, tmp_path):
    cache.clear()
    settings.PRIVATE_ROOT = tmp_path / "private"
    return settings.PRIVATE_ROOT


def picture(name="截图.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, hostile.png(), "image/png")


def document(name="说明.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf(), "application/pdf")


def held_in(response) -> str:
    return response.context["held"]


def test_two_files_come_with_a_message(client, db):
    response = client.post("/feedback/", filled() | {FIELD: [picture(), document()]})
    assert response.status_code == 302
    feedback = Feedback.objects.get()
    assert feedback.status == "new"
    assert feedback.applicant is None
    frozen = feedback.snapshots.get().content["files"]
    assert [(each["item"], each["name"]) for each in frozen] == [
        ("截图、照片或文件", "截图.png"),
        ("截图、照片或文件", "说明.pdf"),
    ]
    assert [each["sha256"] for each in frozen] == [each.sha256 for each in feedback.attachments.order_by("pk")]
    assert all(each.frozen_at for each in feedback.attachments.all())
    page = client.get(response.url).content.decode()
    first = feedback.attachments.first()
    address = f"/feedback/answer/{feedback.code}/files/{first.pk}/"
    assert f'href="{address}"' in page
    assert f'href="{address}view/"' in page
    original = client.get(address)
    assert original.getvalue() == hostile.png()
    assert original["Content-Disposition"].startswith("attachment;")
    shown = client.get(f"{address}view/")
    assert (shown["Content-Type"], shown.getvalue()[:2]) == ("image/jpeg", b"\xff\xd8")
    assert not Entry.objects.filter(event=Event.FILE_OPENED).exists(), "the sender's own file"


def test_a_message_needs_no_file(client, db):
    assert client.post("/feedback/", filled()).status_code == 302
    assert Feedback.objects.get().snapshots.get().content["files"] == []


def test_files_are_kept_when_something_else_is_wrong(client, db):
    first = client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: picture()})
    page = first.content.decode()
    assert first.status_code == 422
    assert "截图.png" in page
    assert "移除" in page
    second = client.post("/feedback/", filled(text="") | {"held": held_in(first), FIELD: document()})
    assert second.status_code == 422
    assert "截图.png" in second.content.decode()
    assert "说明.pdf" in second.content.decode()
    assert client.post("/feedback/", filled() | {"held": held_in(second)}).status_code == 302
    feedback = Feedback.objects.get()
    assert [each["name"] for each in feedback.snapshots.get().content["files"]] == ["截图.png", "说明.pdf"]


def test_one_bad_file_gets_its_sentence_and_the_others_are_kept(client, db):
    bad = SimpleUploadedFile("坏的.jpg", hostile.HTML)
    other = SimpleUploadedFile("程序.exe", b"MZ")
    response = client.post("/feedback/", filled() | {FIELD: [picture(), bad, other]})
    page = response.content.decode()
    assert response.status_code == 422
    assert "“坏的.jpg”没有上传：文件内容与扩展名“.jpg”不符" in page
    assert "“程序.exe”没有上传：“截图、照片或文件”不收“.exe”格式" in page
    assert [each.name for each in Attachment.objects.all()] == ["截图.png"]
    assert Feedback.objects.get().status == "draft", "it is not sent before one has seen what is missing"
    assert client.post("/feedback/", filled() | {"held": held_in(response)}).status_code == 302


def test_a_file_is_taken_off_again_and_nothing_typed_is_lost(client, db):
    first = client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: [picture(), document()]})
    gone = Attachment.objects.get(name="截图.png")
    again = client.post("/feedback/", filled() | {"held": held_in(first), "remove_file": gone.pk})
    page = again.content.decode()
    assert again.status_code == 200
    assert "截图.png" not in page
    assert "说明.pdf" in page
    assert filled()["text"] in page
    assert [each.name for each in Attachment.objects.all()] == ["说明.pdf"]


def test_nobody_takes_off_what_is_not_his(client, db):
    client.post("/feedback/", filled() | {FIELD: picture()})
    other = Attachment.objects.get()
    mine = client.post("/feedback/", filled(text="") | {FIELD: document()})
    client.post("/feedback/", filled() | {"held": held_in(mine), "remove_file": other.pk})
    client.post("/feedback/", filled(text="") | {"held": held_in(mine), "remove_file": "1' OR 1=1"})
    assert Attachment.objects.count() == 2


@pytest.mark.parametrize("held", ["", "x", "1", "1:x:y", "\0"])
def test_a_false_token_holds_nothing(client, db, held):
    assert client.post("/feedback/", filled() | {"held": held, FIELD: picture()}).status_code == 302
    assert Feedback.objects.count() == 1


def test_a_fourth_file_is_too_many(client, db):
    pictures = [SimpleUploadedFile(f"{n}.png", hostile.image("PNG", (10 + n, 10))) for n in range(4)]
    response = client.post("/feedback/", filled() | {FIELD: pictures})
    assert "“3.png”没有上传：“截图、照片或文件”最多 3 个文件" in response.content.decode()
    assert Attachment.objects.count() == 3


def test_the_kind_of_captcha_changes_and_the_files_stay(client, db):
    response = client.post("/feedback/", filled() | {"switch": "1", FIELD: picture()})
    assert "等于几？" in response.content.decode()
    assert "截图.png" in response.content.decode()


def test_the_same_form_sent_twice_is_one_message(client, db):
    first = client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: picture()})
    held = held_in(first)
    assert client.post("/feedback/", filled() | {"held": held}).status_code == 302
    assert access.held(held) is None


def test_a_signed_in_sender_has_the_files_among_his_own(client, db):
    user = User.objects.create_user("reader")
    client.force_login(user)
    client.post("/feedback/", filled() | {FIELD: picture()})
    feedback = Feedback.objects.get()
    assert feedback.applicant == user
    assert client.get(f"/files/{Attachment.objects.get().pk}/").getvalue() == hostile.png()


def test_files_need_the_code_of_their_own_message(client, db):
    client.post("/feedback/", filled() | {FIELD: picture()})
    client.post("/feedback/", filled() | {FIELD: document()})
    [first, second] = Feedback.objects.order_by("pk")
    file = first.attachments.get()
    assert client.get(f"/feedback/answer/{second.code}/files/{file.pk}/").status_code == 404
    assert client.get(f"/feedback/answer/ZZZZZZZZZZ/files/{file.pk}/").status_code == 404
    assert client.get(f"/files/{file.pk}/").status_code == 302, "without the code one has to sign in"


def test_an_unsent_draft_is_not_found_by_its_code(client, db):
    client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: picture()})
    draft = Feedback.objects.get()
    assert client.get(f"/feedback/answer/{draft.code}/").status_code == 404
    assert client.get(f"/feedback/answer/{draft.code}/files/{Attachment.objects.get().pk}/").status_code == 404


def test_what_is_never_sent_goes_after_two_days(client, db, fresh_place, django_capture_on_commit_callbacks):
    client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: picture()})
    client.post("/feedback/", filled() | {FIELD: document()})
    assert services.sweep_unsent() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert services.sweep_unsent(timezone.now() + services.UNSENT_FOR + timedelta(minutes=1)) == 1
    assert Feedback.objects.get().status == "new"
    assert len(stored(fresh_place)) == 1


def test_one_address_may_send_so_many_files_an_hour(client, db):
    for _ in range(FILES_AN_HOUR):
        client.post("/feedback/files/evidence/", {"name": "a.png", "size": "x"})
    response = client.post("/feedback/", filled() | {FIELD: picture()})
    assert "上传的文件太多了" in response.content.decode()
    assert filled()["text"] in response.content.decode()
    assert client.post("/feedback/files/evidence/", {"name": "a.png", "size": 3}).status_code == 429
    assert not Attachment.objects.exists()


def test_files_without_a_message_have_a_limit_together(client, db, monkeypatch):
    client.post("/feedback/", filled(captcha_1="wrong") | {FIELD: picture()})
    monkeypatch.setattr(services, "UNSENT_BYTES", 100)
    response = client.post("/feedback/", filled() | {FIELD: document()})
    assert "上传的文件太多了" in response.content.decode()
    assert client.post("/feedback/files/evidence/", {"name": "a.png", "size": 3}).status_code == 429
    assert Attachment.objects.count() == 1
    assert client.post("/feedback/", filled()).status_code == 302, "words alone are always taken"


def test_a_script_sends_in_parts_and_the_form_takes_them_over(client, db):
    content = hostile.png()
    begun = client.post("/feedback/files/evidence/", {"name": "a.png", "size": len(content)}).json()
    part = f"/files/parts/{begun['token']}/"
    client.put(f"{part}?offset=0", content, content_type="application/octet-stream")
    assert client.post(f"{part}finish/").status_code == 201
    again = client.post("/feedback/files/evidence/", {"name": "b.png", "size": 9, "held": begun["held"]}).json()
    assert access.held(again["held"]) == access.held(begun["held"]) is not None
    assert client.post("/feedback/", filled() | {"held": begun["held"]}).status_code == 302
    feedback = Feedback.objects.get()
    assert [each["name"] for each in feedback.snapshots.get().content["files"]] == ["a.png"]
    assert client.put(f"/files/parts/{again['token']}/?offset=0", b"x").status_code == 422
    assert Upload.objects.get().received == 0


def test_staff_open_a_file_and_it_is_kept(admin_client, client, db):
    client.post("/feedback/", filled() | {FIELD: picture()})
    file = Attachment.objects.get()
    assert admin_client.get(f"/files/{file.pk}/").getvalue() == hostile.png()
    assert Entry.objects.get(event=Event.FILE_OPENED).data["attachment"] == file.pk
