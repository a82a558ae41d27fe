"""Which project of the register a declaration is about: by its numbers, or entered anew with what was typed."""

from casework.sections import Answers
from declarations.models import Declaration
from projects.models import Project
from projects.queries import with_number


def project_of(answers: Answers) -> Project | None:
    """The project of the register that one of the typed numbers belongs to; None when none of them is known."""
    for number in _numbers(answers):
        if number and (found := with_number(number)):
            return found
    return None


def _numbers(answers: Answers) -> list[str]:
    project = answers["project"]
    return [
        project.get("code", ""),
        project.get("planning_permit", ""),
        answers.get("permit", {}).get("permit_number", ""),
    ]


def settle(case: Declaration, answers: Answers) -> Project:
    """The project of the declaration, entered into the register where no number is known there.

    The one that the applicant chose stays, unless a number that was typed belongs to another.
    """
    found = project_of(answers) or case.project
    if found:
        return found
    project = answers["project"]
    return Project.objects.create(
        name=project["name"],
        code=project["code"],
        district=project["district"],
        address=project["address"],
        created_by=case.applicant,
        changed_by=case.applicant,
    )
