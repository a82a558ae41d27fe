"""The sections of a booking, and what staff are asked for with a step."""

import re

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from bookings.models import Booking, Purpose, ReaderCategory
from bookings.queries import booking_settings, categories_in_use, category_shown, timetable
from casework.sections import Answers, Section, SectionForm
from content.forms import Longest, SiteForm, refuse_identity_number
from content.plain_text import OneLine
from workdays.calendar import add_months

NONE = "无"
FARTHEST_PROMISE_MONTHS = 12
_PERMIT = re.compile(r"第\s*\d{15}\s*号")
PROJECT_FIELDS = ("project_name", "developer", "permit_number", "query")


def purposes() -> list[tuple[str, str]]:
    """(code, label) of the purposes in use, in their order."""
    return list(Purpose.objects.filter(in_use=True).values_list("code", "label"))


def categories() -> list[tuple[str, str]]:
    """(code, label) of the categories in use, in their order."""
    return [(each.code, category_shown(each)) for each in categories_in_use()]


class PurposeForm(SectionForm):
    """What the archives are read for."""

    purpose = forms.ChoiceField(label="到馆查档目的", choices=purposes, widget=forms.RadioSelect)
    note = OneLine(label="目的说明", max_length=50, required=False, help_text="选择“其他”时必须填写。")

    def clean(self) -> dict:
        cleaned = super().clean()
        chosen = Purpose.objects.filter(code=cleaned.get("purpose", "")).first()
        if chosen and chosen.needs_note and not cleaned.get("note"):
            self.add_error("note", f"选择“{chosen.label}”时，请写明查档目的。")
        return cleaned


class CategoryForm(SectionForm):
    """As what somebody comes."""

    category = forms.ChoiceField(label="利用者类别", choices=categories, widget=forms.RadioSelect)


def _text(label: str, placeholder: str, **options) -> OneLine:
    return OneLine(
        label=label,
        max_length=50,
        widget=forms.TextInput(attrs={"placeholder": placeholder, "autocomplete": "off"}),
        **options,
    )


def _in_permit(text: str) -> None:
    """Permits of 2010 to 2012 have fifteen digits that may read as an identity number of the first generation."""
    refuse_identity_number(_PERMIT.sub("第号", text))


class ProjectForm(SectionForm):
    """Which archives are looked for (000-08 to 000-12)."""

    project_name = _text("项目名称", "请输入项目名称", help_text="不知道名称的，填写小区名或地址。")
    developer = _text("建设单位（开发商）", "如不明确可填无")
    permit_number = _text("建设工程规划许可证号", "如不明确可填无")
    query = _text("查询事项描述", "请输入查询事项描述", help_text="例如：3号楼结构竣工图。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        limit = booking_settings().text_limit
        for field in self.fields.values():
            field.max_length = limit
            others = [each for each in field.validators if not isinstance(each, MaxLengthValidator)]
            field.validators = [*others, Longest(limit)]
            field.widget.attrs["data-limit"] = str(limit)
        permit = self.fields["permit_number"]
        permit.validators = [_in_permit if each is refuse_identity_number else each for each in permit.validators]

    def clean_project_name(self) -> str:
        return self._said("project_name", "项目名称要填写。不知道名称的，请填写小区名或地址。")

    def clean_query(self) -> str:
        return self._said("query", "请写明要查什么，例如：3号楼结构竣工图。")

    def _said(self, name: str, sentence: str) -> str:
        text = self.cleaned_data[name]
        if text == NONE:
            raise forms.ValidationError(sentence)
        return text


PURPOSE = Section("purpose", "查档目的", PurposeForm)
CATEGORY = Section("category", "利用者类别", CategoryForm)
PROJECT = Section("project", "查询项目信息", ProjectForm)
SECTIONS = (PURPOSE, CATEGORY, PROJECT)


def fill(case: Booking, answers: Answers) -> None:
    """Puts the answers into the booking's columns."""
    case.purpose = Purpose.objects.get(code=answers["purpose"]["purpose"])
    case.purpose_note = answers["purpose"]["note"]
    case.category = ReaderCategory.objects.get(code=answers["category"]["category"])
    for name in PROJECT_FIELDS:
        setattr(case, name, answers["project"][name])
    case.title = f"查档：{case.project_name}"[: case._meta.get_field("title").max_length]


def typed_of(*, purpose: str, category: str, note: str = "", **project: str) -> dict[str, dict[str, list[str]]]:
    """Answers in the shape in which sections keep what is typed; purpose and category by their codes."""
    return {
        "purpose": {"purpose-purpose": [purpose], "purpose-note": [note]},
        "category": {"category-category": [category]},
        "project": {f"project-{name}": [text] for name, text in project.items()},
    }


def typed_again(case: Booking) -> dict[str, dict[str, list[str]]]:
    """What was handed in, to be typed on: for 修改后重新申请 (000-22)."""
    project = {name: getattr(case, name) for name in PROJECT_FIELDS}
    return typed_of(purpose=case.purpose.code, category=case.category.code, note=case.purpose_note, **project)


class CopiesForm(SiteForm):
    """What copies are ordered, and the day until which they are promised (约定时限)."""

    is_kept = False
    pages = forms.IntegerField(label="页数", min_value=1, max_value=100_000)
    promised_on = forms.DateField(
        label="约定完成日期", widget=forms.DateInput(attrs={"type": "date"}), help_text="到期未完成，会列为超时。"
    )

    def __init__(self, *args, case: Booking, **kwargs):
        super().__init__(*args, **kwargs)
        if order := getattr(case, "copies", None):
            self.fields["pages"].initial, self.fields["promised_on"].initial = order.pages, order.promised_on

    def clean_promised_on(self):
        day = self.cleaned_data["promised_on"]
        if day < timezone.localdate():
            raise forms.ValidationError("约定的日期已经过去，请选今天或以后的工作日。")
        if day > add_months(timezone.localdate(), FARTHEST_PROMISE_MONTHS):
            raise forms.ValidationError("约定的日期在一年以后，请核对年份。")
        if not timetable().calendar.is_open(day):
            raise forms.ValidationError("这一天不上班，请选一个工作日。")
        return day
