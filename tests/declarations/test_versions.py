"""预览, 导出, and whether what is handed in is what was stamped."""

import hashlib

import pytest
from django.test import Client

from casework.errors import NotComplete, NotNow, StaleDraft, WrongPerson, WrongStatus
from casework.models import Case
from declarations.models import ExportVersion
from declarations.services import versions
from tests.factories import declarations as make

pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def export(case: Case) -> ExportVersion:
    found = fresh(case)
    return versions.export(found, user=found.applicant, seen_version=found.version)


def test_versions_are_numbered_and_the_same_content_is_no_new_one():
    case = make.fill(make.begin("technology"))
    first, again = export(case), export(case)
    assert (first.number, again.pk) == (1, first.pk)
    make.type_in(case, "firm", make.FIRM | {"contact": "示例另一人"})
    second = export(case)
    assert second.number == 2
    assert second.digest != first.digest
    assert ExportVersion.objects.get(pk=first.pk).digest == first.digest
    assert [each["label"] for each in versions.differences(first, versions.sheet(fresh(case)))] == ["联系人"]


def test_a_version_never_changes():
    found = export(make.fill(make.begin("technology")))
    found.digest = "x"
    with pytest.raises(Exception, match="never changes"):
        found.save()


def test_others_and_old_pages_export_nothing():
    case = make.fill(make.begin("technology"))
    stranger = make.User.objects.create(username="stranger")
    with pytest.raises(WrongPerson):
        versions.export(case, user=stranger, seen_version=case.version)
    with pytest.raises(StaleDraft):
        versions.export(case, user=case.applicant, seen_version=case.version - 1)
    sent = make.submit(case)
    with pytest.raises(WrongStatus):
        versions.export(sent, user=case.applicant, seen_version=sent.version)
    assert not ExportVersion.objects.exists()


def test_an_incomplete_one_is_exported_with_its_gaps_unless_it_is_a_demonstration():
    case = make.begin("reward_fund")
    make.type_in(case, "firm", make.FIRM)
    assert any("施工许可证" in gap for gap in export(case).content["gaps"])
    other = make.begin("demonstration")
    make.type_in(other, "people", [{"person": "示例甲", "firm": "示例公司"}])
    with pytest.raises(NotNow, match="项目基本信息、申报单位信息、申报单体信息。"):
        export(other)


def test_what_is_handed_in_must_be_what_was_stamped():
    case = make.complete("technology")
    assert versions.problem(case) == ""
    make.type_in(case, "firm", make.FIRM | {"contact": "示例另一人", "post": "经理"})
    with pytest.raises(
        NotComplete, match="第 1 版，导出以后内容又改过：单位信息的“联系人”、单位信息的“职务”"
    ) as refused:
        make.hand_in(case)
    assert refused.value.faults[0].link == f"/my/drafts/{case.pk}/paper/"
    make.type_in(case, "firm", make.FIRM)
    assert make.hand_in(case).status == "waiting", "back to what was stamped"


def test_a_scan_of_the_new_version_takes_the_place_of_the_old():
    case = make.complete("technology")
    old = case.attachments.get(item__name="stamped")
    make.type_in(case, "firm", make.FIRM | {"contact": "示例另一人"})
    make.stamp(case, "teal")
    with pytest.raises(NotComplete, match="不是同一版（第 1 版、第 2 版）"):
        make.hand_in(case)
    make.attachments.remove(old, user=case.applicant)
    assert make.hand_in(case).status == "waiting"


def test_a_scan_without_any_export_is_refused_and_can_be_said_to_be_a_version():
    case = make.fill(make.begin("technology"))
    make.attach(case, stamped=False)
    make.scan(case)
    with pytest.raises(NotComplete, match="没有导出过"):
        make.hand_in(case)
    made = export(case)
    client = Client()
    client.force_login(case.applicant)
    file = case.attachments.get(item__name="stamped")
    client.post(f"/my/drafts/{case.pk}/paper/tie/", {"file": file.pk, "version": made.number})
    assert make.hand_in(case).status == "waiting"


def test_files_and_labels_are_not_what_was_stamped():
    case = make.complete("technology")
    make.attachments.add(case, "rights", make.picture("专利.png", "lime"), user=case.applicant)
    assert versions.problem(fresh(case)) == ""


def test_the_page_of_the_paper_its_preview_and_its_versions():
    case = make.fill(make.begin("technology"))
    client, path = Client(), f"/my/drafts/{case.pk}/paper/"
    client.force_login(case.applicant)
    assert client.get(f"{path}preview.pdf").getvalue().startswith(b"%PDF")
    assert client.post(f"{path}export/", {"seen_version": case.version}).url == path
    shown = client.get(path).content.decode()
    assert "第 1 版（PDF）" in shown
    assert "内容与第 1 版相同" in shown
    first = client.get(f"{path}1.pdf").getvalue()
    assert first.startswith(b"%PDF")
    assert ExportVersion.objects.get().sha256 == hashlib.sha256(first).hexdigest()
    assert client.get(f"{path}1.pdf").getvalue() == first
    assert client.get(f"{path}2.pdf").status_code == 404
    assert client.post(f"{path}export/", {"seen_version": "0"}).status_code == 409
    stranger = Client()
    stranger.force_login(make.User.objects.create(username="stranger"))
    assert {stranger.get(f"{path}{each}").status_code for each in ("", "preview.pdf", "1.pdf")} == {404}
