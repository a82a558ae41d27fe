"""The slips that a reader brings: 预约单 for the visit, 取件单 for the copies (000-42)."""

from reportlab.platypus import Flowable, Spacer

from accounts.identifiers import mask_name, mask_phone
from bookings.models import Booking, SeatClaim
from bookings.queries import category_shown, local, place_of, standing_claim
from bookings.words import address as reading_room
from bookings.words import date_shown, plain_date
from casework.queue import full_name, full_phone
from content.context import site_settings
from paperwork import sheets
from paperwork.paragraphs import paragraph
from paperwork.rows import FormRow
from paperwork.styles import style

LABEL = 0.24  # of the sheet's width
UNDER_TITLE = 30  # points: the code on the right reaches down so far
GAP = 8  # points
CONFIRMED = ("booked", "collecting")
VISIT_HINT = "到馆时请出示本单或预约编号，工作人员扫描右上角的二维码登记。需要取消或改时段的，请在预约日期的前一天 24:00 以前在网站办理。"
COLLECT_HINT = "领取复制件时请携带本单和本人有效证件；查档时告知需补充提供其他手续材料的，请一并携带。"


def has_slip(case: Booking) -> bool:
    """Whether there is anything to bring a slip for."""
    claim = standing_claim(case)
    return bool(case.status in CONFIRMED and claim and claim.hold_until is None)


def title(case: Booking) -> str:
    """What the slip is called: for the visit, or for the copies once they are ordered."""
    return "复制取件单" if getattr(case, "copies", None) else "查档预约单"


def slip(case: Booking, *, issuer: str, address: str) -> bytes:
    """The slip as PDF. issuer: the name of the office; address: of the check-in, behind the code for the counter."""
    claim = standing_claim(case)
    story: list[Flowable] = [paragraph(title(case), style("title")), Spacer(1, UNDER_TITLE)]
    story += [_row(label, text) for label, text in _facts(case, claim)]
    story += [Spacer(1, GAP), paragraph(COLLECT_HINT if getattr(case, "copies", None) else VISIT_HINT, style("small"))]
    paper = sheets.Paper(title=title(case), number=case.number, issuer=issuer, code=address)
    return sheets.make(paper, story)


def _facts(case: Booking, claim: SeatClaim) -> list[tuple[str, str]]:
    place, copies = place_of(claim), getattr(case, "copies", None)
    facts = [
        ("预约编号", case.number),
        ("申请时间", f"{local(case.submitted_at):%Y年%m月%d日 %H:%M:%S}"),
        ("进馆日期", date_shown(place.day)),
        ("进馆时段", place.hours),
        ("查档地址", reading_room()),
        ("预约人", mask_name(full_name(case))),
        ("手机号码", mask_phone(full_phone(case)) if full_phone(case) else "—"),
        ("查档目的", str(case.purpose or "—") + (f"（{case.purpose_note}）" if case.purpose_note else "")),
        ("利用者类别", category_shown(case.category) if case.category else "—"),
        ("项目名称", case.project_name or "—"),
        ("建设单位（开发商）", case.developer or "—"),
        ("规划许可证号", case.permit_number or "—"),
        ("查询事项描述", case.query or "—"),
        ("请携带", "\n".join(case.category.material_lines if case.category else []) or "本人有效证件"),
    ]
    if copies:
        facts += [("复制件", f"{copies.pages} 页"), ("约定完成日期", date_shown(copies.promised_on))]
        if copies.keep_until:
            facts.append(("领取期限", f"{plain_date(copies.keep_until)}，逾期销毁"))
    return [*facts, ("咨询电话", site_settings().phone)]


def _row(label: str, text: str) -> FormRow:
    content = [paragraph(part, style("cell")) for part in (text.splitlines() or [""])]
    return FormRow(label, content, sheets.ROOM * LABEL, sheets.ROOM * (1 - LABEL))
