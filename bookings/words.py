"""What the reading room tells readers: the messages and their variables. Staff change the words, never the keys."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from bookings.models import Booking, SeatClaim
from bookings.queries import booking_settings, category_of, local, place_of
from content.context import site_settings
from content.models import SiteSettings
from notifications.texts import CASE_VARIABLES, Text

WEEKDAYS = "一二三四五六日"

VARIABLES = CASE_VARIABLES | {
    "编号": ("预约编号", "CJG2026010500001"),
    "事项": ("预约的标题", "查档：示例家园3号楼"),
    "日期": ("进馆日期；没有选时为空", "2026年1月8日 星期四"),
    "时段": ("进馆时段；没有选时为空", "9:00-9:30"),
    "地址": ("查档地址", "示例市示例路1号"),
    "材料": ("这一类利用者要携带的材料", "本人身份证、不动产权证"),
    "电话": ("咨询电话", "010-00000000"),
    "馆名": ("主办单位", "示例市城市建设档案馆"),
    "期限": ("选择时段的最后一天", "2026年2月4日"),
    "保留": ("时段保留到什么时候；没有保留时为空", "1月8日 15:30"),
    "安排": ("闭馆改期后的安排，一句话", "为您保留了1月9日 9:00-9:30，保留到1月8日 15:30，请登录网站确认。"),
    "候补日": ("候补的日期；与候补无关的消息里为空", "1月9日"),
    "页数": ("复制件的页数", "12"),
    "约定": ("复制件约定完成的日期", "2026年1月15日"),
    "领取期限": ("复制件保留到哪一天", "2026年7月8日"),
}


def date_shown(day: date) -> str:
    """2026年1月8日 星期四."""
    return f"{day.year}年{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def short_date(day: date) -> str:
    """1月8日 星期四."""
    return f"{day.month}月{day.day}日 星期{WEEKDAYS[day.weekday()]}"


def plain_date(day: date) -> str:
    """2026年1月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def address(office: SiteSettings | None = None) -> str:
    """Where one comes: the reading room's own address, or that of the house. office: its settings, if at hand."""
    return booking_settings().address or (office or site_settings()).address


def message_values(case: Booking) -> Mapping[str, str]:
    """The variables that messages about bookings have besides those of every case."""
    claim, office, category = case.standing, site_settings(), category_of(case)
    place = place_of(claim) if claim else None
    may_have_copies = case.due_at or case.status in ("collecting", "closed", "expired")  # ordering them sets the clock
    copies = getattr(case, "copies", None) if may_have_copies else None
    return {
        "日期": date_shown(place.day) if place else "",
        "时段": place.hours if place else "",
        "地址": address(office),
        "材料": "、".join(category.material_lines if category else []) or "本人有效证件",
        "电话": office.phone,
        "馆名": office.sponsor,
        "期限": plain_date(last_day(case)) if case.choose_by else "",
        "保留": _moment(claim.hold_until) if claim and claim.hold_until else "",
        "安排": _arrangement(claim),
        "页数": str(copies.pages) if copies else "",
        "约定": plain_date(copies.promised_on) if copies else "",
        "领取期限": plain_date(copies.keep_until) if copies and copies.keep_until else "",
    }


def _arrangement(claim: SeatClaim | None) -> str:
    """What a reader whose place vanished is to do."""
    if claim is None or claim.hold_until is None:
        return "请登录网站重新选择时段。"
    place = place_of(claim)
    kept = f"为您保留了{place.day.month}月{place.day.day}日 {place.hours}"
    return f"{kept}，保留到{_moment(claim.hold_until)}，请登录网站确认，也可以另选。"


def last_day(case: Booking) -> date:
    """The last day on which an approved reader may choose a place: the one that ends at choose_by."""
    return local(case.choose_by).date() - timedelta(days=1)


def _moment(at: datetime) -> str:
    moment = local(at)
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _text(key: str, label: str, title: str, body: str, sms: str = "", **more: bool) -> Text:
    return Text(f"booking_{key}", f"查档预约：{label}", title, body, sms, variables=VARIABLES, **more)


