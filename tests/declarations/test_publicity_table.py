"""The sealed 公示表 of a 公示: made in the background, for everybody, masked."""

import pytest
from django.test import Client
from pypdf import PdfReader

from declarations.models import PublicityPage
from declarations.services import publicity
from paperwork.issuing import services, tasks
from paperwork.models import PaperRequest
from tests.factories import declarations as make
from tests.factories.stages import stage
from tests.paperwork.conftest import text_of


def approved(kind: str = "reward_fund"):
    """A declaration that waits for its 公示."""
    case, officer, approver = make.sent(kind), make.make_officer(), make.make_approver()
    for action in ("accept", "examine", "review", "approve"):
        actor = approver if action == "approve" else officer
        case = make.step(case, action, actor, data=stage(kind, action).data(case.submitted_at))
    return case, officer


@pytest.mark.django_db
def test_the_table_is_for_everybody_once_it_is_made(django_user_model):
    case, officer = approved()
    page = publicity.make([case], actor=officer)
    asked = PaperRequest.objects.get(kind="publicity")
    visitor = Client()
    assert "盖章的公示表" not in visitor.get(page.url).content.decode()
    tasks.make_paper.func(asked.pk)
    page = PublicityPage.objects.get(pk=page.pk)
    paper = page.table
    assert paper.public_path in visitor.get(page.url).content.decode()
    answer = visitor.get(paper.public_path)
    assert answer.content == services.content(paper)
    text = text_of(answer.content)
    for words in (page.title, case.lead_name, "奖励金额（元）", "共1项", paper.number):
        assert "".join(words.split()) in text
    assert "下载这份文书" in visitor.get(paper.public_path.removesuffix(".pdf")).content.decode()
    services.withdraw(paper, by=django_user_model.objects.create_user("boss"), reason="面积有误")
    assert visitor.get(paper.public_path).status_code == 404
    assert "盖章的公示表" not in visitor.get(page.url).content.decode()


@pytest.mark.django_db
def test_a_single_step_asks_for_its_table_too():
    case, officer = approved()
    make.step(case, "publish", officer, data={"days": 3})
    (row,) = PaperRequest.objects.get(kind="publicity").facts["rows"]
    assert ["申报单位", case.lead_name] in row


@pytest.mark.django_db
def test_no_other_paper_is_for_everybody():
    case = make.step(make.sent("reward_fund"), "refuse", make.make_officer(), opinion="不符合条件")
    paper = services.make(PaperRequest.objects.get(case_id=case.pk))
    assert Client().get(paper.public_path).status_code == 404


@pytest.mark.django_db
def test_a_long_table_repeats_its_head():
    rows = [[["项目名称", f"示例家园 {number}"], ["申报单位", "示例建设有限公司"]] for number in range(80)]
    facts = {"title": "2026 年奖励资金申报结果公示", "period": "2026年11月20日至2026年11月26日", "rows": rows}
    paper = services.make(services.ask("publicity", "GS1", 1, facts=facts))
    pages = [page.extract_text() for page in PdfReader(paper.file.open("rb")).pages]
    paper.file.close()
    assert len(pages) > 2
    assert all("申报单位" in "".join(text.split()) for text in pages[:-1])
