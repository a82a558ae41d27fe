"""What the reading room keeps of a person beside the applications themselves: places, visits, copies, lines."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser

from accounts.profile.stored import part
from bookings.models import Booking, SeatClaim

CHUNK = 100


def _place(claim: SeatClaim) -> dict:
    visit = getattr(claim, "visit", None)
    return {
        "日期": claim.day.date,
        "时段": f"{claim.slot:%H:%M}-{claim.ends:%H:%M}",
        "保留至": claim.hold_until,
        "退出时间": claim.released_at,
        "到馆时间": visit.arrived_at if visit else None,
        "未到馆": bool(visit and visit.arrived_at is None),
    }


@part("查档预约")
def bookings(user: AbstractBaseUser) -> Iterator[dict]:
    """Every booking of the person with its places, copies and waiting lines."""
    found = Booking.objects.filter(applicant=user).select_related("copies").order_by("pk")
    for case in found.prefetch_related("claims__day", "claims__visit", "waiting__day").iterator(CHUNK):
        copies = getattr(case, "copies", None)
        yield {
            "编号": case.number,
            "时段": [_place(claim) for claim in case.claims.all()],
            "候补": [{"日期": each.day.date, "开始": each.since, "结束": each.ended_at} for each in case.waiting.all()],
            "复制件": {
                "页数": copies.pages,
                "约定完成": copies.promised_on,
                "完成": copies.ready_at,
                "领取": copies.collected_at,
                "销毁": copies.destroyed_at,
            }
            if copies
            else None,
        }
