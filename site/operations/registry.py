"""What apps hand in: jobs to run again and again, and checks of readiness. Filled when Django starts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices


@dataclass(frozen=True)
class Job:
    """A function without arguments that is run every so often, on one machine at a time."""

    name: str
    label: str
    every: timedelta
    longest: timedelta  # a run older than this is taken for dead, and another may start
    run: Callable[[], object]


class Level(TextChoices):
    """How much a finding matters."""

    BLOCKER = "blocker", "必须处理"
    WARNING = "warning", "建议处理"


@dataclass(frozen=True)
class Finding:
    """One thing that is missing: what it is, what to do about it, and where (an address in the admin, or nothing)."""

    level: Level
    missing: str
    action: str
    link: str = ""


Check = Callable[[], Iterator[Finding]]

jobs: dict[str, Job] = {}
checks: dict[str, Check] = {}


def add(known: dict, name: str, value: object) -> None:
    """Enters value under name; ImproperlyConfigured when another function already has the name."""
    if name in known:
        raise ImproperlyConfigured(f"“{name}”登记了两次：{known[name]} 和 {value}。")
    known[name] = value
