"""The notices that go to a firm with acceptance, return and refusal (003-38, 003-44)."""

import pytest

from casework.returns import Point
from paperwork.issuing import codes, services
from paperwork.models import IssuedPaper, PaperRequest
from tests.factories import declarations as make
from tests.paperwork.conftest import text_of

WORDS = "营业执照看不清，请重新扫描。\n<b>不是标记</b>"
POINT = Point("firm", "单位信息", field="name", label="单位名称", sentence="与营业执照不一致")
CASES = {
    "accept": ("受理通知书", ["现予受理", "受理意见：营业执照看不清"]),
    "return": (
        "退回修改通知书",
        ["退回原因：营业执照看不清", "前修改后重新提交", "1.单位信息单位名称：与营业执照不一致"],
    ),
    "refuse": ("不予受理通知书", ["决定不予受理", "不予受理的原因：营业执照看不清", "有异议"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("action", CASES)
def test_a_step_brings_its_notice(action):
    title, wanted = CASES[action]
    case = make.sent("reward_fund")
    case = make.step(case, action, make.make_officer(), opinion=WORDS, data={"points": [POINT]})
    asked = PaperRequest.objects.get()
    before = asked.facts["title"]
    type(case).objects.filter(pk=case.pk).update(title="后来改的标题", resubmit_by=None)
    paper = services.make(PaperRequest.objects.get())
    text = text_of(services.content(paper))
    firm = case.organisation.name
    for words in (
        title,
        firm,
        before,
        case.number,
        "<b>不是标记</b>",
        codes.grouped(codes.code(paper.number)),
        *wanted,
    ):
        assert "".join(words.split()) in text
    assert "后来改的标题" not in text
    assert (paper.label, paper.recipient) == (title, firm)
    assert paper.certificate is not None


@pytest.mark.django_db
def test_other_steps_bring_none():
    case = make.step(make.sent("technology"), "accept", make.make_officer())
    assert PaperRequest.objects.count() == 1
    make.step(case, "examine", make.make_officer())
    assert PaperRequest.objects.count() == 1
    assert not IssuedPaper.objects.exists()
