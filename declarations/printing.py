"""The declaration as PDF: a preview that says 草稿, or an exported version with its number, digest and code."""

from reportlab.platypus import Spacer

from casework import documents
from casework.models import Case
from content.context import site_settings
from declarations.models import ExportVersion
from declarations.services.versions import Sheet
from paperwork import sheets
from paperwork.paragraphs import paragraph
from paperwork.styles import style

TITLES = {
    "reward_fund": "装配式建筑项目财政奖励资金申报书",
    "technology": "装配式建筑技术项目申报书",
    "demonstration": "装配式建筑示范工程申报书",
}
GAP = 8  # points


def title_of(case: Case) -> str:
    """What the printed declaration is called."""
    return TITLES[case.kind]


def preview(case: Case, sheet: Sheet, *, address: str) -> bytes:
    """What would be exported now, marked 草稿; address: of the declaration's page, behind the code."""
    return _made(case, sheet.content, title_of(case), "预览，不能盖章", address, "草稿")


def version(case: Case, found: ExportVersion, *, address: str) -> bytes:
    """An exported version, from nothing but what was frozen."""
    foot = f"第 {found.number} 版　数据校验码（SHA-256）：{found.digest}"
    return _made(case, found.content, title_of(case), foot, address)


def _made(case: Case, content: dict, title: str, foot: str, address: str, mark: str = "") -> bytes:
    story = [paragraph(title, style("title")), Spacer(1, 30), *documents.submitted(content)]
    story += [Spacer(1, GAP), paragraph(foot, style("small"))]
    story += [paragraph(f"还没有填完整：{gap}", style("small")) for gap in content.get("gaps", [])]
    paper = sheets.Paper(
        title=title, number=case.number or f"草稿{case.pk}", issuer=site_settings().name, code=address, mark=mark
    )
    return sheets.make(paper, story)
