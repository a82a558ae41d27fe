"""What staff keep for each other on a case: notes, checklists, form beside file, dossier."""

import hashlib
import json
import zipfile
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.append_only import ProtectedHistory
from audit.models import Entry
from casework import checklists, dossier, errors, purging, services, staff_notes
from casework.attachments import services as attachments
from casework.models import Attachment, Case, CaseNote, ChecklistItem, ChecklistTick
from tests.factories import claims
from tests.membership.conftest import make_people, private_files  # noqa: F401  files of these tests are private

RIGHTS = ["access_admin", "add_casenote", "view_casenote", "dossier_case"]


@pytest.fixture
def people(db) -> dict:
    people = make_people()
    people["zhao"].user_permissions.add(*Permission.objects.filter(codename__in=RIGHTS))
    people["zhao"] = type(people["zhao"]).objects.get(pk=people["zhao"].pk)
    return people


@pytest.fixture
def case(people) -> Case:
    return claims.sent(people["wang"])


@pytest.fixture
def staff(client, people):
    client.force_login(people["zhao"])
    return client


def test_a_note_stays_as_written_and_no_applicant_sees_it(client, staff, case, people):
    url = f"/admin/cases/note/{case.pk}/"
    assert staff.post(url, {"text": " "}).status_code == 422
    refused = staff.post(url, {"text": "身份证 110101199003077635 已核"})
    assert refused.status_code == 422
    assert "已核" in refused.content.decode()
    assert staff.post(url, {"text": "公章与去年不同，已电话核对。"}).status_code == 302
    shown = staff.get(f"/admin/cases/inspect/{case.pk}/").content.decode()
    assert "公章与去年不同" in shown
    note = CaseNote.objects.get()
    note.text = "改了"
    with pytest.raises(ProtectedHistory):
        note.save()
    client.force_login(people["wang"])
    for page in [f"/my/{case.number}/", f"/my/{case.number}/receipt/", "/my/"]:
        assert "公章与去年不同" not in client.get(page).content.decode()
    with pytest.raises(PermissionDenied):
        staff_notes.add(case, "申请人自己", user=people["wang"])


def test_notes_go_with_the_personal_data_of_a_case(case, people):
    staff_notes.add(case, "示例备注", user=people["zhao"])
    ended = services.apply_transition(case, "refuse", actor=people["zhao"], seen_version=case.version, opinion="不符")
    rule = purging.rules("org_claim")[0]
    done = list(purging.purge(rule, now=ended.closed_at + timezone.timedelta(days=rule.days + 1)))
    assert done[0]["内部备注"] == 1
    assert CaseNote.objects.get().text == ""


@pytest.fixture
def items(db) -> list[ChecklistItem]:
    words = [("名称与执照一致", True), ("公章清晰", True), ("电话已核", False)]
    return [
        ChecklistItem.objects.create(kind="org_claim", action="accept", text=text, required=required, position=place)
        for place, (text, required) in enumerate(words)
    ]


def test_a_step_waits_for_what_must_be_checked(staff, case, people, items):
    def approve() -> Case:
        return services.apply_transition(case, "accept", actor=people["zhao"], seen_version=case.version)

    with pytest.raises(errors.NotNow, match="先完成核对清单：名称与执照一致、公章清晰"):
        approve()
    page = staff.get(f"/admin/cases/inspect/{case.pk}/").content.decode()
    assert "先完成核对清单：名称与执照一致、公章清晰。" in page
    shown = [item.pk for item in items]
    url = f"/admin/cases/check/{case.pk}/"
    staff.post(url, {"shown": shown, "ticked": shown[:2]})
    assert [(tick.item_id, tick.is_ticked, tick.by) for tick in ChecklistTick.objects.all()] == [
        (shown[0], True, people["zhao"]), (shown[1], True, people["zhao"]),
    ]  # fmt: skip
    staff.post(url, {"shown": shown, "ticked": shown[1:]})
    assert ChecklistTick.objects.count() == 4, "a tick taken away is kept too"
    with pytest.raises(errors.NotNow, match="清单：名称与执照一致。"):
        approve()
    staff.post(url, {"shown": shown, "ticked": shown})
    assert approve().status == "accepted"


def test_what_is_handed_in_anew_is_checked_anew(case, people, items):
    shown = {item.pk for item in items}
    assert checklists.tick(case, shown, shown, user=people["zhao"]) == 3
    returned = services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="改")
    claims.drafts.submit_draft(returned, user=people["wang"], seen_version=returned.version)
    again = Case.objects.get(pk=case.pk)
    assert list(checklists.lacking(again, ["accept"])) == ["accept"]
    with pytest.raises(errors.WrongPerson):
        checklists.tick(again, shown, shown, user=people["wang"])


def test_an_item_belongs_to_a_step_of_its_kind(staff, people):
    people["zhao"].user_permissions.add(Permission.objects.get(codename="add_checklistitem"))
    answer = staff.post(
        "/admin/checklistitem/new/", {"kind": "org_claim", "action": "publish", "text": "x", "position": 0}
    )
    assert answer.status_code == 200
    assert not ChecklistItem.objects.exists()


