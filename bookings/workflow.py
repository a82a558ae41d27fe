"""The workflow of a booking: applied for, looked at, a place chosen, the visit, the copies (000-04).

Arrival and the order of copies are data of the visit, not statuses: the reader still reads 已预约, with what has happened.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from bookings.services import guards, places, visits
from casework.enums import DRAFT, By, Holder, Opinion
from casework.managers import CaseQuerySet
from casework.workflow import Status, Transition, Workflow

REVIEW, DESK, COPIES = "bookings.change_booking", "bookings.change_visit", "bookings.change_copyorder"
BEFORE_VISIT = ("returned", "choosing", "booked")

WORKFLOW = Workflow(
    [
        Status(DRAFT, "草稿", Holder.APPLICANT),
        Status("waiting", "待审核", Holder.STAFF),
        Status("returned", "待补充", Holder.APPLICANT),
        Status("choosing", "待预约", Holder.APPLICANT, "审核已经通过，请选择到馆的日期和时段。"),
        Status("booked", "已预约", Holder.APPLICANT, "请按预约的日期和时段到馆，带好下面列出的材料。"),
        Status("collecting", "待领取", Holder.APPLICANT, "复制件已经做好，请带取件单到馆领取。"),
        Status("closed", "已办结", Holder.NOBODY),
        Status("cancelled", "已取消", Holder.NOBODY, "这次预约已经取消。需要时请重新申请。"),
        Status("expired", "超期未领取办结", Holder.NOBODY, "复制件超过保留期限没有领取，已经办结。"),
        Status("nothing_found", "查无此档", Holder.NOBODY, "按您填写的信息没有查到档案。可以修改后重新申请。"),
    ],
    [
        Transition("send", "提交", (DRAFT, "returned"), "waiting", By.APPLICANT),
        Transition(
            "approve", "审核通过", ("waiting",), "choosing", By.STAFF, REVIEW, Opinion.OPTIONAL,
            message="booking_approved", effect=visits.let_choose, bulk=True,
        ),
        Transition(
            "return", "要求补充", ("waiting",), "returned", By.STAFF, REVIEW, Opinion.REQUIRED,
            message="booking_returned", names_sections=True,
        ),
        Transition(
            "nothing", "查无此档", ("waiting",), "nothing_found", By.STAFF, REVIEW, Opinion.REQUIRED,
            message="booking_nothing_found",
        ),
        Transition(
            "book", "选择预约时间", ("choosing",), "booked", By.APPLICANT,
            message="booking_confirmed", locks=places.lock_place, effect=places.take_place,
        ),
        Transition(
            "change", "更改预约时间", ("booked",), "booked", By.APPLICANT,
            message="booking_confirmed", guard=guards.own_change, locks=places.lock_place, effect=places.take_place,
        ),
        Transition(
            "cancel", "取消预约", ("waiting", *BEFORE_VISIT), "cancelled", By.APPLICANT, opinion=Opinion.OPTIONAL,
            message="booking_cancelled", guard=guards.own_change, effect=places.give_up,
        ),
        Transition(
            "book_for", "代选预约时间", ("choosing",), "booked", By.STAFF, DESK, Opinion.OPTIONAL,
            message="booking_confirmed", locks=places.lock_place, effect=places.take_place,
        ),
        Transition(
            "change_for", "代改预约时间", ("booked",), "booked", By.STAFF, DESK, Opinion.OPTIONAL,
            message="booking_confirmed", guard=guards.not_here_yet, locks=places.lock_place, effect=places.take_place,
        ),
        Transition(
            "cancel_for", "代为取消", ("waiting", *BEFORE_VISIT), "cancelled", By.STAFF, DESK, Opinion.REQUIRED,
            message="booking_cancelled", guard=guards.not_here_yet, effect=places.give_up,
        ),
        Transition(
            "arrive", "到馆登记", ("booked",), "booked", By.STAFF, DESK, guard=guards.today, effect=visits.arrive
        ),
        Transition(
            "order_copies", "委托复制", ("booked",), "booked", By.STAFF, DESK,
            message="booking_copies_ordered", guard=guards.here, effect=visits.order_copies,
        ),
        Transition(
            "ready", "复制件完成", ("booked",), "collecting", By.STAFF, COPIES, Opinion.OPTIONAL,
            message="booking_copies_ready", guard=guards.copies_ordered, effect=visits.copies_ready,
        ),
        Transition(
            "collect", "已领取，办结", ("collecting",), "closed", By.STAFF, DESK, effect=visits.collect
        ),
        Transition(
            "finish", "没有复制件，办结", ("booked",), "closed", By.STAFF, DESK, Opinion.OPTIONAL, guard=guards.no_copies
        ),
        Transition(
            "missed", "未到馆", ("booked",), "choosing", By.STAFF, DESK, Opinion.OPTIONAL,
            message="booking_missed", guard=guards.missed, effect=visits.miss,
        ),
        Transition(
            "missed_again", "再次未到馆", ("booked",), "cancelled", By.STAFF, DESK, Opinion.OPTIONAL,
            message="booking_cancelled", guard=guards.missed_for_good, effect=visits.miss_for_good,
        ),
        Transition(
            "displace", "闭馆改期", ("booked", "choosing"), "choosing", By.SYSTEM,
            message="booking_displaced", guard=guards.not_here_yet, effect=visits.displace,
        ),
        Transition(
            "lapse", "逾期未选时段", ("choosing",), "cancelled", By.SYSTEM,
            message="booking_lapsed", effect=places.give_up,
        ),
        Transition(
            "expire", "超期未领取", ("collecting",), "expired", By.SYSTEM,
            message="booking_expired", effect=visits.expire,
        ),
    ],
)  # fmt: skip


def not_chosen(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
    """Approved readers who have let the time for choosing a place pass (000-16)."""
    return cases.filter(booking__choose_by__lte=now)


def not_collected(cases: CaseQuerySet, now: datetime) -> CaseQuerySet:
    """Copies that nobody has come for by the end of the last day on which they are kept (000-36)."""
    return cases.filter(booking__copies__keep_until__lte=timezone.localdate(now) - timedelta(days=1))
