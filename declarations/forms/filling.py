"""What of the answers comes into a declaration's own columns, at each submission."""

from decimal import Decimal

from casework.sections import Answers
from declarations.enums import Grade
from declarations.forms.checks import lead_of
from declarations.models import Declaration, Demonstration, RewardFund, Technology
from declarations.ratings.applying import declared_on, estimate_of_answers
from declarations.ratings.section import lowest_grade
from declarations.services.projects import settle

GRADES = [Grade.NONE, Grade.A, Grade.AA, Grade.AAA]


def _project(case: Declaration, answers: Answers) -> None:
    project = answers["project"]
    case.project_name, case.district = project["name"], project["district"]
    case.project = settle(case, answers)
    case.title = case.project_name


def _firm(case: Declaration, firm: dict) -> None:
    case.lead_name, case.lead_code = firm["name"], firm["code"]


def _lowest(rows: list[dict]) -> str:
    """The lowest grade among the buildings: a project is no better than its weakest."""
    grades = [Grade(row["grade"]) for row in rows if row["grade"]]
    return min(grades, key=GRADES.index) if grades else ""


def reward_fund(case: RewardFund, answers: Answers) -> None:
    """奖励资金. The area of the reward is that of the buildings, above ground."""
    _project(case, answers)
    _firm(case, answers["firm"])
    case.project_type = answers["project"]["project_type"]
    case.reward_area = sum((row["area_above"] for row in answers["buildings"]), Decimal(0))
    case.grade = lowest_grade(answers["ratings"]) or Grade.NONE
    estimate = estimate_of_answers(answers, declared_on(case))
    case.estimated_amount, case.estimate_basis = estimate.amount, estimate.text


def technology(case: Technology, answers: Answers) -> None:
    """技术申报: it is known by its technology."""
    _project(case, answers)
    _firm(case, answers["firm"])
    case.technology_name, case.field = answers["technology"]["name"], answers["technology"]["field"]
    case.title = case.technology_name


def demonstration(case: Demonstration, answers: Answers) -> None:
    """示范项目."""
    _project(case, answers)
    if lead := lead_of(answers):
        _firm(case, lead)
    case.project_type = answers["project"]["project_type"]
    case.area_above = answers["project"]["area_above"]
    case.grade = _lowest(answers["buildings"])
