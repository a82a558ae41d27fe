"""Days, places and who has them. Two readers never have one place: the database holds that.

Whoever books, holds or closes locks the row of the day first and the rows of cases after it; days are locked in the
order of their dates. Giving a place back needs no lock: it takes nothing from anybody.
"""

from django.db import models


class ReadingDay(models.Model):
    """A day of the reading room. It says nothing; its row is the lock for everything that takes places of the day."""

    date = models.DateField("日期", unique=True)

    class Meta:
        verbose_name = "开放日"
        verbose_name_plural = "开放日"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d}"


class SeatClaimQuerySet(models.QuerySet):
    """Claims as they are asked for."""

    def standing(self) -> "SeatClaimQuerySet":
        """Those that nobody has given back."""
        return self.filter(released_at=None)

    def holds(self) -> "SeatClaimQuerySet":
        """Standing claims that somebody has yet to confirm."""
        return self.standing().filter(hold_until__isnull=False)

    def firm(self) -> "SeatClaimQuerySet":
        """Standing claims that are bookings."""
        return self.standing().filter(hold_until=None)


class SeatClaim(models.Model):
    """One seat in one slot of one day belongs to one case, for good or until hold_until.

    slot: when it begins. A claim is never deleted; what is given back has released_at, and a place that was used keeps
    its claim for ever.
    """

    day = models.ForeignKey(ReadingDay, verbose_name="日期", on_delete=models.PROTECT, related_name="claims")
    slot = models.TimeField("开始")
    ends = models.TimeField("结束")
    seat = models.PositiveSmallIntegerField("座位", default=1)
    case = models.ForeignKey("bookings.Booking", verbose_name="预约", on_delete=models.PROTECT, related_name="claims")
    made_at = models.DateTimeField("占用时间")
    hold_until = models.DateTimeField("保留至", null=True)
    released_at = models.DateTimeField("退出时间", null=True)

    objects = SeatClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "占用的时段"
        verbose_name_plural = "占用的时段"
        ordering = ["day__date", "slot", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "slot", "seat"], condition=models.Q(released_at=None), name="seat_claim_one_reader"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(released_at=None), name="seat_claim_one_a_case"
            ),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("slot")), name="seat_claim_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["hold_until"], name="seat_claim_holds", condition=models.Q(hold_until__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.slot:%H:%M}-{self.ends:%H:%M} #{self.seat}"


class WaitingEntryQuerySet(models.QuerySet):
    """Entries as they are asked for."""

    def in_line(self) -> "WaitingEntryQuerySet":
        """Open entries of readers who have nothing yet: only they keep others from a day. Who has a place held for
        another day keeps the turn, and lets others pass meanwhile.
        """
        return self.filter(ended_at=None).exclude(case__in=SeatClaim.objects.standing().values("case"))


class WaitingEntry(models.Model):
    """A reader waits for a place of a full day. The longest waiting comes first."""

    day = models.ForeignKey(ReadingDay, verbose_name="日期", on_delete=models.PROTECT, related_name="line")
    case = models.ForeignKey("bookings.Booking", verbose_name="预约", on_delete=models.PROTECT, related_name="waiting")
    since = models.DateTimeField("开始候补")
    offered_at = models.DateTimeField("轮到时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "候补"
        verbose_name_plural = "候补"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "case"], condition=models.Q(ended_at=None), name="waiting_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["day", "since"], name="waiting_line", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.day} {self.case}"
