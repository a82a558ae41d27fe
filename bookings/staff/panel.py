"""查档预约 on the staff's page of a case."""

from django.contrib.auth.base_user import AbstractBaseUser

from bookings.kind import KIND
from bookings.staff import counter
from bookings.workflow import DESK
from casework.case_page import panel
from casework.models import Case


@panel("booking", title="查档预约", template="bookings/admin/case_panel.html")
def booking_of_case(case: Case, user: AbstractBaseUser) -> dict | None:
    """Category and materials, the place and what became of it, copies, earlier places, waiting lines."""
    if case.kind != KIND.name:
        return None
    return counter.facts(case.specific) | {"may_mark": user.has_perm(DESK)}
