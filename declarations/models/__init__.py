"""Declarations, the calls they answer, what they claim, and the versions that are printed for stamping."""

from declarations.models.calls import Call
from declarations.models.claims import OpenDeclaration
from declarations.models.declarations import Declaration, Demonstration, RewardFund, Technology
from declarations.models.versions import ExportVersion, StampedScan

__all__ = [
    "Call",
    "Declaration",
    "Demonstration",
    "ExportVersion",
    "OpenDeclaration",
    "RewardFund",
    "StampedScan",
    "Technology",
]
