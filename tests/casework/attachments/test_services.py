"""Adding, taking away, freezing and erasing the files of a case."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from audit.append_only import ProtectedHistory
from casework import returns
from casework import services as casework
from casework.attachments import queries, services
from casework.attachments.errors import FileRefused
from casework.errors import WrongPerson, WrongStatus
from casework.models import Attachment, AttachmentItem, Case, Upload
from casework.services import ANONYMOUS
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import named, stored
from tests.casework.conftest import CONTENT
from tests.library import samples


@pytest.fixture
def me(people):
    return people["applicant"]


def add(case, me, name="a.pdf", content=None, item="any") -> Attachment:
    return services.add(case, item, named(name, samples.pdf() if content is None else content), user=me)


def submit(case, me) -> Case:
    with transaction.atomic():
        content = CONTENT | {"files": services.frozen(case)}
        return casework.submit(case, "send", actor=me, seen_version=case.version, content=content)


def test_the_list_and_what_is_missing(case, me, django_assert_num_queries):
    assert services.missing(case) == ["请上传“营业执照”。"]
    first = add(case, me, "one.pdf", item="licence")
    second = add(case, me, "two.txt", "内容".encode())
    with django_assert_num_queries(2):
        found = services.listing(case)
    assert [(item.name, files) for item, files in found] == [("any", [second]), ("licence", [first])]
    assert services.missing(case) == []
    for number in range(2):
        add(case, me, f"{number}.txt", f"第 {number} 个".encode())
    with django_assert_num_queries(2):
        services.listing(case)


def test_a_draft_that_is_filled_in_counts_as_touched(case, me):
    before = case.touched_at
    file = add(case, me)
    case.refresh_from_db()
    assert case.touched_at > before
    before = case.touched_at
    services.remove(file, user=me)
    case.refresh_from_db()
    assert case.touched_at > before


def test_an_item_takes_so_many_files_and_no_more(case, me):
    for number in range(3):
        add(case, me, f"{number}.txt", f"第 {number} 个".encode())
    with pytest.raises(FileRefused, match=r"“4.txt”没有上传：“其他材料”最多 3 个文件"):
        add(case, me, "4.txt", b"four")
    assert Attachment.objects.count() == 3


def test_all_files_of_a_case_have_a_limit_together(case, me, monkeypatch):
    monkeypatch.setattr(services, "CASE_BYTES", 10)
    add(case, me, "a.txt", b"123456")
    with pytest.raises(FileRefused, match="全部附件不能超过"):
        add(case, me, "b.txt", b"abcdef")


def test_the_same_content_is_not_kept_twice(case, me, private_root):
    add(case, me, "one.txt", b"same")
    with pytest.raises(FileRefused, match=r"“two.txt”没有上传：和已经上传的“one.txt”内容相同"):
        add(case, me, "two.txt", b"same")
    assert len(stored(private_root)) == 1


@pytest.mark.parametrize("name", ["nothing", "", "any' --", "retired"])
def test_an_item_that_is_not_asked_for_takes_nothing(case, me, name):
    AttachmentItem.objects.create(kind="engine", name="retired", label="停用", sorts=["pdf"], in_use=False)
    with pytest.raises(FileRefused, match="这项材料现在不收"):
        add(case, me, item=name)


@pytest.mark.parametrize("who", ["stranger", "reviewer", "anonymous"])
def test_only_whose_case_it_is_adds_and_removes(case, me, people, who):
    file = add(case, me)
    with pytest.raises(WrongPerson):
        add(case, people[who], "b.txt", b"b")
    with pytest.raises(WrongPerson):
        services.remove(file, user=people[who])
    assert Attachment.objects.get() == file


def test_a_draft_of_nobody_is_in_the_hands_of_who_holds_it(case, people):
    Case.objects.filter(pk=case.pk).update(applicant=None)
    case.refresh_from_db()
    assert add(case, ANONYMOUS).uploaded_by is None
    with pytest.raises(WrongPerson):
        add(case, people["stranger"], "b.txt", b"b")


def test_a_removed_draft_file_is_really_gone(case, me, private_root, django_capture_on_commit_callbacks):
    file = add(case, me, "a.png", hostile.png())
    assert len(stored(private_root)) == 2
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(file, user=me)
    assert stored(private_root) == []
    assert not Attachment.objects.exists()


def test_a_deleted_draft_takes_its_files_with_it(case, me, private_root, django_capture_on_commit_callbacks):
    add(case, me, "a.png", hostile.png())
    with django_capture_on_commit_callbacks(execute=True):
        case.specific.delete()
    assert stored(private_root) == []


def test_a_deletion_that_is_rolled_back_leaves_the_file(case, me, private_root):
    file = add(case, me)
    with pytest.raises(RuntimeError), transaction.atomic():
        services.remove(file, user=me)
        raise RuntimeError("the power fails")
    assert Attachment.objects.get() == file
    assert len(stored(private_root)) == 1


def test_what_was_submitted_is_frozen_with_its_hash(case, me):
    file = add(case, me, "执照.pdf", item="licence")
    sent = submit(case, me)
    entry = {"item": "营业执照", "name": "执照.pdf", "size": file.size, "sha256": file.sha256}
    assert sent.snapshots.get().content["files"] == [entry]
    with pytest.raises(WrongStatus):
        add(sent, me, "late.pdf")
    file.refresh_from_db()
    with pytest.raises(WrongStatus):
        services.remove(file, user=me)
    with pytest.raises(ProtectedHistory):
        file.delete()
    with pytest.raises(ProtectedHistory):
        Attachment.objects.all().delete()


def test_freezing_outside_the_submission_is_refused(transactional_db):
    with pytest.raises(RuntimeError):
        services.frozen(Case(pk=1, kind="engine"))


def test_a_returned_case_may_change_its_list_and_keeps_what_was_submitted(case, me, people, private_root):
    old = add(case, me, "old.pdf", item="licence")
    sent = submit(case, me)
    Case.objects.filter(pk=case.pk).update(withdrawable_until=None)
    back = casework.apply_transition(sent, "return", actor=people["reviewer"], seen_version=1, opinion="换一份")
    services.remove(old, user=me)
    services.remove(old, user=me)  # twice does no harm
    new = add(back, me, "new.pdf", samples.scanned_pdf(), item="licence")
    again = add(back, me, "once-more.pdf", samples.pdf())
    old.refresh_from_db()
    assert old.removed_at
    assert len(stored(private_root)) == 3, "the old file stays, for it was submitted"
    assert {item.name: files for item, files in services.listing(back)} == {"any": [again], "licence": [new]}
    submit(Case.objects.get(pk=case.pk), me)
    first, second = case.snapshots.order_by("position")
    assert returns.since_last_return(case).others == queries.changes(first.content, second.content)
    assert queries.changes(first.content, second.content) == [
        {"section": "附件", "row": None, "label": "营业执照", "before": "old.pdf", "after": ""},
        {"section": "附件", "row": None, "label": "其他材料", "before": "", "after": "once-more.pdf"},
        {"section": "附件", "row": None, "label": "营业执照", "before": "", "after": "new.pdf"},
    ]


def test_lawful_erasing_leaves_the_proof(case, me, private_root, django_capture_on_commit_callbacks):
    file = add(case, me, "刘示例的证件.png", hostile.png())
    submit(case, me)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.erase(Attachment.objects.filter(case=case), rule="规则一") == 1
    assert services.erase(Attachment.objects.filter(case=case), rule="规则二") == 0
    file.refresh_from_db()
    assert (file.name, file.erased_under, len(file.sha256)) == ("已依规清除", "规则一", 64)
    assert stored(private_root) == []


def test_a_failed_entry_leaves_nothing_in_the_storage(case, me, private_root, monkeypatch):
    monkeypatch.setattr(services, "_touch", lambda case: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        add(case, me)
    assert stored(private_root) == []
    assert not Attachment.objects.exists()


def test_who_is_not_signed_in_has_no_files(case, me):
    add(case, me)
    assert not queries.readable_by(AnonymousUser()).exists()
    assert not Upload.objects.exists()


def test_stored_files_are_for_the_sites_own_user_only(case, me, private_root):
    add(case, me)
    [path] = stored(private_root)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    with pytest.raises(ValueError, match="no address"):
        _ = Attachment.objects.get().file.url
