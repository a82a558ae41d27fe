"""The reading room on the admin's first page: what today brings, and what waits."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from bookings.models import CopyOrder, SeatClaim
from bookings.queries import unmarked
from bookings.services import copies
from bookings.staff.rights import require
from casework.figures import Figure


class ReadingRoomPanel(Component):
    """阅览室今天."""

    name = "reading_room"
    template_name = "bookings/admin/panel.html"
    order = 89

    def __init__(self, user: AbstractBaseUser):
        self.user = user

    def get_context_data(self, parent_context) -> dict:
        return {"figures": figures(self.user)}


def figures(user: AbstractBaseUser) -> list[Figure]:
    """Today's readers, and what is late; four queries. PermissionDenied for who does not work on bookings."""
    require(user)
    today, board = timezone.localdate(), reverse("booking_board")
    places = SeatClaim.objects.filter(Q(released_at=None) | Q(visit__isnull=False), day__date=today, hold_until=None)
    counted = places.aggregate(booked=Count("pk"), arrived=Count("visit__arrived_at"))
    left = unmarked(today).count()
    late = CopyOrder.objects.filter(ready_at=None, case__status="booked", promised_on__lt=today).count()
    gone = copies.to_destroy().count()
    return [
        Figure("今天预约", str(counted["booked"]), board),
        Figure("已经到馆", str(counted["arrived"]), board),
        Figure("以前没有登记到馆", str(left), f"{board}#unmarked", is_urgent=left > 0),
        Figure("复制件超时", str(late), reverse("booking_copies"), is_urgent=late > 0),
        Figure("待销毁", str(gone), reverse("booking_destroy")),
    ]
