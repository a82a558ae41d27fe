"""单体评价与奖励估算 on the staff's page of a case: each building at a glance, and on what the estimate rests."""

from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser

from casework.case_page import panel
from casework.models import Case
from declarations.models import RewardFund
from declarations.ratings.offered import Versions, versions
from declarations.ratings.section import Stage
from declarations.ratings.sheet import sheets_of


@dataclass(frozen=True)
class Rated:
    """A building as it was submitted, and what staff should look at."""

    sheet: dict
    remarks: tuple[str, ...]


@panel("rating", title="单体评价与奖励估算", template="declarations/admin/rating_panel.html")
def rating_of_case(case: Case, user: AbstractBaseUser) -> dict | None:
    """From the newest submission; None for a case that rates no building. Constant in queries."""
    newest = case.snapshots.order_by("position").last()
    found = [sheet for section in newest.content["sections"] for sheet in sheets_of(section)] if newest else []
    declaration = case.specific
    basis = declaration.estimate_basis if isinstance(declaration, RewardFund) else ""
    if not found and not basis:
        return None
    known = versions()
    return {"buildings": [Rated(sheet, _remarks(sheet, known)) for sheet in found], "basis": basis.splitlines()}


def _remarks(sheet: dict, known: Versions) -> tuple[str, ...]:
    """What a number alone does not tell: conditions that fail, a table mended since, a stage that fixes no grade."""
    current = next((each for each in known.offered() if each.scheme.code == sheet["standard"]), None)
    remarks = list(sheet["reasons"])
    if sheet.get("stage") == Stage.DESIGN.label:
        remarks.append("预评价的等级不是最终结果，以项目评价为准。")
    if current is None:
        remarks.append(f"{sheet['standard']} 现在已停用。")
    elif current.number != sheet["version"]:
        remarks.append(f"按第 {sheet['version']} 版评分表计算，现行的是第 {current.number} 版。")
    return tuple(remarks)
