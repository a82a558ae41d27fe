"""The notices of 2004 to 2026, as functions that the migration and test fixtures call.

The rows were taken from the packages chinesecalendar 1.11.0 and holidays 0.108, which agree on every day of these years
but 2005-12-31; there `holidays` is followed, for the three days off of New Year 2006 ask for it.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SEED = Path(__file__).parent / "data" / "adjustments.csv"
SEEDED_YEARS = range(2004, 2027)
KINDS = {"放假": "off", "上班": "work"}


@dataclass(frozen=True)
class SeedRow:
    """One line of the seed."""

    date: date
    kind: str
    name: str

    @property
    def works(self) -> bool:
        return self.kind == "work"


def seed_rows() -> list[SeedRow]:
    """Every day of the seed."""
    with SEED.open(encoding="utf-8", newline="") as file:
        return [SeedRow(date.fromisoformat(r["日期"]), KINDS[r["安排"]], r["名称"]) for r in csv.DictReader(file)]


def make_notices(apps) -> None:
    """The days and years of the seed that are not there yet."""
    adjustment, year = apps.get_model("workdays", "HolidayAdjustment"), apps.get_model("workdays", "AnnouncedYear")
    rows = [adjustment(date=row.date, kind=row.kind, name=row.name) for row in seed_rows()]
    adjustment.objects.bulk_create(rows, ignore_conflicts=True)
    year.objects.bulk_create([year(year=number) for number in SEEDED_YEARS], ignore_conflicts=True)
