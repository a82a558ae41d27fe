"""Proves that no two readers have one place, and that everybody's place agrees with the status of the booking."""

from django.core.management.base import BaseCommand, CommandError

from bookings import proof
from bookings.models import Booking, SeatClaim


class Command(BaseCommand):
    help = "核对查档预约：占用的时段、到馆登记、复制件与办件状态是否一致；有矛盾时逐条列出并以错误码结束。"

    def handle(self, *args, **options) -> None:
        count = 0
        for sentence in proof.problems():
            self.stderr.write(sentence)
            count += 1
        self.stdout.write(
            f"查档预约 {Booking.objects.count()} 件，占用中的时段 {SeatClaim.objects.standing().count()} 个"
        )
        if count:
            raise CommandError(f"{count} 处矛盾。请保全数据库，查明原因后再处理。")
