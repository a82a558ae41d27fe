"""申报书 as PDF, drawn from a frozen submission and a few words beside it: cover, forms, tables, files, empty boxes.

The applicant prints, signs and stamps it: it bears no seal of the office. What is printed is what was frozen; nothing is
looked up, so that an old version prints alike when its form is long another.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from declarations.documents import forms, rating
from declarations.ratings.sheet import sheets_of
from paperwork import sheets
from paperwork.boxes import SignatureBox, Underlined
from paperwork.grids import Grid, head, text
from paperwork.paragraphs import paragraph
from paperwork.styles import style

TITLES = {
    "reward_fund": "装配式建筑项目\n财政奖励资金申报书",
    "technology": "装配式建筑技术项目\n申报书",
    "demonstration": "装配式建筑示范工程\n申报书",
}
NUMERALS = "一二三四五六七八九十"
ON_COVER = (
    ("项目名称", ("project", "name")),
    ("技术名称", ("technology", "name")),
    ("申报单位", ("firm", "name")),
    ("申报单位", ("applicants", "name")),
    ("所在区", ("project", "district")),
)
"""What stands on the cover: its label, and the section and field that say it; only what the declaration has."""
FILE_COLUMNS = (12, 34, 44, 20, 56)  # mm


@dataclass(frozen=True)
class Facts:
    """What stands on a declaration beside its content.

    kind: name of the kind of case; place: the city (北京市); issuer: the office that it goes to; number: 申报编号, "" before there is one. version and made_at
    are those of the exported version, digest that of its data, address what its QR says. is_draft: 草稿 is written across
    every page, and there is no version. gaps: what is still missing, in sentences.
    """

    kind: str
    place: str
    issuer: str
    number: str = ""
    version: int = 0
    digest: str = ""
    address: str = ""
    made_at: datetime | None = None
    is_draft: bool = False
    gaps: list[str] = field(default_factory=list)


def title_of(kind: str, place: str) -> str:
    """What the declaration is called, in one line."""
    return place + TITLES[kind].replace("\n", "")


def render(content: dict, facts: Facts) -> bytes:
    """The declaration. content: in the shape of a snapshot (casework.sections, casework.drafts)."""
    story = [*_cover(content, facts), PageBreak(), *_gaps(facts)]
    titles = 0
    for section in content["sections"]:
        story += sheets.heading(f"{_numeral(titles)}、{section['title']}")
        story += forms.section(section)
        titles += 1
    story += _files(content.get("files", []), _numeral(titles))
    story += _signatures(_numeral(titles + 1))
    for number, building in enumerate(_ratings(content), start=1):
        story += [PageBreak(), *rating.sheet(building, facts.place, number)]
    paper = sheets.Paper(
        title=title_of(facts.kind, facts.place),
        number=facts.number or "（提交后编号）",
        issuer=title_of(facts.kind, facts.place),
        code="" if facts.is_draft else facts.address,
        mark="草稿" if facts.is_draft else "",
        made_at=facts.made_at,
        cover=True,
    )
    return sheets.make(paper, story)


def _ratings(content: dict) -> list[dict]:
    return [found for section in content["sections"] for found in sheets_of(section)]


def _numeral(place: int) -> str:
    return NUMERALS[place] if place < len(NUMERALS) else f"十{NUMERALS[place - len(NUMERALS)]}"


def _cover(content: dict, facts: Facts) -> list[Flowable]:
    made = timezone.localtime(facts.made_at) if facts.made_at else None
    lines = [*_on_cover(content), ("申报编号", facts.number or "（提交后编号）")]
    lines.append(("受理单位", facts.issuer))
    if made:
        lines.append(("导出日期" if facts.version else "预览日期", f"{made:%Y年%-m月%-d日}"))
    story: list[Flowable] = [
        Spacer(1, 46 * mm),
        paragraph(facts.place + TITLES[facts.kind], style("cover")),
        Spacer(1, 12 * mm),
        paragraph("（预览，不能盖章提交）" if facts.is_draft else f"（第 {facts.version} 版）", style("subtitle")),
        Spacer(1, 26 * mm),
        Underlined(lines),
    ]
    if facts.digest and not facts.is_draft:
        words = f"数据校验码（SHA-256）\n{facts.digest}\n提交时，网站上的内容应当与本版一致；校验码由填写的内容算出，内容一改就不同。"
        story += [Spacer(1, 30 * mm), paragraph(words, style("note"))]
    return story


def _on_cover(content: dict) -> list[tuple[str, str]]:
    """The lines of the cover that this declaration has; of several rows the first, and how many there are."""
    by_name = {section.get("name", ""): section for section in content["sections"]}
    found: dict[str, str] = {}
    for label, (section, name) in ON_COVER:
        rows = by_name.get(section, {}).get("rows")
        fields = rows[0] if rows else by_name.get(section, {}).get("fields", [])
        said = next((each["text"] for each in fields if each["name"] == name), "")
        if said:
            found.setdefault(label, said + (f" 等 {len(rows)} 家" if rows and len(rows) > 1 else ""))
    return list(found.items())


def _gaps(facts: Facts) -> list[Flowable]:
    if not facts.gaps:
        return []
    rows = [[head("序号"), head("还没有填完整的内容")]]
    rows += [[text(str(number), name="middle"), text(gap)] for number, gap in enumerate(facts.gaps, start=1)]
    return [*sheets.heading("尚缺内容"), Grid([14 * mm, sheets.ROOM - 14 * mm], rows, heads=1)]


def _files(files: list[dict], numeral: str) -> list[Flowable]:
    """附件清单: what was handed in with it, each file with its digest."""
    story = sheets.heading(f"{numeral}、附件清单")
    if not files:
        return [*story, paragraph("没有附件。", style("cell"))]
    rows = [[head(each) for each in ("序号", "材料", "文件名", "大小", "校验码（SHA-256）")]]
    for number, file in enumerate(files, start=1):
        cells = (str(number), file.get("item") or "附件", file["name"], _size(file["size"]))
        digest = text(f"{file['sha256'][:32]}\n{file['sha256'][32:]}", name="digest")
        rows.append(
            [text(cells[0], name="middle"), text(cells[1]), text(cells[2]), text(cells[3], name="right"), digest]
        )
    return [*story, Grid([width * mm for width in FILE_COLUMNS], rows, heads=1)]


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} KB"


def _signatures(numeral: str) -> list[Flowable]:
    """Where the applicant signs and stamps."""
    promise = "本单位对申报书和所附材料的真实性、完整性负责；材料与实际不符的，愿意承担由此产生的责任。"
    return [
        CondPageBreak(100 * mm),
        *sheets.heading(f"{numeral}、申报单位签章"),
        paragraph(promise, style("body")),
        Spacer(1, 3 * mm),
        SignatureBox("申报单位（盖章）", "法定代表人（签字）"),
    ]