TEXTS = [
    _text(
        "approved",
        "审核通过",
        "查档预约审核通过，请选择到馆时段",
        "您的查档预约（{{ 编号 }}）已审核通过。请在 {{ 期限 }} 前选择到馆的日期和时段。{{ 意见 }}",
        "您的查档预约{{ 编号 }}已审核通过，请登录网站选择到馆时段，{{ 期限 }}前有效。",
    ),
    _text(
        "returned",
        "要求补充",
        "查档预约需要补充",
        "您的查档预约（{{ 编号 }}）需要补充后再提交：{{ 意见 }}",
        "您的查档预约{{ 编号 }}需要补充，请登录网站查看并修改。",
    ),
    _text(
        "nothing_found",
        "查无此档",
        "查档结果：查无此档",
        "您的查档预约（{{ 编号 }}）：按所填信息没有查到档案。{{ 意见 }} 可以修改信息后重新申请。",
        "您的查档预约{{ 编号 }}：按所填信息没有查到档案，可登录网站查看说明、修改后重新申请。",
    ),
    _text(
        "confirmed",
        "预约成功",
        "查档预约成功：{{ 日期 }} {{ 时段 }}",
        "您已预约 {{ 日期 }} {{ 时段 }} 到馆查档（{{ 编号 }}）。地址：{{ 地址 }}。请携带：{{ 材料 }}。"
        "需要取消或改时段的，请在前一天 24:00 以前操作，当天请拨打 {{ 电话 }}。",
        "您已预约{{ 日期 }} {{ 时段 }}到馆查档（{{ 编号 }}），地址：{{ 地址 }}。请携带：{{ 材料 }}。",
    ),
    _text(
        "cancelled",
        "已取消",
        "查档预约已取消",
        "您的查档预约（{{ 编号 }}）已取消。{{ 意见 }}",
        "您的查档预约{{ 编号 }}已取消。",
    ),
    _text(
        "missed",
        "未到馆",
        "您没有在预约的时段到馆",
        "您没有按预约的时段到馆（{{ 编号 }}）。可以在 {{ 期限 }} 前重新选择一次时段。{{ 意见 }}",
        "您没有按预约的时段到馆（{{ 编号 }}），可登录网站重新选择时段。",
    ),
    _text(
        "displaced",
        "闭馆改期",
        "您预约的查档时段有变动，请确认新的时段",
        "您的查档预约（{{ 编号 }}）：{{ 意见 }}{{ 安排 }}给您带来不便，敬请谅解。",
        "您的查档预约{{ 编号 }}原来的时段不再开放。{{ 安排 }}",
        important=True,
    ),
    _text(
        "offered",
        "候补轮到",
        "候补成功：请在 {{ 保留 }} 前确认",
        "您候补的日期有了空余（{{ 编号 }}）：{{ 日期 }} {{ 时段 }}，为您保留到 {{ 保留 }}。请登录确认，过时不再保留。",
        "您候补的{{ 日期 }} {{ 时段 }}已为您保留到{{ 保留 }}，请登录网站确认（{{ 编号 }}）。",
        important=True,
        by_day=True,
    ),
    _text(
        "hold_over",
        "保留到期",
        "为您保留的时段已经放开",
        "为您保留的 {{ 日期 }} {{ 时段 }} 没有在 {{ 保留 }} 前确认，已经放开（{{ 编号 }}）。请登录另选时段。",
    ),
    _text(
        "line_over",
        "候补结束",
        "{{ 候补日 }}的候补已经结束",
        "您候补的 {{ 候补日 }} 没有空出时段，候补已经结束（{{ 编号 }}）。请在 {{ 期限 }} 前另选时段，或者候补别的日期。",
    ),
    _text(
        "visit_reminder",
        "到馆提醒",
        "提醒：{{ 日期 }} {{ 时段 }} 到馆查档",
        "您预约了 {{ 日期 }} {{ 时段 }} 到馆查档（{{ 编号 }}）。地址：{{ 地址 }}。请携带：{{ 材料 }}。"
        "不能来的，请在今天 24:00 以前取消或改时段。",
        "提醒：您预约{{ 日期 }} {{ 时段 }}到馆查档（{{ 编号 }}），地址：{{ 地址 }}。请携带：{{ 材料 }}。",
    ),
    _text(
        "choose_reminder",
        "选时段提醒",
        "提醒：请选择到馆时段",
        "您的查档预约（{{ 编号 }}）还没有选择到馆时段，{{ 期限 }} 以后自动取消。请登录选择。",
        "您的查档预约{{ 编号 }}还没有选择到馆时段，{{ 期限 }}以后自动取消。",
    ),
    _text(
        "lapsed",
        "逾期未选时段",
        "查档预约已取消：没有选择时段",
        "您的查档预约（{{ 编号 }}）在 {{ 期限 }} 前没有选择到馆时段，已经取消。需要时请重新申请。",
    ),
    _text(
        "copies_ordered",
        "已委托复制",
        "已委托制作复制件",
        "您委托制作复制件 {{ 页数 }} 页（{{ 编号 }}），约定 {{ 约定 }} 前完成。做好后会通知您领取。",
    ),
    _text(  # 000-35, word for word but for the names
        "copies_ready",
        "复制件完成",
        "复制件已完成，请到馆领取",
        "（{{ 馆名 }}）告知事项：您委托制作的档案复制件已完成，请携带调卷单复制取件单到我馆领取。"
        "（注：如查档时告知需补充提供其他手续材料，请一并携带。）如有疑问请致电{{ 电话 }}。复制件保留到 {{ 领取期限 }}。",
        "（{{ 馆名 }}）告知事项：您委托制作的档案复制件已完成，请携带调卷单复制取件单到我馆领取。"
        "（注：如查档时告知需补充提供其他手续材料，请一并携带。）如有疑问请致电{{ 电话 }}。",
        important=True,
    ),
    _text(
        "copies_reminder",
        "领取提醒",
        "提醒：复制件还没有领取",
        "您委托制作的档案复制件（{{ 编号 }}）还没有领取。{{ 领取期限 }} 以后销毁，并暂停办理在线查档预约。请尽快到馆领取，"
        "如有疑问请致电 {{ 电话 }}。",
        "您的档案复制件（{{ 编号 }}）还没有领取，{{ 领取期限 }}以后销毁并暂停在线预约，请尽快到馆领取。",
        important=True,
    ),
    _text(
        "expired",
        "超期未领取",
        "复制件超期未领取，已经办结",
        "您委托制作的档案复制件（{{ 编号 }}）到 {{ 领取期限 }} 没有领取，将按规定销毁，并暂停一段时间办理在线查档预约。"
        "恢复的日期在办事页面上可以看到；有异议的，请在网站“纠错与咨询”提出。",
        "您的档案复制件（{{ 编号 }}）超期未领取，将按规定销毁，并暂停办理在线查档预约。",
        by_day=True,
    ),
]
