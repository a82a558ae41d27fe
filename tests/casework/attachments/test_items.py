"""The list of files that a kind asks for: made from its code, then in the hands of staff."""

import pytest
from django.apps import apps

from casework import kinds
from casework.models import AttachmentItem
from casework.setup import make_attachment_items


@pytest.fixture
def evidence(db) -> AttachmentItem:
    return AttachmentItem.objects.get(kind="feedback", name="evidence")


def test_every_kind_finds_its_items_after_migrating(db):
    declared = {(kind.name, item.name) for kind in kinds.case_kinds() for item in kind.items}
    assert declared == set(AttachmentItem.objects.values_list("kind", "name"))
    assert ("feedback", "evidence") in declared


def test_what_staff_changed_stays_and_what_is_missing_comes_back(evidence):
    AttachmentItem.objects.filter(pk=evidence.pk).update(label="别的名称", in_use=False)
    assert make_attachment_items(apps) == 0
    evidence.refresh_from_db()
    assert (evidence.label, evidence.in_use) == ("别的名称", False)
    evidence.delete()
    assert make_attachment_items(apps) == 1


def form(evidence, **changes) -> dict:
    return {
        "kind": "feedback",
        "name": evidence.name,
        "label": "截图",
        "help": "",
        "sorts": ["pdf", "word"],
        "max_megabytes": 5,
        "max_files": 2,
        "sample": "",
        "position": 0,
        "in_use": "on",
    } | changes


def test_staff_change_an_item(admin_client, evidence):
    assert admin_client.post(f"/admin/attachmentitem/edit/{evidence.pk}/", form(evidence)).status_code == 302
    evidence.refresh_from_db()
    assert (evidence.label, evidence.sorts, evidence.max_files) == ("截图", ["pdf", "word"], 2)
    assert evidence.accept == ".pdf,.docx"
    assert evidence.rule == "PDF、Word（DOCX）。每个不超过 5 MB，最多 2 个。"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "other"}, "业务和代号保存以后不能改"),
        ({"kind": "org_claim"}, "业务和代号保存以后不能改"),
        ({"sorts": []}, "必须的"),
        ({"sorts": ["exe"]}, "exe"),
        ({"max_megabytes": 0}, "1"),
        ({"max_megabytes": 9999}, "200"),
        ({"max_files": 0}, "1"),
        ({"label": ""}, "必须的"),
    ],
)
def test_an_item_that_makes_no_sense_is_refused(admin_client, evidence, changes, sentence):
    response = admin_client.post(f"/admin/attachmentitem/edit/{evidence.pk}/", form(evidence, **changes))
    assert response.status_code == 200
    assert sentence in str(response.context["form"].errors)
    evidence.refresh_from_db()
    assert evidence.label == "截图、照片或文件"


def test_a_new_item_needs_a_name_of_its_own(admin_client, evidence):
    assert admin_client.post("/admin/attachmentitem/new/", form(evidence)).status_code == 200
    assert admin_client.post("/admin/attachmentitem/new/", form(evidence, name="Has Blank")).status_code == 200
    assert admin_client.post("/admin/attachmentitem/new/", form(evidence, name="more")).status_code == 302
    assert AttachmentItem.objects.filter(kind="feedback").count() == 2
