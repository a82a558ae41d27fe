"""Declarations, the calls they answer, what they claim, the versions printed for stamping, and the rules of rating."""

from declarations.models.calls import Call
from declarations.models.claims import OpenDeclaration
from declarations.models.declarations import Declaration, Demonstration, RewardFund, Technology
from declarations.models.rewards import AreaRule, RewardNeed, RewardRate, RewardRoute, RewardRule
from declarations.models.schemes import (
    SchemeCondition,
    SchemeGrade,
    SchemeGroup,
    SchemeItem,
    SchemeVersion,
    ScoringScheme,
)
from declarations.models.versions import ExportVersion, StampedScan

__all__ = [
    "AreaRule",
    "Call",
    "Declaration",
    "Demonstration",
    "ExportVersion",
    "OpenDeclaration",
    "RewardFund",
    "RewardNeed",
    "RewardRate",
    "RewardRoute",
    "RewardRule",
    "SchemeCondition",
    "SchemeGrade",
    "SchemeGroup",
    "SchemeItem",
    "SchemeVersion",
    "ScoringScheme",
    "StampedScan",
    "Technology",
]
