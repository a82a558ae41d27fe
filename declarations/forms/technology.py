"""适用技术内容 and 推广应用分析 (domain facts §1.3)."""

from casework.sections import Section, SectionForm
from declarations.enums import Field, RightType
from declarations.forms.fields import area, choice, text, whole, words


class TechnologyForm(SectionForm):
    """适用技术内容."""

    name = text("技术名称", required=True)
    field = choice("类别", Field.choices, required=True)
    principle = words("技术原理", required=True)
    scope = words("适用范围", 1000, rows=4)
    innovation = words("创新点", 1000, rows=4)
    standards = words("执行标准", 1000, rows=3, help_text="标准名称和编号，一行一个。")


class IndicatorForm(SectionForm):
    """One 主要性能指标."""

    indicator = text("指标名称", required=True, help_text="例如：抗压强度。")
    value = text("指标值", 50, required=True)
    unit = text("单位", 20, help_text="例如：MPa；没有单位的不填。")
    standard = text("依据标准", 100)


class RightForm(SectionForm):
    """One 知识产权."""

    right_type = choice("类型", RightType.choices, required=True)
    right_number = text("编号", 60, required=True, help_text="例如：ZL202310000000.0。")
    right_name = text("名称")


class PromotionForm(SectionForm):
    """推广应用分析."""

    economy = words("经济效益", required=True, rows=4)
    society = words("社会与环境效益", rows=4)
    prospects = words("推广前景", required=True, rows=4)
    limits = words("限制条件", 1000, rows=3)
    capacity = words("生产能力", 1000, rows=3)


class ApplicationForm(SectionForm):
    """One 应用工程."""

    units = {"area": "㎡"}

    work = text("工程名称", required=True)
    place = text("地点", 200)
    area = area("面积")
    year = whole("年份", 1980, 2100, help_text="例如 2025。")


TECHNOLOGY = Section("technology", "适用技术内容", TechnologyForm)
INDICATORS = Section("indicators", "主要性能指标", IndicatorForm, rows=True, minimum=1)
RIGHTS = Section("rights", "知识产权", RightForm, rows=True, minimum=0, most=50)
PROMOTION = Section("promotion", "推广应用分析", PromotionForm)
APPLICATIONS = Section("applications", "应用工程", ApplicationForm, rows=True, minimum=1, most=50)
