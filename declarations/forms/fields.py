"""Fields that several blocks share: measures with their limits, and the identifiers of domain facts §7.

A wrong form blocks where the facts say so, and is only pointed out where they say warn (`planning_warning`). Numbers and
dates are read as they are meant by every section's form (casework.as_meant).
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from django import forms
from django.utils import timezone

from accounts.identifiers import is_uscc, normal_mobile, normal_uscc
from content.forms import refuse_identity_number
from content.plain_text import OneLine
from projects.numbers import is_code, normal_code

LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}")
POSTCODE = re.compile(r"\d{6}")
CONSTRUCTION = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{4}")
PLANNING = re.compile(r"(建字)?第?\d{14,15}(GG\d+)?号?|\d{4}规自(\(\w+\))?建字\d{4}号|\[?\d{4}\]?.*建字\d{4}号")
NONE = "无"
MOST_AREA = Decimal("99999999.99")
MOST_MONEY = Decimal("9999999.9999")
FIRST_YEAR, YEARS_AHEAD = 1980, 20


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their half-width twins, without blanks around them."""
    return unicodedata.normalize("NFKC", text).strip()


def _right_year(value: date) -> None:
    if not FIRST_YEAR <= value.year <= timezone.localdate().year + YEARS_AHEAD:
        raise forms.ValidationError("请核对年份。", code="year")


class Code(forms.CharField):
    """统一社会信用代码 (GB 32100-2015): a wrong check character blocks."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": "统一社会信用代码",
            "max_length": 30,
            "help_text": "营业执照上的 18 位代码，例如 91110000600037341L。",
            "widget": forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, value: object) -> str:
        code = normal_uscc(super().clean(value))
        if code and not is_uscc(code):
            raise forms.ValidationError("代码不对，请核对营业执照上的 18 位代码（没有字母 I、O、S、V、Z）。")
        return code


class Mobile(forms.CharField):
    """A mobile number of the mainland; any other form blocks."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": "手机",
            "max_length": 20,
            "help_text": "11 位，用于通知和联系。",
            "widget": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, value: object) -> str:
        typed = super().clean(value)
        number = normal_mobile(typed)
        if typed and not number:
            raise forms.ValidationError("手机号码不对：应当是 11 位数字，以 1 开头。")
        return number


class Telephone(forms.CharField):
    """A mobile or fixed number, as 010-68025490-1 or 400 numbers; any other form blocks."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": "固话",
            "max_length": 30,
            "required": False,
            "help_text": "例如 010-68025490-1。",
            "widget": forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        } | kwargs
        super().__init__(**kwargs)

    def clean(self, value: object) -> str:
        number = re.sub(r"[\s()]", "", half_width(super().clean(value)))
        if number and not normal_mobile(number) and not LANDLINE.fullmatch(number):
            raise forms.ValidationError("电话号码不对，例如：010-68025490、010-68025490-1 或手机号码。")
        return number


class Postcode(forms.CharField):
    """Six digits; may begin with 0."""

    def __init__(self, **kwargs):
        super().__init__(label="邮编", max_length=10, required=False, help_text="6 位数字，例如 100044。", **kwargs)

    def clean(self, value: object) -> str:
        code = half_width(super().clean(value))
        if code and not POSTCODE.fullmatch(code):
            raise forms.ValidationError("邮编应当是 6 位数字。")
        return code


class ConstructionPermit(forms.CharField):
    """施工许可证号. The date in a number of 18 digits (region 6, date 8, serial 2, class 2) must be a date; older forms pass."""

    def clean(self, value: object) -> str:
        number = half_width(super().clean(value))
        if parts := CONSTRUCTION.fullmatch(number):
            try:
                date(int(parts[1]), int(parts[2]), int(parts[3]))
            except ValueError as error:
                raise forms.ValidationError("证号第 7 至 14 位应当是发证日期，请核对。") from error
        return number


class ProjectCode(forms.CharField):
    """投资项目统一代码 (2017-110105-47-03-012345), hyphens put in where they are missing."""

    def clean(self, value: object) -> str:
        code = normal_code(super().clean(value))
        if code and not is_code(code):
            raise forms.ValidationError("投资项目统一代码的格式不对，例如 2017-110105-47-03-012345。没有的可以不填。")
        return code


def takes_permits(form: forms.Form, *names: str) -> None:
    """Lets these fields take permit numbers: one of 18 digits has region and date where an identity number has them, and
    every eleventh its check character too; older ones have 15.
    """
    for name in names:
        field = form.fields[name]
        field.validators = [each for each in field.validators if each is not refuse_identity_number]


def planning_warning(number: str) -> str:
    """What to look at in a 规划许可证号 of an unknown form; "" for known ones and for 无. Never a reason to refuse."""
    plain = re.sub(r"\s", "", half_width(number))
    if not plain or plain == NONE or PLANNING.fullmatch(plain):
        return ""
    return "规划许可证号与常见的格式不同，请再核对一遍；没有写错就不用改。"


def number(label: str, most: Decimal, *, places: int = 2, required: bool = False, **options) -> forms.DecimalField:
    """A number from 0 to `most`."""
    return forms.DecimalField(
        label=label, required=required, min_value=Decimal(0), max_value=most, decimal_places=places, **options
    )  # fmt: skip


def whole(label: str, least: int, most: int, **options) -> forms.IntegerField:
    """A whole number within limits, not required."""
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, **options)


def day(label: str, *, required: bool = False, **options) -> forms.DateField:
    """A date of a year that comes into question."""
    return forms.DateField(label=label, required=required, validators=[_right_year], **options)


def area(label: str, *, required: bool = False, **options) -> forms.DecimalField:
    """An area in ㎡, two decimals."""
    return number(label, MOST_AREA, required=required, **options)


def percent(label: str, *, required: bool = False, **options) -> forms.DecimalField:
    """A ratio from 0 to 100 %, two decimals."""
    return number(label, Decimal(100), required=required, **options)


def text(label: str, most: int = 100, *, required: bool = False, **options) -> forms.CharField:
    """One line."""
    return OneLine(label=label, max_length=most, required=required, **options)


def words(label: str, most: int = 2000, *, required: bool = False, rows: int = 6, **options) -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label, max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def choice(label: str, choices, *, required: bool = False, **options) -> forms.ChoiceField:
    """One of a list; where it need not be chosen, an empty first entry."""
    return forms.ChoiceField(label=label, choices=[("", "请选择"), *choices], required=required, **options)


def many(label: str, choices, **options) -> forms.MultipleChoiceField:
    """Any of a list, ticked."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **options
    )
