"""Numbers and dates as people type them, read as they are meant: one home for every form of a section.

Full-width digits, thousands separators and blanks are taken out of what is a number; anything else stays as it was
typed, so that it can be shown again with a sentence about what is wrong.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from content.forms import Longest

NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+", re.ASCII)
DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)
DIGITS = 15
LONGEST = 5_000  # characters of a text field that names no limit of its own
NOT_A_NUMBER = "请填写数字，例如 12345.67。不要带单位、文字或公式。"
NOT_WHOLE = "请填写整数，例如 12。不要带小数、单位或文字。"
OF_LIMITS = {
    "min_value": "不能小于 %(limit_value)s。",
    "max_value": "不能大于 %(limit_value)s。",
    "max_decimal_places": "小数最多 %(max)s 位。",
}
NOT_A_DAY = "请填写日期，例如 2026-03-01。"


def normal_number(text: str) -> str:
    """１２，３４５．６ and 12 345.6 as 12345.6; what is no number, such as NaN, 1e5 or 12,34, as it was typed."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    return plain.replace(",", "") if NUMBER.fullmatch(plain) else text


def normal_day(text: str) -> str:
    """2026年3月1日, 2026.3.1 and ２０２６/３/１ as 2026-03-01; what is no date as it was typed."""
    found = DAY.fullmatch(re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    if not found:
        return text
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return text


class NumberInput(forms.TextInput):
    """A field for a number. A browser's own shows nothing of what is no number: what was typed would seem lost."""

    def __init__(self, attrs: dict | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return normal_number(value) if isinstance(value, str) else value


class DayInput(forms.DateInput):
    """A field for a date, however it is written."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return normal_day(value) if isinstance(value, str) else value


def refuse_endless(value: Decimal | float) -> None:
    """No measure and no sum of ours is that large; written out, 1e999999 would fill the memory."""
    is_endless = value.adjusted() >= DIGITS if isinstance(value, Decimal) else abs(value) >= 10**DIGITS
    if is_endless:
        raise ValidationError("这个数太大了，请核对单位和小数点。", code="too_large")


def prepare(field: forms.Field) -> None:
    """Makes a field of a section's form read what people type; called once for each field of each form."""
    if isinstance(field, forms.IntegerField):  # decimals and floats are its subclasses
        _prepare_number(field)
    elif type(field) is forms.DateField:
        field.error_messages["invalid"] = NOT_A_DAY
        if type(field.widget) is forms.DateInput:
            _change_widget(field, DayInput(field.widget.attrs))
    elif type(field) is forms.CharField and field.max_length is None:
        field.validators.append(Longest(LONGEST))


def _prepare_number(field: forms.IntegerField) -> None:
    if type(field.widget) in (forms.NumberInput, forms.TextInput):
        bounds = ("min", "max", "step")  # of a browser's number field alone
        _change_widget(field, NumberInput({key: each for key, each in field.widget.attrs.items() if key not in bounds}))
    if str(field.error_messages["invalid"]) in {str(each) for each in _DJANGOS}:
        field.error_messages["invalid"] = NOT_A_NUMBER if isinstance(field, _WITH_PLACES) else NOT_WHOLE
    field.error_messages.update(OF_LIMITS)
    field.validators.append(refuse_endless)


def _change_widget(field: forms.Field, widget: forms.Widget) -> None:
    widget.is_required = field.widget.is_required
    field.widget = widget


_WITH_PLACES = (forms.DecimalField, forms.FloatField)
_DJANGOS = [each.default_error_messages["invalid"] for each in (forms.IntegerField, *_WITH_PLACES)]
