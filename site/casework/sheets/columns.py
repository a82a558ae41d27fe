"""A field of a section as a column: its heading, and how its values stand in cells and are read from them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms

from casework.sections import Section

YES, NO = "是", "否"
TRUE_WORDS = {YES, "√", "TRUE", "Y", "YES", "1", "ON", "真"}
FALSE_WORDS = {NO, "×", "FALSE", "N", "NO", "0", "OFF", "假", ""}
EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
SERIALS = range(20_000, 80_001)  # days that can be meant: 1954 … 2119
EXACT = 15  # digits that a spreadsheet keeps of a number
TO_ADDRESS = "在表格程序里把这一列设为“文本”格式，再重新填写。"
FORMULA = "这一格是公式。请复制后“选择性粘贴—数值”，把公式换成结果再导入。"
ERRORS = "这一格是表格程序算出的错误值，请改成正确的内容。"


@dataclass(frozen=True)
class Cell:
    """A cell as `reading_program` found it. kind: n number, p percentage, s text, b yes or no, d date, f formula, e error."""

    kind: str
    value: str

    @property
    def shown(self) -> str:
        """What stood there, as people saw it."""
        return {"1": "TRUE", "": "FALSE"}.get(self.value, self.value) if self.kind == "b" else self.value


@dataclass(frozen=True)
class Taken:
    """What is typed into the field for a cell. refused: why the cell cannot be taken at all; doubt: what is wrong with it."""

    values: list[str]
    refused: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class Column:
    """name: of the field. heading: label, unit and a star where something must be filled in."""

    name: str
    label: str
    unit: str
    field: forms.Field

    @property
    def heading(self) -> str:
        return f"{self.label}{f'（{self.unit}）' if self.unit else ''}{' *' if self.field.required else ''}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of a field that is chosen from a list, without the empty one; [] for others."""
        if isinstance(self.field, forms.BooleanField):
            return [("on", YES), ("", NO)]
        return [(str(value), str(label)) for value, label in _flat(getattr(self.field, "choices", [])) if str(value)]

    @property
    def is_many(self) -> bool:
        return isinstance(self.field, forms.MultipleChoiceField)

    @property
    def is_number(self) -> bool:
        return isinstance(self.field, forms.IntegerField)  # decimals and floats are its subclasses

    @property
    def is_date(self) -> bool:
        return isinstance(self.field, forms.DateField)

    def shown(self, values: list[str]) -> str:
        """What was typed, as the cell shows it."""
        if isinstance(self.field, forms.BooleanField):
            return YES if any(values) else NO
        labels = dict(self.choices)
        return "、".join(labels.get(value, value) for value in values)

    def take(self, cell: Cell) -> Taken:
        """What is typed into the field for this cell."""
        if cell.kind == "f":
            return Taken([], FORMULA)
        if cell.kind == "e":
            return Taken([], ERRORS)
        text = cell.value.strip()
        if isinstance(self.field, forms.BooleanField):
            return self._yes_or_no(cell.shown.strip())
        if self.choices:
            return self._chosen(cell.shown)
        if self.is_date:
            return Taken([_day(cell)])
        if self.is_number:
            return Taken([_percent(text) if cell.kind == "p" and self.unit == "%" else text])
        if cell.kind == "d":
            return Taken([text], doubt=f"表格程序把这一格变成了日期。请{TO_ADDRESS}")
        if cell.kind == "n" and len(text.lstrip("-")) > EXACT and text.lstrip("-").isdecimal():
            return Taken([text], doubt=f"数字超过 {EXACT} 位，表格程序已经丢掉了后面几位。请{TO_ADDRESS}")
        return Taken([YES if cell.value else NO] if cell.kind == "b" else [text])

    def _yes_or_no(self, text: str) -> Taken:
        word = plain(text).upper()
        if word in FALSE_WORDS:
            return Taken([])
        return Taken(["on"]) if word in TRUE_WORDS else Taken([], doubt=f"请填“{YES}”或者“{NO}”。")

    def _chosen(self, text: str) -> Taken:
        known = {plain(label): value for value, label in self.choices} | {value: value for value, _ in self.choices}
        words = re.split(r"[、,，;；/\n]", text) if self.is_many else [text]
        return Taken([known.get(plain(word), word.strip()) for word in words if word.strip()])


def columns_of(section: Section) -> list[Column]:
    """The columns of a section, in the order of its form; hidden fields are worked out and not typed."""
    form = section.form(prefix=section.name)
    return [
        Column(bound.name, str(bound.label), form.units.get(bound.name, ""), form.fields[bound.name])
        for bound in form.visible_fields()
        if not isinstance(form.fields[bound.name], forms.FileField) and not form.fields[bound.name].disabled
    ]


def plain(text: str) -> str:
    """A heading or a choice without what people type differently: width, blanks, brackets and the star."""
    return re.sub(r"[\s*＊]", "", unicodedata.normalize("NFKC", text))


def _flat(choices: Iterable) -> Iterable[tuple]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _percent(text: str) -> str:
    return f"{(Decimal(text) * 100).normalize():f}"


def _day(cell: Cell) -> str:
    """A date also where a cell holds it as 45352 (days since 1899) or as 20240301."""
    text = cell.value.strip()
    if cell.kind in "ns" and text.isascii() and text.isdecimal():
        if int(text) in SERIALS:
            return (EPOCH + timedelta(days=int(text))).isoformat()
        if len(text) == 8:
            return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text
