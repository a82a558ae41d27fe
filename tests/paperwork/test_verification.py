"""Whoever holds a paper learns whether it is genuine, altered, unknown or withdrawn, and nothing else."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from paperwork.enums import Verdict
from paperwork.issuing import codes, services
from paperwork.models import IssuedPaper, PaperRequest
from paperwork.sealing import keys, pades
from paperwork.verification import checking, views

TO_WHOM = "示例建设有限公司"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("文书.pdf", content, "application/pdf")


def found(content: bytes) -> checking.Finding:
    return checking.by_file(sent(content))


def withdrawn(paper, django_user_model):
    services.withdraw(paper, by=django_user_model.objects.create_user("officer"), reason="内容有误，另发")
    return IssuedPaper.objects.get(pk=paper.pk)


def test_the_code_tells_what_was_issued_when_and_to_whom(issue, client):
    paper = issue()
    address = codes.address(paper.number).removeprefix("HTTP://LOCALHOST:8000")
    for path in (address, address.replace("/V/", "/v/"), address.lower()):
        answer = client.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        for words in (
            "真实有效",
            "试用证明",
            paper.number,
            TO_WHOM,
            "2026年" if paper.issued_at.year == 2026 else "年",
            paper.sha256,
            "测试印章",
        ):
            assert words in page
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("wrong", ["", "1", "1AAAAAAAAAAAAA", "9AAAAAAAAAAAAA", "汉字", "1" * 300])
def test_a_wrong_code_tells_nothing(issue, client, wrong):
    paper = issue()
    answer = client.get(f"/v/{paper.number}/{wrong or '-'}")
    assert answer.status_code == 404
    assert TO_WHOM not in answer.content.decode()
    assert "查不到" in answer.content.decode()


def test_a_number_that_was_never_issued_is_unknown_even_with_its_code(db, client):
    assert client.get(f"/v/SY1-TP1/{codes.code('SY1-TP1')}").status_code == 404


def test_a_withdrawn_paper_says_so_with_the_reason(issue, client, django_user_model):
    paper = withdrawn(issue(), django_user_model)
    content = services.content(paper)
    by_code = client.get(f"/v/{paper.number}/{codes.code(paper.number)}")
    by_file = client.post("/v/file/", {"file": sent(content)})
    for answer in (by_code, by_file):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "已作废" in page
        assert "内容有误，另发" in page
        assert "真实有效" not in page


def test_number_and_code_can_be_typed(issue, client):
    paper = issue()
    typed = {
        "number": f" {paper.number.lower().replace('-', ' －').replace(' ', '')} ",
        "code": codes.grouped(codes.code(paper.number)).lower(),
    }
    answer = client.get("/v/", typed)
    assert answer.status_code == 302
    assert "真实有效" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"number": "", "code": ""}, "请填写“文书编号”"),
        ({"number": "SY1", "code": ""}, "请填写“核验码”"),
        ({"number": "../admin", "code": "1A"}, "只有字母、数字和短横"),
        ({"number": "SY1/x", "code": "<b>"}, "只有字母、数字和短横"),
    ],
)
def test_what_cannot_be_right_is_answered_with_a_sentence(db, client, typed, sentence):
    answer = client.get("/v/", typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_file_itself_is_genuine_whoever_sends_it(issue, client):
    paper = issue()
    page = client.post("/v/file/", {"file": sent(services.content(paper))}).content.decode()
    assert "真实有效" in page
    assert "一字不差" in page
    assert TO_WHOM in page


def test_one_bit_changed_is_never_genuine(issue):
    """Ten places all over the file, one of them in what the sheet shows, one in the signature."""
    content = services.content(issue())
    shown = content.find(b"stream", 3000) + 40
    inside = content.find(b"/Contents <") + 3000
    verdicts = {}
    for place in (shown, inside, len(content) // 3, len(content) - 20):
        changed = bytearray(content)
        changed[place] ^= 1
        finding = found(bytes(changed))
        verdicts[place] = finding.verdict
        assert finding.paper is None
    assert verdicts[shown] == Verdict.ALTERED
    assert set(verdicts.values()) <= {Verdict.ALTERED, Verdict.UNREADABLE, Verdict.UNKNOWN}


def test_an_appended_update_is_altered_and_shows_what_was_issued(issue):
    paper = issue()
    writer = IncrementalPdfFileWriter(BytesIO(services.content(paper)))
    page = writer.root["/Pages"]["/Kids"].raw_get(0)
    page.get_object()["/Rotate"] = NumberObject(90)
    writer.mark_update(page)
    out = BytesIO()
    writer.write(out)
    for changed in (out.getvalue(), services.content(paper) + b"\n% more"):
        finding = found(changed)
        assert (finding.verdict, finding.paper) == (Verdict.ALTERED, paper)
        assert "被添加了内容" in finding.sentence


def test_a_seal_of_somebody_else_is_unknown_though_it_names_a_number_of_ours(issue, settings, tmp_path):
    paper = issue()
    settings.SEAL = {**settings.SEAL, "p12": str(tmp_path / "other.p12")}
    (tmp_path / "other.p12").write_bytes(keys.made_for_trying())
    body = services.papers.get("probe").render(
        services.Order(paper.number, "HTTP://X/V", "别的单位", paper.issued_at, facts={})
    )
    forged = pades.PyHankoSealer().seal(body, number=paper.number, unit="别的单位", at=paper.issued_at)
    finding = found(forged)
    assert (finding.verdict, finding.paper, finding.claimed) == (Verdict.UNKNOWN, None, "")


def test_a_seal_of_ours_on_what_is_not_in_the_store_is_not_called_genuine(issue):
    paper = issue()
    body = services.papers.get("probe").render(services.Order("SY9-TP9", "HTTP://X/V", "示例馆", paper.issued_at))
    made = services.sealer().seal(body, number="SY9-TP9", unit="示例馆", at=paper.issued_at)
    assert found(made).verdict == Verdict.UNKNOWN
    claims = services.sealer().seal(body, number=paper.number, unit="示例馆", at=paper.issued_at)
    assert found(claims).verdict == Verdict.UNKNOWN
    assert found(claims).paper is None


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"", Verdict.UNREADABLE),
        (b"PK\x03\x04 no pdf", Verdict.UNREADABLE),
        (b"%PDF-1.7\n" + b"garbage" * 50, Verdict.UNREADABLE),
        (
            b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\n%%EOF",
            Verdict.UNREADABLE,
        ),
    ],
    ids=["empty", "zip", "garbage", "loop"],
)
def test_hostile_files_are_answered_with_a_sentence(issue, client, content, verdict):
    issue()
    finding = found(content)
    assert finding.verdict == verdict
    assert client.post("/v/file/", {"file": sent(content)}).status_code == 200


def test_an_unsealed_pdf_is_known_by_its_bytes_alone(issue):
    paper = issue(kind="plain")
    content = services.content(paper)
    assert found(content).verdict == Verdict.GENUINE
    changed = content.replace(b"%%EOF", b"%%EOG", 1)
    assert found(changed).verdict in (Verdict.UNKNOWN, Verdict.UNREADABLE)


def test_no_file_and_one_too_large_are_refused_in_words(db, client, monkeypatch):
    assert "请选择要核验的 PDF 文件" in client.post("/v/file/").content.decode()
    monkeypatch.setattr("paperwork.verification.forms.MOST_BYTES", 10)
    answer = client.post("/v/file/", {"file": sent(b"%PDF-" + b"x" * 100)})
    assert answer.status_code == 422
    assert "超过了 50 MB" in answer.content.decode()


def test_too_many_tries_wait(db, client, monkeypatch):
    monkeypatch.setattr(views, "CODES", 2)
    monkeypatch.setattr(views, "FILES", 1)
    assert [client.get("/v/SY1-TP1/1AAAA").status_code for _ in range(3)] == [404, 404, 429]
    assert [client.post("/v/file/", {"file": sent(b"x")}).status_code for _ in range(2)] == [200, 429]


def test_a_purged_paper_can_still_be_checked(issue, client):
    paper = issue()
    content = services.content(paper)
    PaperRequest.objects.update(recipient="")
    IssuedPaper.objects.update(file="", recipient="", erased_under="保存期满")
    page = client.post("/v/file/", {"file": sent(content)}).content.decode()
    assert "真实有效" in page
    assert TO_WHOM not in page
