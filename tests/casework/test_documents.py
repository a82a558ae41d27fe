"""The receipt as PDF."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from casework import services
from tests.casework.conftest import at_status, make_draft

CONTENT = {
    "form_version": "1",
    "sections": [
        {"title": "工程", "fields": [{"label": "建筑面积", "unit": "平方米", "text": "12,345.60"}]},
        {"title": "单体", "rows": [[{"label": "名称", "unit": "", "text": "1#楼"}], [{"label": "名称", "unit": "", "text": ""}]]},
    ],
    "files": [{"item": "营业执照", "name": "执照.pdf", "size": 1234567, "sha256": "ab" * 32}],
}  # fmt: skip


@pytest.fixture
def case(people):
    draft = make_draft(people["applicant"])
    return services.submit(draft, "send", actor=people["applicant"], seen_version=draft.version, content=CONTENT)


def words(content: bytes) -> str:
    """The text of a PDF without blanks, which stand where lines were broken."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def test_the_receipt_says_all_that_was_handed_in(case, people, client):
    client.force_login(people["applicant"])
    response = client.get(f"/my/{case.number}/receipt/1.pdf")
    assert response["Content-Type"] == "application/pdf"
    text = words(response.content)
    digest = case.snapshots.get().digest
    for shown in [
        case.number,
        "建筑面积12,345.60平方米",
        "第1项",
        "1#楼",
        "（未填写）",
        "1,234,567字节",
        "ab" * 32,
        digest,
    ]:
        assert shown in text


def test_a_receipt_of_what_was_erased_says_so(case, people, client):
    type(case.snapshots.get()).objects.filter(case=case).update(content=None, salt="", erased_under="保存期满")
    client.force_login(people["applicant"])
    text = words(client.get(f"/my/{case.number}/receipt/1.pdf").content)
    assert "已依规清除（保存期满）" in text
    assert "12,345.60" not in text


@pytest.mark.parametrize("name", ["stranger", "reviewer"])
def test_nobody_else_gets_it(case, people, client, name):
    client.force_login(people[name])
    assert client.get(f"/my/{case.number}/receipt/1.pdf").status_code == 404


def test_a_submission_that_was_not_made_has_none(people, client):
    case = at_status(make_draft(people["applicant"]), people, "waiting")
    client.force_login(people["applicant"])
    assert client.get(f"/my/{case.number}/receipt/2.pdf").status_code == 404
