"""What contradicts itself between the sections of a declaration: shown on the check page and asked again when handed in."""

from collections.abc import Callable
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from casework.enums import FILES
from casework.sections import Answers, Fault
from declarations.errors import AlreadyDeclared
from declarations.forms.firms import LEADS
from declarations.forms.projects import CENT
from declarations.models import Declaration
from declarations.queries import library_year
from declarations.ratings import areas
from declarations.ratings import section as ratings
from declarations.ratings.applying import declared_on
from declarations.services import claims, versions
from declarations.services.projects import NUMBER_MISSING, numbers, project_of
from paperwork import fonts
from projects.enums import PartyRole
from projects.numbers import building_key

Check = Callable[[Declaration, Answers], list[Fault]]


def reward_fund(case: Declaration, answers: Answers) -> list[Fault]:
    """奖励资金."""
    rated = ratings.faults((row["number"] for row in answers["buildings"]), answers[ratings.NAME])
    return [*_buildings(answers), *rated, *_permit(answers), *_project(case, answers)]


def technology(case: Declaration, answers: Answers) -> list[Fault]:
    """技术申报."""
    return _twins(answers, "indicators", "indicator", "主要性能指标")


def demonstration(case: Declaration, answers: Answers) -> list[Fault]:
    """示范项目."""
    return [*_lead(answers), *_buildings(answers), *_areas(case, answers), *_project(case, answers)]


def lead_of(answers: Answers) -> dict | None:
    """The row of the firm that leads; the first one's where none is ticked."""
    rows = answers["applicants"]
    return next((row for row in rows if row["is_lead"]), rows[0] if rows else None)


def _lead(answers: Answers) -> list[Fault]:
    leads = [(number, row) for number, row in enumerate(answers["applicants"]) if row["is_lead"]]
    if not leads:
        return [Fault("applicants", "请勾选一家牵头申报单位（建设单位或施工总承包单位）。", "0-is_lead")]
    if len(leads) > 1:
        names = "、".join(f"“{row['name']}”" for _, row in leads)
        return [Fault("applicants", f"只能有一家牵头申报单位，现在勾选了 {names}。", f"{leads[1][0]}-is_lead")]
    number, row = leads[0]
    if row["role"] not in LEADS:
        role = PartyRole(row["role"]).label
        return [
            Fault(
                "applicants",
                f"牵头申报单位应当是建设单位或施工总承包单位，“{row['name']}”填的是{role}。",
                f"{number}-role",
            )
        ]
    if not row["code"]:
        return [Fault("applicants", f"请填写牵头申报单位“{row['name']}”的统一社会信用代码。", f"{number}-code")]
    return []


def _buildings(answers: Answers) -> list[Fault]:
    """A building stands there once, and all together are no more than the project."""
    rows, project = answers["buildings"], answers["project"]
    found = _twins(answers, "buildings", "number", "单体", key=building_key)
    whole = project.get("area_above")
    together = sum((row["area_above"] for row in rows), Decimal(0))
    if whole is not None and together > whole + CENT * len(rows):
        sentence = f"各单体地上建筑面积之和 {together:,} ㎡，大于项目的地上建筑面积 {whole:,} ㎡，请核对。"
        found.append(Fault("project", sentence, "area_above"))
    declared = [row["area_prefab"] for row in rows if row["area_prefab"] is not None]
    prefab = project.get("area_prefab")
    if prefab is not None and sum(declared, Decimal(0)) > prefab + CENT * len(rows):
        sentence = f"各单体装配式建筑面积之和 {sum(declared):,} ㎡，大于项目的装配式建筑面积 {prefab:,} ㎡，请核对。"
        found.append(Fault("project", sentence, "area_prefab"))
    if project.get("buildings") is not None and len(rows) > project["buildings"]:
        sentence = f"填了 {len(rows)} 栋单体，项目的单体数量却是 {project['buildings']} 栋，请核对。"
        found.append(Fault("project", sentence, "buildings"))
    return found


def _areas(case: Declaration, answers: Answers) -> list[Fault]:
    """Large enough by the conditions of the day of declaration."""
    project = answers["project"]
    rows = [(row["number"], row["area_above"]) for row in answers["buildings"]]
    found = areas.problem(case.kind, areas.Areas(project["area_total"], project["area_above"], rows), declared_on(case))
    return [Fault("project", found, "area_total")] if found else []


def _twins(answers: Answers, section: str, field: str, what: str, key: Callable[[str], str] = str.strip) -> list[Fault]:
    seen: dict[str, int] = {}
    found = []
    for number, row in enumerate(answers[section]):
        first = seen.setdefault(key(row[field]), number)
        if first != number:
            sentence = f"{what}“{row[field]}”填了两次（第 {first + 1} 行和第 {number + 1} 行），请删去一行。"
            found.append(Fault(section, sentence, f"{number}-{field}"))
    return found


def _permit(answers: Answers) -> list[Fault]:
    starts, ends = answers["permit"]["starts_on"], answers["project"]["ends_on"]
    if starts and ends and ends < starts:
        return [Fault("project", "竣工日期早于施工许可证上的开工日期，请核对。", "ends_on")]
    return []


def _unprintable(case: Declaration, answers: Answers) -> list[Fault]:
    """Characters that no font of the papers has: nothing is dropped in silence. Each once, at the first place."""
    fonts.register()
    found: dict[str, Fault] = {}
    for section in case.case_kind.sections:
        said = answers[section.name]
        for number, row in enumerate(said if isinstance(said, list) else [said]):
            for name, value in row.items():
                place = f"{number}-{name}" if isinstance(said, list) else name
                for character in sorted(fonts.missing(value)) if isinstance(value, str) else ():
                    sentence = (
                        f"“{section.title}”里的“{character}”（U+{ord(character):04X}）没有字体可以打印，"
                        "请核对是不是输错了；确实要用这个字的，请与我们联系。"
                    )
                    found.setdefault(character, Fault(section.name, sentence, place))
    return list(found.values())


def _project(case: Declaration, answers: Answers) -> list[Fault]:
    """The project is known by a number, and nobody else has a declaration of it open in this kind and year."""
    if not numbers(answers):
        return [Fault("project", NUMBER_MISSING, "planning_permit")]
    project = project_of(answers)
    if project is None:
        return []
    year = case.library_year or library_year(case.kind, timezone.localdate())
    other = claims.standing(project.pk, case.kind, year, besides=case.pk)
    if other is None:
        return []
    return [Fault("project", str(AlreadyDeclared(str(project), year)), "name")]


CHECKS: dict[str, Check] = {
    "reward_fund": reward_fund,
    "technology": technology,
    "demonstration": demonstration,
}


def check(case: Declaration, answers: Answers) -> list[Fault]:
    """Everything that contradicts itself; and, once nothing else does, whether the stamped scan shows just this."""
    if found := [*CHECKS[case.kind](case, answers), *_unprintable(case, answers)]:
        return found
    if sentence := versions.problem(case):
        return [Fault(FILES, sentence, link=reverse("my_declaration_paper", args=[case.pk]))]
    return []
