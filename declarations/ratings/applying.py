"""From the answers of a 财政奖励 declaration to its estimate, and from a draft that is still being filled in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone

from casework.models import Case
from casework.sections import Answers
from declarations.enums import Basis, FirmType, Funding, ProjectType
from declarations.ratings.rewards import ProjectEstimate, estimate_project
from rating.reward import Building


def declared_on(case: Case) -> date:
    """The day by whose rules a declaration is judged: that of its first submission, today before it."""
    return timezone.localdate(case.submitted_at) if case.submitted_at else timezone.localdate()


NEEDED = ("firm", "project", "buildings", "ratings")
ROUTES = {Basis.OPINION_2017: "2017-8", Basis.VOLUNTARY: "voluntary"}
"""实施依据 of a project -> the code of the route in a reward rule."""


def estimate_of_answers(answers: Answers, day: date) -> ProjectEstimate:
    """The estimate of what stands in complete sections."""
    rated = {row["building"].strip(): row["result"] for row in answers["ratings"]}
    found = [(row["number"], _building(answers, row, rated)) for row in answers["buildings"]]
    return estimate_project(found, day)


def estimate_of_draft(case: Case, day: date | None = None) -> ProjectEstimate | None:
    """The estimate of a draft; None while one of the sections that it needs is not complete. day: other than its own."""
    sections = case.case_kind.sections_by_name
    typed = {row.name: row.typed for row in case.draft_sections.filter(name__in=NEEDED)}
    if any(not sections[name].is_complete(typed.get(name, {})) for name in NEEDED):
        return None
    return estimate_of_answers({name: sections[name].answers(typed[name]) for name in NEEDED}, day or declared_on(case))


def _building(answers: Answers, row: Mapping, rated: Mapping) -> Building:
    """A building with what holds for the whole project."""
    result, project = rated.get(row["number"].strip()), answers["project"]
    return Building(
        area=row["area_above"],
        rate=None if result is None else _not_more(result.exact_rate),
        precast=row["precast_rate"],
        height=row["height"],
        grade=None if result is None else result.grade,
        route=ROUTES.get(project["basis"], ""),
        applicant=FirmType(answers["firm"]["firm_type"]).label if answers["firm"]["firm_type"] else "",
        is_civil=CIVIL.get(project["project_type"]),
        government_funded={Funding.GOVERNMENT: True, Funding.PRIVATE: False}.get(project["funding"]),
    )


def _not_more(rate: Fraction) -> Decimal:
    """The exact rate cut off after six decimals: 69.9999999 % is not 70 %."""
    return Decimal(int(rate * 10**PLACES)).scaleb(-PLACES)


PLACES = 6  # that the library reads
CIVIL = {
    ProjectType.SOCIAL_HOUSING: True,
    ProjectType.HOUSING: True,
    ProjectType.PUBLIC: True,
    ProjectType.INDUSTRIAL: False,
}
