"""项目基本信息, 施工许可证 and 执行标准 (domain facts §1.3)."""

from decimal import Decimal

from django import forms

from casework.sections import Section, SectionForm
from declarations.enums import Basis, Funding, ProjectType
from declarations.forms.fields import (
    MOST_MONEY,
    ConstructionPermit,
    ProjectCode,
    area,
    choice,
    day,
    number,
    planning_warning,
    takes_permits,
    text,
    whole,
)
from projects.enums import District

CENT = Decimal("0.01")
"""The tolerance of a sum, for each area that is added up (domain facts §7)."""
SQUARE = "㎡"


class PermitForm(SectionForm):
    """施工许可证."""

    units = {"scale": SQUARE, "price": "万元", "days": "天"}

    permit_number = ConstructionPermit(
        label="施工许可证号", max_length=60, help_text="18 位数字的证号照抄，旧式证号也可以，例如 110105202303010101。"
    )
    issued_on = day("发证日期")
    issuer = text("发证机关")
    scale = area("建设规模")
    price = number("合同价格", MOST_MONEY, places=4)
    starts_on = day("开工日期")
    days = whole("合同工期", 1, 10_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        takes_permits(self, "permit_number")


class ProjectForm(SectionForm):
    """项目基本信息. The register knows a project by its numbers; whoever has one need not type the rest."""

    units = {"area_total": SQUARE, "area_above": SQUARE, "area_below": SQUARE, "area_prefab": SQUARE, "buildings": "栋"}

    name = text("项目名称", 200, required=True, help_text="与规划许可证一致。")
    code = ProjectCode(
        label="投资项目统一代码", max_length=40, required=False, help_text="例如 2017-110105-47-03-012345。"
    )
    planning_permit = text("规划许可证号", 80, help_text="例如 建字第110105202300012号；没有的填“无”。")
    district = choice("所在区", District.choices, required=True)
    address = text("建设地址", 200, required=True)
    project_type = choice("项目类型", ProjectType.choices, required=True)
    funding = choice("投资性质", Funding.choices, required=True)
    basis = choice("实施依据", Basis.choices)
    area_total = area("总建筑面积", help_text="等于地上与地下面积之和。")
    area_above = area("地上建筑面积")
    area_below = area("地下建筑面积", help_text="没有地下部分的填 0。")
    area_prefab = area("装配式建筑面积", help_text="不大于地上建筑面积。")
    buildings = whole("单体数量", 1, 2000)
    starts_on = day("开工日期")
    ends_on = day("竣工日期")
    filed_on = day("竣工备案日期")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        takes_permits(self, "planning_permit", "code")

    def clean(self) -> dict:
        cleaned = super().clean()
        total, above, below, prefab = (
            cleaned.get(name) for name in ("area_total", "area_above", "area_below", "area_prefab")
        )
        if None not in (total, above, below) and abs(total - above - below) > 2 * CENT:
            self.add_error(
                "area_total", f"地上与地下面积之和是 {above + below:,} {SQUARE}，与总建筑面积不符，请核对这三项。"
            )
        if None not in (prefab, above) and prefab > above:
            self.add_error("area_prefab", f"装配式建筑面积不能大于地上建筑面积（{above:,} {SQUARE}）。")
        starts, ends, filed = (cleaned.get(name) for name in ("starts_on", "ends_on", "filed_on"))
        if starts and ends and ends < starts:
            self.add_error("ends_on", "竣工日期不能早于开工日期。")
        if ends and filed and filed < ends:
            self.add_error("filed_on", "竣工备案日期不能早于竣工日期。")
        return cleaned

    def warnings(self) -> dict[str, str]:
        return {"planning_permit": planning_warning(self.cleaned_data.get("planning_permit") or "")}


class MeasuredProjectForm(ProjectForm):
    """The same where areas decide: they must be there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("area_total", "area_above", "area_below", "area_prefab"):
            self.fields[name].required = True


class DemonstrationProjectForm(MeasuredProjectForm):
    """With the conditions of 京建发〔2025〕483号: filed after completion, built by the city's rules, no accidents."""

    no_accident = forms.BooleanField(
        label="我们确认：各申报单位近三年没有发生较大及以上生产安全事故，项目没有发生质量事故"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].required = self.fields["filed_on"].required = True
        self.fields["filed_on"].help_text = "示范项目应当已经竣工备案。"


PERMIT = Section("permit", "施工许可证", PermitForm)
OVERVIEW = Section("project", "项目概况", MeasuredProjectForm)
PROJECT = Section("project", "项目基本信息", ProjectForm)
DEMONSTRATION_PROJECT = Section("project", "项目基本信息", DemonstrationProjectForm)
