"""Case numbers: prefix + yyyymmdd (Asia/Shanghai) + a five-digit daily sequence (000-25: CJG2024010200002)."""

from datetime import date

from django.db import transaction

from casework.models import NumberSeries


def take_number(prefix: str, day: date) -> str:
    """The next number of the day, without gaps: it is given back when the caller's transaction fails.

    Must be called inside a transaction; the row of the series stays locked until that ends.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take_number needs the transaction that uses the number")
    NumberSeries.objects.get_or_create(prefix=prefix, day=day)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, day=day)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}{day:%Y%m%d}{series.last:05d}"
