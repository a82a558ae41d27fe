"""单体信息 (domain facts §1.3): one row a building, numbered as in the planning permit."""

from decimal import Decimal

from casework.models import Case
from casework.sections import Section, SectionForm
from declarations.enums import Component, Grade
from declarations.forms import fields
from declarations.forms.fields import area, choice, many, percent, text, whole
from projects.choosing import building_source
from projects.enums import Structure
from projects.models import MOST_FLOORS

YES_NO = [("yes", "是"), ("no", "否")]


class BuildingForm(SectionForm):
    """A building. 预制率 is by volume of concrete, 装配率 by the standard: two different numbers."""

    not_copied = ("number",)
    units = {
        "floors_above": "层",
        "floors_below": "层",
        "height": "m",
        "area_above": "㎡",
        "area_prefab": "㎡",
        "precast_rate": "%",
        "prefab_rate": "%",
    }

    number = text("楼号", 50, required=True, help_text="与规划许可证上的编号一致，例如 3#。")
    function = text("功能", 50, help_text="例如：住宅、办公。")
    structure = choice("结构体系", Structure.choices, required=True)
    floors_above = whole("地上层数", 0, MOST_FLOORS)
    floors_below = whole("地下层数", 0, MOST_FLOORS)
    height = fields.number("建筑高度", Decimal(1000))
    area_above = area("地上建筑面积", required=True)
    area_prefab = area("装配式建筑面积", help_text="不大于地上建筑面积。")
    precast_rate = percent("预制率", help_text="按混凝土体积计算。")
    prefab_rate = percent("装配率", help_text="按评价标准计算。")
    grade = choice("评价等级", Grade.choices)
    components = many("预制构件种类", Component.choices)
    fitted = choice("装配式装修", YES_NO)

    def clean(self) -> dict:
        cleaned = super().clean()
        above, prefab = cleaned.get("area_above"), cleaned.get("area_prefab")
        if None not in (above, prefab) and prefab > above:
            self.add_error("area_prefab", f"装配式建筑面积不能大于地上建筑面积（{above:,} ㎡）。")
        return cleaned


class RewardBuildingForm(BuildingForm):
    """For the reward: 装配率 and grade are worked out in the rating of the building, the precast rate must be there."""

    prefab_rate = grade = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["precast_rate"].required = True


def typed_numbers(case: Case) -> list[str]:
    """What was typed of the project's numbers so far, in the sections that ask for them."""
    rows = {row.name: row.typed for row in case.draft_sections.filter(name__in=["project", "permit"])}
    asked = [("project", "code"), ("project", "planning_permit"), ("permit", "permit_number")]
    typed = [(rows.get(section, {}).get(f"{section}-{field}") or [""])[0].strip() for section, field in asked]
    return [number for number in typed if number]


FROM_REGISTER = building_source(
    typed_numbers,
    {
        name: name
        for name in ("number", "function", "structure", "floors_above", "floors_below", "height", "area_above")
    },
)
BUILDINGS = Section("buildings", "申报单体信息", BuildingForm, rows=True, source=FROM_REGISTER)
REWARD_BUILDINGS = Section("buildings", "财政奖励单体信息", RewardBuildingForm, rows=True, source=FROM_REGISTER)
