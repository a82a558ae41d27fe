"""Reading-room booking as a kind of case."""

from django.contrib.auth.base_user import AbstractBaseUser

from bookings import own
from bookings.forms import SECTIONS, CopiesForm, fill
from bookings.models import Booking
from bookings.place_forms import PlaceForm
from bookings.queries import booking_settings, open_bookings
from bookings.words import message_values
from bookings.workflow import WORKFLOW, not_chosen, not_collected
from casework.enums import ForWhom
from casework.errors import NotActing
from casework.kinds import CaseKind, Part, Timed
from casework.models import Case

FORGOTTEN = "（内容已依规清除）"


def may_apply(user: AbstractBaseUser, case: Case | None) -> None:
    """One person has only so many open bookings at a time."""
    most = booking_settings().most_open
    others = open_bookings(user).filter(applicant=user).exclude(pk=case.pk if case else None)
    if others.count() >= most:
        raise NotActing(f"您已经有 {most} 个没有办结的查档预约。等其中一个办结或取消以后，才能再申请。")


def forget(case: Booking) -> None:
    """What somebody was looking for, when the time for keeping it is over; that there was a visit stays."""
    case.title = case.query = FORGOTTEN
    case.purpose_note = case.project_name = case.developer = case.permit_number = ""


KIND = CaseKind(
    "booking",
    "查档预约",
    model="bookings.Booking",
    workflow=WORKFLOW,
    prefix="CJG",
    promise=1,
    sections=SECTIONS,
    form_version="1",
    for_whom=ForWhom.PERSON,
    one_draft=True,
    notice_seconds=5,
    notice_title="预约须知",
    may_apply=may_apply,
    list_view="my_bookings",
    page_part=Part("bookings/service_part.html", own.service_part),
    own=Part("bookings/my/part.html", own.part),
    describe=own.describe,
    desk="case_register_booking",
    step_forms={"order_copies": CopiesForm, "book_for": PlaceForm, "change_for": PlaceForm},
    step_pages={"book": "my_place", "change": "my_place"},
    message_values=message_values,
    fill=fill,
    timed=(Timed("lapse", not_chosen), Timed("expire", not_collected)),
    retention_days=3 * 365,
    forget=forget,
)
