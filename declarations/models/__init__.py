"""Declarations, the calls they answer, what they claim, the versions printed for stamping, and the rules of rating."""

from declarations.models.calls import Call
from declarations.models.claims import OpenDeclaration
from declarations.models.declarations import Declaration, Demonstration, RewardFund, Technology
from declarations.models.results import (
    Batch,
    BatchEntry,
    DeclaredBuilding,
    ExpertResult,
    PublicityEntry,
    PublicityPage,
    SignedOpinion,
    YearBudget,
)
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
    "Batch",
    "BatchEntry",
    "Call",
    "Declaration",
    "DeclaredBuilding",
    "Demonstration",
    "ExpertResult",
    "ExportVersion",
    "OpenDeclaration",
    "PublicityEntry",
    "PublicityPage",
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
    "SignedOpinion",
    "StampedScan",
    "Technology",
    "YearBudget",
]
