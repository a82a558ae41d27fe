"""The papers that every case has: the receipt, made of a frozen submission and of nothing else."""

from datetime import datetime

from django.utils import timezone
from reportlab.platypus import Flowable, Spacer

from casework.consents import line
from casework.models import Case, Snapshot
from paperwork import sheets
from paperwork.issuing.codes import code, grouped
from paperwork.papers import Body, Order
from paperwork.paragraphs import ChineseParagraph, paragraph
from paperwork.rows import FormRow
from paperwork.seal_spot import SealSpot
from paperwork.styles import style

RECEIPT = "收件回执"
LABEL = 0.24  # of the sheet's width
GAP = 8  # points
UNDER_TITLE = 30  # points: the code on the right reaches down so far


def receipt(order: Order) -> Body:
    """收件回执: what was handed in, when, and the digests by which it can be proved, sealed by the office.

    A snapshot whose content was erased under a rule still has a receipt, which says so.
    """
    case, snapshot = order.case, order.snapshot
    content = snapshot.content
    story: list[Flowable] = [paragraph(RECEIPT, style("title")), Spacer(1, UNDER_TITLE)]
    story += [_row(label, text) for label, text in _facts(case, snapshot, order)]
    if content is None:
        story.append(paragraph(f"提交的内容已依规清除（{snapshot.erased_under}）。", style("body")))
    else:
        story += submitted(content)
    story += [Spacer(1, GAP), paragraph(f"本次提交的总校验码（SHA-256）：\n{snapshot.digest}", style("small"))]
    if content is not None:
        story.append(paragraph("附件下面是它的校验码：文件一字不改，校验码就不变。", style("small")))
    spot = SealSpot(order.issuer, f"{timezone.localtime(order.issued_at):%Y年%-m月%-d日}")
    story += [Spacer(1, GAP), spot]
    paper = sheets.Paper(RECEIPT, order.number, order.issuer, order.address, made_at=order.issued_at)
    return Body(sheets.make(paper, story), spot.place)


def submitted(content: dict) -> list[Flowable]:
    """Everything that a submission says, section by section, and its files."""
    story: list[Flowable] = []
    for section in content["sections"]:
        story += sheets.heading(section["title"])
        rows = section.get("rows")
        for number, fields in enumerate(rows if rows is not None else [section["fields"]], start=1):
            if rows is not None:
                story += [Spacer(1, GAP), paragraph(f"第 {number} 项", style("cell"))]
            story += [_row(field["label"], _shown(field)) for field in fields]
    if content["files"]:
        story += sheets.heading("附件")
        story += [_file(file) for file in content["files"]]
    return story


def _file(file: dict) -> FormRow:
    name = paragraph(f"{file['name']}（{file['size']:,} 字节）", style("cell"))
    return _boxed(file.get("item") or "附件", [name, paragraph(file["sha256"], style("small"))])


def _facts(case: Case, snapshot: Snapshot, order: Order) -> list[tuple[str, str]]:
    applicant = str(case.applicant or "未登录的读者")
    agreed = line(case.case_kind, snapshot.content)
    return [
        ("办件编号", case.number),
        ("回执编号", order.number),
        ("核验码", grouped(code(order.number))),
        ("业务", case.case_kind.label),
        ("事项", case.title),
        ("申请人", f"{applicant}（代表：{case.organisation}）" if case.organisation else applicant),
        ("提交时间", _moment(snapshot.taken_at)),
        ("第几次提交", f"第 {snapshot.position} 次"),
        *([("同意的须知", agreed)] if agreed else []),
        ("收件单位", order.issuer),
    ]


def _shown(field: dict) -> str:
    return f"{field['text']} {field['unit']}".strip() if field["text"] else "（未填写）"


def _row(label: str, text: str) -> FormRow:
    return _boxed(label, [paragraph(part, style("cell")) for part in (text.splitlines() or [""])])


def _boxed(label: str, content: list[ChineseParagraph]) -> FormRow:
    return FormRow(label, content, sheets.ROOM * LABEL, sheets.ROOM * (1 - LABEL))


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y年%m月%d日 %H:%M:%S}"
