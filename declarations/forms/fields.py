"""Fields that several blocks share: measures with their limits, and the identifiers of domain facts §7.

What is typed full-width, with blanks or with thousands separators is read as meant; what is no number is refused in
words. A wrong form blocks where the facts say so, and is only pointed out where they say warn (`Warned`).
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms

from accounts.identifiers import is_uscc, normal_mobile, normal_uscc
from projects.numbers import is_code, normal_code

LANDLINE = re.compile(r"(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|[48]00-?\d{3}-?\d{4}")
POSTCODE = re.compile(r"\d{6}")
CONSTRUCTION = re.compile(r"\d{6}(\d{4})(\d{2})(\d{2})\d{4}")
PLANNING = re.compile(r"(建字)?第?\d{14,15}(GG\d+)?号?|\d{4}规自(\(\w+\))?建字\d{4}号|\[?\d{4}\]?.*建字\d{4}号")
NONE = "无"
MOST_AREA = Decimal("99999999.99")
MOST_MONEY = Decimal("9999999.9999")
FIRST_DAY, LAST_YEARS_AHEAD = date(1980, 1, 1), 20


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as their half-width twins, without blanks around them."""
    return unicodedata.normalize("NFKC", text).strip()


class Number(forms.DecimalField):
    """A number as people type it: １２，３４５.６ is 12345.6. Anything else is refused, also NaN and infinity."""

    default_error_messages = {"invalid": "请填写数字，例如 12345.67，不要带单位。"}

    def to_python(self, value: object) -> Decimal | None:
        if isinstance(value, str):
            value = half_width(value).replace(",", "").replace(" ", "")
        try:
            return super().to_python(value)
        except InvalidOperation as error:  # an exponent that no number of ours has
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class Whole(forms.IntegerField):
    """A whole number, read as `Number`."""

    default_error_messages = {"invalid": "请填写整数，例如 12。"}

    def to_python(self, value: object) -> int | None:
        if isinstance(value, str):
            value = half_width(value).replace(",", "")
        return super().to_python(value)


class DayInput(forms.DateInput):
    """A browser's own date field shows nothing of what is no date: then the words stand in an ordinary one."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None):
        super().__init__(attrs, format="%Y-%m-%d")

    def get_context(self, name: str, value: object, attrs: dict | None) -> dict:
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", shown):
            context["widget"]["type"] = "text"
        return context


class Day(forms.DateField):
    """A date, also as 2026年3月1日, 2026.3.1 or 2026/3/1."""

    widget = DayInput
    default_error_messages = {"invalid": "请填写日期，例如 2026-03-01。"}

    def __init__(self, *, ahead: bool = True, **kwargs):
        super().__init__(**kwargs)
        self.ahead = ahead

    def to_python(self, value: object) -> date | None:
        if isinstance(value, str):
            parts = re.fullmatch(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", half_width(value))
            value = f"{parts[1]}-{int(parts[2]):02d}-{int(parts[3]):02d}" if parts else value.strip()
        return super().to_python(value)

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= date(date.today().year + LAST_YEARS_AHEAD, 12, 31):  # noqa: DTZ011  a year
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


def planning_warning(number: str) -> str:
    """What to look at in a 规划许可证号 of an unknown form; "" for known ones and for 无. Never a reason to refuse."""
    plain = re.sub(r"\s", "", half_width(number))
    if not plain or plain == NONE or PLANNING.fullmatch(plain):
        return ""
    return "规划许可证号与常见的格式不同，请再核对一遍；没有写错就不用改。"


def area(label: str, *, required: bool = False, **options) -> Number:
    """An area in ㎡, two decimals."""
    return Number(
        label=label, required=required, min_value=Decimal(0), max_value=MOST_AREA, max_digits=12, decimal_places=2, **options
    )  # fmt: skip


def percent(label: str, *, required: bool = False, **options) -> Number:
    """A ratio from 0 to 100 %, two decimals."""
    return Number(
        label=label, required=required, min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2,
        **options,
    )  # fmt: skip


def text(label: str, most: int = 100, *, required: bool = False, **options) -> forms.CharField:
    """One line."""
    return forms.CharField(label=label, max_length=most, required=required, **options)


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