def test_the_page_costs_the_same_with_much_on_it(staff, case, people, items):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            staff.get(f"/admin/cases/inspect/{case.pk}/")
        return len(queries)

    shown = {item.pk for item in items}
    checklists.tick(case, shown, shown, user=people["zhao"])
    staff_notes.add(case, "一", user=people["zhao"])
    cost()
    before = cost()
    for number in range(5):
        staff_notes.add(case, str(number), user=people["zhao"])
        item = ChecklistItem.objects.create(kind="org_claim", action="refuse", text=str(number))
        checklists.tick(case, {item.pk}, {item.pk}, user=people["zhao"])
    assert cost() == before


def test_form_and_file_side_by_side(staff, client, case, people):
    pdf = Attachment.objects.filter(case=case).first()
    Attachment.objects.filter(pk=pdf.pk).update(content_type="application/pdf", picture="")
    pdf.refresh_from_db()
    page = staff.get(f"/admin/cases/beside/{case.pk}/{pdf.pk}/").content.decode()
    assert claims.NAME in page
    assert f'<iframe src="/files/{pdf.pk}/read/"' in page
    read = staff.get(f"/files/{pdf.pk}/read/")
    assert read["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in read["Content-Security-Policy"]
    assert "script-src" not in read["Content-Security-Policy"]
    assert b"".join(read.streaming_content), "read to the end, it is closed"
    picture = Attachment.objects.filter(case=case).last()
    assert (
        f'src="/files/{picture.pk}/view/"' in staff.get(f"/admin/cases/beside/{case.pk}/{picture.pk}/").content.decode()
    )
    assert staff.get(f"/files/{picture.pk}/read/").status_code == 404, "a picture is no PDF"
    assert staff.get(f"/admin/cases/beside/{case.pk}/999/").status_code == 404
    client.force_login(people["li"])
    assert client.get(f"/files/{pdf.pk}/read/").status_code == 404


@pytest.mark.parametrize("with_notes", [False, True])
def test_a_dossier_holds_everything_and_proves_it(staff, case, people, with_notes):
    staff_notes.add(case, "只给同事看的话", user=people["zhao"])
    services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="请重拍执照")
    url = f"/admin/cases/dossier/{case.pk}/"
    assert staff.post(url, {"reason": "啊"}).status_code == 422
    answer = staff.post(url, {"reason": "移交财政局核验", **({"with_notes": "on"} if with_notes else {})})
    assert answer.streaming
    content = b"".join(answer.streaming_content)
    archive = zipfile.ZipFile(BytesIO(content))
    assert archive.testzip() is None
    manifest = json.loads(archive.read("manifest.json"))
    names = set(archive.namelist())
    assert {each["path"] for each in manifest["files"]} == names - {"manifest.json"}
    for each in manifest["files"]:
        assert hashlib.sha256(archive.read(each["path"])).hexdigest() == each["sha256"], each
        assert "problem" not in each
    files = {path for path in names if path.startswith("附件/")}
    assert {hashlib.sha256(archive.read(path)).hexdigest() for path in files} == set(
        Attachment.objects.filter(case=case).values_list("sha256", flat=True)
    )
    submitted = json.loads(archive.read("申报内容/第1次提交.json"))
    assert submitted["content"]["sections"][0]["fields"][0]["text"] == claims.NAME
    assert "请重拍执照" in archive.read("意见和决定.json").decode()
    assert ("内部备注.json" in names) is with_notes
    assert ("只给同事看的话" in content.decode("latin-1").encode("latin-1").decode("utf-8", "ignore")) is False
    entry = Entry.objects.filter(event="exported").last()
    assert (entry.reason, entry.data["notes"]) == ("移交财政局核验", with_notes)


def test_a_changed_file_shows_in_the_manifest(case, people, settings):
    file = Attachment.objects.filter(case=case).first()
    (settings.PRIVATE_ROOT / file.file.name).write_bytes(b"other")
    content = b"".join(dossier.stream(case, made_by=people["zhao"], with_notes=False))
    manifest = json.loads(zipfile.ZipFile(BytesIO(content)).read("manifest.json"))
    assert [each["problem"] for each in manifest["files"] if "problem" in each] == [
        f"与收到时的校验码不同：{file.sha256}"
    ]


def test_who_may_not_gets_no_dossier(client, case, people):
    people["li"].user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(people["li"])
    assert client.post(f"/admin/cases/dossier/{case.pk}/", {"reason": "移交财政局核验"}).status_code == 404
    with pytest.raises(PermissionDenied):
        dossier.begin(case, people["li"], with_notes=False, reason="移交")


def test_a_removed_file_is_in_the_dossier_with_a_word(case, people):
    services.apply_transition(case, "return", actor=people["zhao"], seen_version=case.version, opinion="改")
    file = Attachment.objects.filter(case=case).first()
    attachments.remove(file, user=people["wang"])
    found = [entry for entry in dossier.entries(case, with_notes=False) if entry.path.startswith("附件/")]
    assert [entry.about for entry in found].count("已从清单移除") == 1
