"""Which project of the register a declaration is about: found by its numbers, or entered anew with what was typed."""

from casework.errors import NotNow
from casework.sections import Answers
from declarations.models import Declaration
from projects.enums import PartyRole, PermitKind
from projects.errors import ProjectExists, ProjectRefused
from projects.models import Project
from projects.numbers import permit_key
from projects.queries import with_number
from projects.services import register

NUMBER_MISSING = "请填写投资项目统一代码，或者规划许可证号、施工许可证号：至少要有一个，凭它认定是哪个项目。"


def project_of(answers: Answers) -> Project | None:
    """The project of the register that one of the typed numbers belongs to; None when none of them is known."""
    for number in numbers(answers):
        if found := with_number(number):
            return found
    return None


def numbers(answers: Answers) -> list[str]:
    """The numbers that were typed and by which a project is found; 无 is none."""
    typed = [answers["project"]["code"], *(each.number for each in _permits(answers))]
    return [number for number in typed if permit_key(number)]


def _permits(answers: Answers) -> list[register.Number]:
    typed = [
        register.Number(PermitKind.PLANNING, answers["project"]["planning_permit"]),
        register.Number(PermitKind.CONSTRUCTION, answers.get("permit", {}).get("permit_number", "")),
    ]
    return [each for each in typed if each.key]


def settle(case: Declaration, answers: Answers) -> Project | None:
    """The project of the declaration, entered into the register where none of its numbers is known there.

    The firm that declares becomes a party of it. None without a number, which only a technology may lack. NotNow, in a
    sentence, for what the register does not take.
    """
    if not numbers(answers):
        return case.project
    found = project_of(answers)
    try:
        if found is None:
            found = _enter(case, answers)
        _join(case, found, answers)
    except ProjectExists as taken:  # somebody else was faster
        found = project_of(answers)
        if found is None:
            raise NotNow(str(taken)) from taken
    except ProjectRefused as refusal:
        raise NotNow(str(refusal)) from refusal
    return found


def _enter(case: Declaration, answers: Answers) -> Project:
    values = {name: answers["project"][name] for name in register.PROJECT_FIELDS}
    return register.enter(case.applicant, values=values, permits=_permits(answers))


def _join(case: Declaration, project: Project, answers: Answers) -> None:
    """The firm sees the project from now on; an applicant who has left the firm meanwhile brings it in nowhere."""
    acts = case.organisation and case.applicant.memberships.active().filter(organisation=case.organisation).exists()
    if acts:
        register.join(project, case.organisation, _role(case, answers), user=case.applicant)


def _role(case: Declaration, answers: Answers) -> str:
    """As what the firm that declares takes part."""
    rows = [*answers.get("applicants", []), *answers.get("parties", [])]
    own = next((row["role"] for row in rows if row["code"] == case.organisation.code), "")
    return own or _OF_TYPE.get(answers.get("firm", {}).get("firm_type", ""), PartyRole.OWNER)


_OF_TYPE = {
    "owner": PartyRole.OWNER,
    "builder": PartyRole.BUILDER,
    "general": PartyRole.GENERAL,
    "design": PartyRole.DESIGN,
    "supervision": PartyRole.SUPERVISION,
    "precast": PartyRole.PRECAST,
}
