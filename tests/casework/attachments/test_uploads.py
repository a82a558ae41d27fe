"""Files that come in parts: the protocol as a browser speaks it."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpRequest, UnreadablePostError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.attachments import access, services, uploads
from casework.models import Attachment, Case, Upload, UploadPart
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import named, stored
from tests.casework.conftest import at_status
from tests.library import samples

CONTENT = b"".join(bytes([65 + n % 26]) * 1000 for n in range(300))  # 300 000 bytes of text

LENGTH = len(CONTENT)


@pytest.fixture
def me(client, people, case) -> Client:
    client.force_login(people["applicant"])
    return client


def begin(client, case, *, size=LENGTH, name="a.txt", item="any", **more) -> dict:
    ref = more.pop("ref", case.pk)
    response = client.post(f"/files/of/{ref}/{item}/", {"name": name, "size": size, "modified": "1", **more})
    return response.json() | {"status": response.status_code}


def put(client, token: str, offset, content: bytes):
    return client.put(f"/files/parts/{token}/?offset={offset}", content, content_type="application/octet-stream")


def send(client, token: str, content: bytes = CONTENT, part: int = 100_000) -> None:
    for offset in range(0, len(content), part):
        answer = put(client, token, offset, content[offset : offset + part])
        assert (answer.status_code, answer.json()) == (200, {"offset": min(offset + part, len(content))})


def finish(client, token: str, **more):
    return client.post(f"/files/parts/{token}/finish/", more)


def test_a_file_comes_in_parts_and_is_whole(me, case, private_root):
    begun = begin(me, case)
    assert (begun["status"], begun["offset"], begun["size"]) == (201, 0, len(CONTENT))
    send(me, begun["token"])
    answer = finish(me, begun["token"], sha256=hashlib.sha256(CONTENT).hexdigest())
    assert answer.status_code == 201
    added = Attachment.objects.get()
    assert (added.name, added.size) == ("a.txt", len(CONTENT))
    assert added.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert "a.txt" in answer.json()["rows"]
    assert not Upload.objects.exists()
    assert me.get(f"/files/of/{case.pk}/any/").content.decode() == answer.json()["rows"]


def test_the_parts_are_gone_once_the_file_is_whole(me, case, private_root, django_capture_on_commit_callbacks):
    begun = begin(me, case)
    send(me, begun["token"])
    assert len(stored(private_root)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        finish(me, begun["token"])
    assert len(stored(private_root)) == 1


def test_a_part_in_the_wrong_place_is_told_the_right_one(me, case, private_root):
    token = begin(me, case)["token"]
    put(me, token, 0, CONTENT[:1000])
    for offset in (0, 500, 1001, 10**15):
        answer = put(me, token, offset, CONTENT[:1000])
        assert (answer.status_code, answer.json()) == (409, {"offset": 1000})
    assert me.get(f"/files/parts/{token}/").json() == {"offset": 1000, "size": len(CONTENT)}
    assert len(stored(private_root)) == 1
    early = finish(me, token)
    assert (early.status_code, early.json()) == (409, {"offset": 1000})


def test_a_closed_browser_goes_on_where_it_was(me, case):
    first = begin(me, case)
    put(me, first["token"], 0, CONTENT[:1000])
    again = begin(me, case)
    assert (again["token"], again["offset"]) == (first["token"], 1000)
    put(me, again["token"], 1000, CONTENT[1000:])
    assert finish(me, again["token"]).status_code == 201
    assert Attachment.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()
    changed = begin(me, case, modified="2")
    assert changed["token"] != first["token"], "a file that was changed meanwhile is another"


def test_content_that_went_wrong_on_its_way_is_refused(me, case):
    token = begin(me, case)["token"]
    send(me, token)
    answer = finish(me, token, sha256="0" * 64)
    assert answer.status_code == 422
    assert "和您的文件不一致" in answer.json()["error"]
    assert not Attachment.objects.exists()
    assert not Upload.objects.exists(), "it is sent anew from the beginning"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": 0}, "文件是空的"),
        ({"size": -5}, "文件是空的"),
        ({"size": 3 * samples.MEGABYTE}, "不能超过 2 MB"),
        ({"size": 10**30}, "不能超过 2 MB"),
        ({"name": "a.exe"}, "不收“.exe”格式"),
        ({"name": "\u202eexe.pdf\0.exe"}, "不收“.exe”格式"),
        ({"name": ""}, "不收没有扩展名的文件"),
        ({"item": "nothing"}, "这项材料现在不收"),
    ],
)
def test_what_would_be_refused_is_refused_before_it_is_sent(me, case, changes, sentence):
    answer = begin(me, case, **changes)
    assert answer["status"] == 422
    assert sentence in answer["error"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize("size", ["", "x", "1.5"])
def test_a_size_that_is_no_number(me, case, size):
    assert begin(me, case, size=size)["status"] == 400


@pytest.mark.parametrize("offset", ["", "x", "-1", "1.5", "9" * 5000])
def test_an_offset_that_is_no_number(me, case, offset):
    assert put(me, begin(me, case)["token"], offset, b"x").status_code == 400


@pytest.mark.parametrize("cut_off", [True, False])
def test_a_part_that_is_broken_off_is_not_kept(me, case, monkeypatch, cut_off):
    """The server either hears of the broken connection or reads less than was announced."""

    def body(request) -> bytes:
        if cut_off:
            raise UnreadablePostError("connection reset")
        return b"half"

    token = begin(me, case)["token"]
    monkeypatch.setattr(HttpRequest, "body", property(body))
    answer = put(me, token, 0, b"half, rest")
    assert (answer.status_code, answer.json()) == (409, {"offset": 0})
    assert Upload.objects.get().received == 0


def test_parts_have_a_size_and_do_not_pass_the_end(me, case):
    token = begin(me, case, size=10)["token"]
    assert put(me, token, 0, bytes(uploads.PART_BYTES + 1)).status_code == 413
    assert put(me, token, 0, b"").status_code == 400
    assert put(me, token, 0, b"12345678901").status_code == 409
    assert Upload.objects.get().received == 0


def test_the_whole_file_is_looked_at_however_it_came(me, case):
    content = samples.pdf() + hostile.SCRIPT
    token = begin(me, case, size=len(content), name="trap.pdf")["token"]
    send(me, token, content)
    answer = finish(me, token)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("“trap.pdf”没有上传：")
    assert not Attachment.objects.exists()
    assert not Upload.objects.exists()


def test_one_gives_up(me, case, private_root, django_capture_on_commit_callbacks):
    token = begin(me, case)["token"]
    put(me, token, 0, b"abc")
    with django_capture_on_commit_callbacks(execute=True):
        assert me.delete(f"/files/parts/{token}/").status_code == 204
    assert stored(private_root) == []
    assert me.get(f"/files/parts/{token}/").status_code == 404


def test_only_whose_case_it_is_sends_and_asks(me, case, people, client):
    token = begin(me, case)["token"]
    for who in ("stranger", "reviewer", None):
        other = Client()
        if who:
            other.force_login(people[who])
        assert other.post(f"/files/of/{case.pk}/any/", {"name": "a.txt", "size": 3}).status_code == 404
        assert other.get(f"/files/of/{case.pk}/any/").status_code == 404
        assert put(other, token, 0, b"x").status_code == 404
        assert other.get(f"/files/parts/{token}/").status_code == 404
        assert other.delete(f"/files/parts/{token}/").status_code == 404
        assert finish(other, token).status_code == 404
    assert Upload.objects.get().received == 0


def test_csrf_is_asked_for(case, people):
    token = uploads.begin(case, "any", user=people["applicant"], raw_name="a.txt", size=3).token
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["applicant"])
    assert strict.post(f"/files/of/{case.pk}/any/", {"name": "b.txt", "size": 3}).status_code == 403
    assert put(strict, token, 0, b"abc").status_code == 403
    assert strict.delete(f"/files/parts/{token}/").status_code == 403
    assert finish(strict, token).status_code == 403


def test_a_submitted_case_takes_no_more(me, case, people):
    upload = uploads.begin(case, "any", user=people["applicant"], raw_name="a.txt", size=3)
    uploads.take_part(upload, 0, b"a", user=people["applicant"])
    at_status(case, people, "waiting")
    assert "不能“增删附件”" in begin(me, Case.objects.get(pk=case.pk), name="b.txt")["error"]
    late = put(me, upload.token, 1, b"bc")
    assert late.status_code == 422
    assert "不能“增删附件”" in late.json()["error"]
    assert not Attachment.objects.exists()


def test_who_has_too_much_on_its_way_waits(me, case, monkeypatch):
    monkeypatch.setattr(uploads, "UNFINISHED", 2)
    assert begin(me, case, name="1.txt")["status"] == 201
    assert begin(me, case, name="2.txt")["status"] == 201
    assert "没有传完的文件太多了" in begin(me, case, name="3.txt")["error"]
    assert begin(me, case, name="2.txt")["status"] == 201, "what has begun goes on"
    monkeypatch.setattr(uploads, "UNFINISHED", 20)
    monkeypatch.setattr(uploads, "UNFINISHED_BYTES", 3 * len(CONTENT) - 1)
    assert "没有传完的文件太多了" in begin(me, case, name="3.txt")["error"]


def test_a_sender_without_an_account_goes_by_a_token(client, case, people):
    Case.objects.filter(pk=case.pk).update(applicant=None)
    ref = access.hold(Case.objects.get(pk=case.pk))
    begun = begin(client, case, ref=ref)
    send(client, begun["token"])
    answer = finish(client, begun["token"])
    assert answer.status_code == 201
    assert "下载" not in answer.json()["rows"], "there is nowhere yet to open it"
    assert client.post(f"/files/of/{ref[:-2]}/any/", {"name": "b.txt", "size": 3}).status_code == 404


def test_what_nobody_goes_on_with_is_swept(me, case, private_root, django_capture_on_commit_callbacks):
    token = begin(me, case)["token"]
    put(me, token, 0, b"abc")
    begin(me, case, name="fresh.txt")
    Upload.objects.filter(token=token).update(touched_at=timezone.now() - uploads.KEPT_FOR - timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.sweep() == 1
    assert Upload.objects.get().name == "fresh.txt"
    assert not UploadPart.objects.exists()
    assert stored(private_root) == []


def test_the_rows_of_an_item_take_the_same_queries_for_one_file_and_for_three(me, case, people):
    me.get(f"/files/of/{case.pk}/any/")
    counts = []
    for number in range(3):
        services.add(case, "any", named(f"{number}.txt", b"%d" % number), user=people["applicant"])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert me.get(f"/files/of/{case.pk}/any/").content.count("移除".encode()) == number + 1
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
