"""Races over the files of a case, really raced: first the race, then that it is gone."""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from casework import kinds
from casework.attachments import services, uploads
from casework.attachments.errors import FileRefused, WrongOffset
from casework.attachments.formats import Sort
from casework.errors import WrongStatus
from casework.models import Attachment, AttachmentItem, Case, Upload, UploadPart
from casework.services import submit
from tests.casework.attachments.conftest import stored
from tests.casework.conftest import CONTENT, KIND, make_draft, make_user
from tests.concurrency.test_casework import at_once

SENDERS = 6


@pytest.fixture
def me(initial_data, django_user_model, monkeypatch, settings, tmp_path):
    monkeypatch.setitem(kinds._kinds, "engine", KIND)
    settings.PRIVATE_ROOT = tmp_path / "private"
    AttachmentItem.objects.create(kind="engine", name="any", label="材料", sorts=[Sort.TEXT], max_files=2)
    return make_user(django_user_model, "applicant")


@pytest.fixture
def case(me) -> Case:
    return Case.objects.get(pk=make_draft(me).pk)


def test_counting_before_adding_without_the_lock_oversteps_the_limit(case, me):
    """The race itself: what add would do without the case's lock."""
    item = AttachmentItem.objects.get(kind="engine", name="any")
    Attachment.objects.create(
        case=case, item=item, name="0.txt", file="x", size=1, sha256="0", content_type="text/plain"
    )
    all_have_counted = threading.Barrier(2)

    def careless(number: int):
        def job() -> None:
            count = Attachment.objects.filter(case=case, item=item).count()
            all_have_counted.wait(30)
            if count < item.max_files:
                Attachment.objects.create(
                    case=case, item=item, name="x", file="x", size=1, sha256=str(number), content_type="text/plain"
                )

        return job

    at_once([careless(1), careless(2)])
    assert Attachment.objects.count() == 3 > item.max_files


def test_files_that_come_at_once_keep_to_the_limit(case, me, settings):
    def add(number: int):
        return lambda: services.add(case, "any", ContentFile(b"%d" % number, name=f"{number}.txt"), user=me)

    results = at_once([add(number) for number in range(SENDERS)])
    kept = [each for each in results if isinstance(each, Attachment)]
    refused = [each for each in results if isinstance(each, FileRefused)]
    assert (len(kept), len(refused)) == (2, SENDERS - 2), results
    assert all("最多 2 个文件" in str(each) for each in refused)
    assert len(stored(settings.PRIVATE_ROOT)) == 2, "what was refused left nothing behind"


def test_the_same_file_sent_at_once_is_kept_once(case, me, settings):
    results = at_once([lambda: services.add(case, "any", ContentFile(b"same", name="a.txt"), user=me)] * SENDERS)
    assert sum(isinstance(each, Attachment) for each in results) == 1, results
    assert Attachment.objects.count() == len(stored(settings.PRIVATE_ROOT)) == 1


def test_of_two_parts_for_one_place_one_is_kept(case, me, settings):
    upload = uploads.begin(case, "any", user=me, raw_name="a.txt", size=100)

    def put():
        return uploads.take_part(Upload.objects.get(pk=upload.pk), 0, b"0123456789", user=me)

    results = at_once([put] * SENDERS)
    assert results.count(10) == 1, results
    assert all(isinstance(each, WrongOffset) and each.right == 10 for each in results if each != 10)
    assert UploadPart.objects.count() == len(stored(settings.PRIVATE_ROOT)) == 1
    assert Upload.objects.get().received == 10


def test_a_file_begun_twice_at_once_is_one_upload(case, me):
    def begin():
        return uploads.begin(case, "any", user=me, raw_name="a.txt", size=100).token

    assert len(set(at_once([begin] * SENDERS))) == 1
    assert Upload.objects.count() == 1


def test_a_file_finished_twice_at_once_is_kept_once(case, me, settings):
    upload = uploads.begin(case, "any", user=me, raw_name="a.txt", size=4)
    uploads.take_part(upload, 0, b"text", user=me)
    results = at_once([lambda: uploads.finish(Upload.objects.get(pk=upload.pk), user=me)] * 2)
    assert sum(isinstance(each, Attachment) for each in results) == 1, results
    assert Attachment.objects.count() == len(stored(settings.PRIVATE_ROOT)) == 1
    assert not Upload.objects.exists()


def test_a_file_that_comes_while_the_case_is_handed_in_is_in_the_submission_or_refused(me, settings):
    AttachmentItem.objects.update(max_files=10)
    for round_number in range(5):
        case = Case.objects.get(pk=make_draft(me, f"R{round_number}").pk)

        def hand_in(case=case):
            with transaction.atomic():
                files = services.frozen(case)
                return submit(case, "send", actor=me, seen_version=0, content=CONTENT | {"files": files})

        def add(case=case):
            return services.add(case, "any", ContentFile(b"late", name="late.txt"), user=me)

        results = at_once([add, hand_in])
        assert isinstance(results[1], Case), results
        frozen = {each["sha256"] for each in case.snapshots.get().content["files"]}
        assert frozen == set(Attachment.objects.filter(case=case).values_list("sha256", flat=True))
        assert bool(frozen) != isinstance(results[0], WrongStatus), results
