"""The case: one table under every application, with its history, its numbers and its frozen submissions."""

from audit.append_only import AppendOnly, ProtectedHistory
from casework.models.case import Case, NumberSeries
from casework.models.history import Anchor, Snapshot, StatusChange
from casework.models.office import KindSettings, Leave, Phrase

__all__ = [
    "Anchor",
    "AppendOnly",
    "Case",
    "KindSettings",
    "Leave",
    "NumberSeries",
    "Phrase",
    "ProtectedHistory",
    "Snapshot",
    "StatusChange",
]
