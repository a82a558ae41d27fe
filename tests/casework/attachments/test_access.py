"""Who may open a file: a table of people, and what is kept of it."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import CollectionViewRestriction

from accounts.groups import StaffGroup
from accounts.models import Membership, Organisation
from audit.enums import Event
from audit.models import Entry
from casework import kinds
from casework import services as casework
from casework.attachments import access, services
from casework.models import Attachment, AttachmentItem, Case
from casework.workflow import Workflow
from library.models import LibraryDocument, TextState
from tests.casework.attachments import hostile
from tests.casework.attachments.conftest import named
from tests.casework.attachments.test_services import submit
from tests.casework.conftest import KIND, make_user

OTHER = "home.view_feedback"


@pytest.fixture
def everybody(people, django_user_model, case) -> dict:
    """One of every sort, and the firm for which two of them act."""
    firm = Organisation.objects.create(name="示例建设公司", code="91110000600037341L")
    Case.objects.filter(pk=case.pk).update(organisation=firm)
    colleague, former = (make_user(django_user_model, name) for name in ("colleague", "former"))
    Membership.objects.create(user=people["applicant"], organisation=firm)
    Membership.objects.create(user=colleague, organisation=firm)
    gone = Membership.objects.create(user=former, organisation=firm)
    Membership.objects.filter(pk=gone.pk).update(ended_at=gone.since)
    auditor = make_user(django_user_model, "auditor")
    auditor.groups.add(Group.objects.get(name=StaffGroup.AUDITORS))
    return people | {
        "colleague": colleague,
        "former colleague": former,
        "staff of another kind": make_user(django_user_model, "elsewhere", OTHER),
        "auditor": auditor,
        "superuser": django_user_model.objects.create_superuser("root"),
    }


# who, a draft's file, a submitted case's file, whether opening it is kept in the audit list
TABLE = [
    (None, 302, 302, False),
    ("applicant", 200, 200, False),
    ("colleague", 200, 200, False),
    ("former colleague", 404, 404, False),
    ("stranger", 404, 404, False),
    ("reviewer", 404, 200, True),
    ("staff of another kind", 404, 404, False),
    ("auditor", 404, 404, False),
    ("superuser", 404, 200, True),
]


@pytest.mark.parametrize("name", ["file_download", "file_view"])
@pytest.mark.parametrize(("who", "as_draft", "as_submitted", "is_kept"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_who_opens_what(case, everybody, client, name, who, as_draft, as_submitted, is_kept):
    me = everybody["applicant"]
    file = services.add(case, "any", named("a.png", hostile.png()), user=me)
    url = reverse(name, args=[file.pk])
    if who:
        client.force_login(everybody[who])
    assert status(client, url) == as_draft
    assert not Entry.objects.filter(event=Event.FILE_OPENED).exists()
    submit(Case.objects.get(pk=case.pk), me)
    assert status(client, url) == as_submitted
    kept = Entry.objects.filter(event=Event.FILE_OPENED)
    assert kept.count() == is_kept
    if is_kept:
        entry = kept.get()
        assert entry.actor == everybody[who]
        assert entry.data == {
            "case": case.pk,
            "attachment": file.pk,
            "sha256": file.sha256,
            "way": "picture" if name == "file_view" else "original",
        }
        assert "a.png" not in entry.about, "names of files may be personal"


def status(client, url: str) -> int:
    response = client.get(url)
    assert response.getvalue() or response.status_code != 200
    return response.status_code


def test_staff_of_one_kind_do_not_open_files_of_another(case, everybody, client, monkeypatch):
    """The kind alone decides: the same person, the same file, a kind whose steps are for others."""
    me, reviewer = everybody["applicant"], everybody["reviewer"]
    file = services.add(case, "any", named("a.png", hostile.png()), user=me)
    submit(Case.objects.get(pk=case.pk), me)
    client.force_login(reviewer)
    assert status(client, reverse("file_download", args=[file.pk])) == 200
    steps = [each for each in KIND.workflow.transitions.values() if not each.permission]
    elsewhere = kinds.CaseKind(
        "engine",
        "别的业务",
        model="home.Feedback",
        prefix="QT",
        workflow=Workflow(list(KIND.workflow.statuses.values()), steps),
    )
    monkeypatch.setitem(kinds._kinds, "engine", elsewhere)
    assert status(client, reverse("file_download", args=[file.pk])) == 404


def test_a_file_that_is_no_picture_cannot_be_shown(case, everybody, client):
    file = services.add(case, "any", named("a.txt", b"text"), user=everybody["applicant"])
    client.force_login(everybody["applicant"])
    assert client.get(reverse("file_view", args=[file.pk])).status_code == 404
    assert client.post(reverse("file_download", args=[file.pk])).status_code == 405


def test_an_erased_or_lost_file_is_not_found(case, everybody, client, private_root):
    me = everybody["applicant"]
    lost = services.add(case, "any", named("a.txt", b"text"), user=me)
    erased = services.add(case, "any", named("b.txt", b"more"), user=me)
    (private_root / lost.file.name).unlink()
    services.erase(Attachment.objects.filter(pk=erased.pk), rule="规则")
    client.force_login(me)
    assert client.get(reverse("file_download", args=[lost.pk])).status_code == 404
    assert client.get(reverse("file_download", args=[erased.pk])).status_code == 404


def test_everybody_may_have_the_sample_unless_something_holds_it(items, client):
    url = reverse("file_sample", args=[items["licence"].pk])
    assert client.get(url).status_code == 404
    sample = LibraryDocument.objects.create(title="样例", file=named("样例.txt", "示例".encode()))
    AttachmentItem.objects.filter(pk=items["licence"].pk).update(sample=sample)
    LibraryDocument.objects.update(text_state=TextState.READ, text="示例")
    response = client.get(url)
    assert response.getvalue().decode() == "示例"
    assert response["Content-Disposition"].startswith("attachment;")
    LibraryDocument.objects.update(text="身份证号 11010519491231002X")
    assert client.get(url).status_code == 404, "the checks hold a file with personal data"
    LibraryDocument.objects.update(text="示例")
    restriction = CollectionViewRestriction.objects.create(collection=sample.collection, restriction_type="login")
    assert client.get(url).status_code == 404
    restriction.delete()
    AttachmentItem.objects.update(in_use=False)
    assert client.get(url).status_code == 404


def test_a_chinese_name_survives_the_header(case, everybody, client):
    file = services.add(case, "any", named("营业执照（副本）.txt", b"text"), user=everybody["applicant"])
    client.force_login(everybody["applicant"])
    response = client.get(reverse("file_download", args=[file.pk]))
    assert b"".join(response.streaming_content) == b"text"
    assert "filename*=utf-8''%E8%90%A5%E4%B8%9A" in response["Content-Disposition"]


def test_a_token_holds_only_an_unsent_draft_of_nobody(case, people, monkeypatch):
    assert access.held(access.hold(case)) is None, "it belongs to somebody"
    Case.objects.filter(pk=case.pk).update(applicant=None)
    token = access.hold(case)
    assert access.held(token) == case
    for false in ["", str(case.pk), token[:-1], token.replace(str(case.pk), str(case.pk + 1), 1), "a:b:c"]:
        assert access.held(false) is None
    monkeypatch.setattr(access, "HELD_FOR", -1)
    assert access.held(token) is None, "it is too old"
    monkeypatch.undo()
    Case.objects.filter(pk=case.pk).update(status="waiting", number="X1")
    assert access.held(token) is None, "it has been sent"
    assert casework.ANONYMOUS.pk is None
