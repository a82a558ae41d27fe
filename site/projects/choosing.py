"""选择单体: the buildings of a case's project as choices for the rows of a section."""

from collections.abc import Callable, Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from casework.models import Case
from casework.rows import Row
from casework.sections import Choice, RowSource
from projects import queries
from projects.models import Building, Project
from projects.numbers import building_key

NUMBER_FIRST = "请先在项目信息里填写投资项目统一代码或者许可证号并保存，再来选择单体。也可以直接逐行填写。"


def building_source(numbers: Callable[[Case], list[str]], fields: Mapping[str, str]) -> RowSource:
    """Where a section's rows are filled from the buildings of the project that the case is about.

    numbers(case): what was typed of the project's numbers so far. fields: a building's field -> the field of the form;
    `number` must be among them, by it a row is known to be a building's.
    """
    number = fields["number"]

    def project(case: Case) -> Project | None:
        return next((found for each in numbers(case) if (found := queries.with_number(each))), None)

    def choices(case: Case, user: AbstractBaseUser) -> list[Choice]:
        found = project(case)
        if found is None or not queries.visible_to(user).filter(pk=found.pk).exists():
            return []
        buildings = found.buildings.filter(merged_into=None)
        return [Choice(each.key, str(each), detail(each), _values(each, fields)) for each in buildings]

    def key_of(row: Row) -> str:
        typed = (row.get(number) or [""])[0].strip()
        return building_key(typed) if typed else ""

    def nothing(case: Case) -> str:
        found = project(case)
        if found is None:
            return (
                "项目还没有登记，或者证号有误。可以先登记项目和单体，也可以直接逐行填写。"
                if numbers(case)
                else NUMBER_FIRST
            )
        if not found.parties.filter(organisation=case.organisation_id).exists() or not case.organisation_id:
            return f"项目“{found}”已经登记，但您申请的单位还没有加入，看不到它的单体。请先查找这个项目，以本单位的名义加入。"
        return f"项目“{found}”还没有登记单体。请先登记，再回来选择；也可以直接逐行填写。"

    def more(case: Case) -> tuple[str, str]:
        found = project(case)
        if found and found.parties.filter(organisation=case.organisation_id).exists() and case.organisation_id:
            return f"登记、修改“{found}”的单体", reverse("my_project", args=[found.pk])
        return "查找或者登记项目", reverse("my_project_find")

    return RowSource("选择单体", choices, key_of, nothing, more)


def detail(building: Building) -> str:
    """A building in one line, beside its number."""
    parts = [
        building.function,
        building.get_structure_display() if building.structure else "",
        f"地上 {building.floors_above} 层" if building.floors_above is not None else "",
        f"地上建筑面积 {building.area_above:,} ㎡" if building.area_above is not None else "",
    ]
    return "，".join(part for part in parts if part)


def _values(building: Building, fields: Mapping[str, str]) -> Row:
    values = {field: getattr(building, name) for name, field in fields.items()}
    return {field: [str(value)] for field, value in values.items() if value not in (None, "")}
