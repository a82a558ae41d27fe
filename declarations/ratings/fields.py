"""The fields of a form that a scoring scheme asks for, and what was typed into them as entries of the library.

An item with a ratio has 数值A and 数值B (and in the calculator the ratio itself), one that a building may lack 缺项, a
yes-no item a choice. The names are those of shareable links: q1a_a, q1a_b, q1a_r, q1a_absent, q3f_done.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField

from content.forms import refuse_identity_number
from declarations.ratings.offered import Offered
from declarations.ratings.sheet import as_data
from rating.entries import Entry, Fault, Refused
from rating.schemes import Group, Item, Scheme, Scoring
from rating.score import Line, Score, score

SUFFIXES = {"numerator": "a", "denominator": "b", "ratio": "r", "absent": "absent", "done": "done"}
YES_NO = (("", "请选择"), ("yes", "是"), ("no", "否"))
DONE = {"yes": True, "no": False}


def field_name(code: str, part: str) -> str:
    """The form's name of one part of an entry."""
    return f"{code}_{SUFFIXES[part]}"


def fields_of(scheme: Scheme, *, with_ratio: bool = False, is_kept: bool = True) -> dict[str, forms.Field]:
    """The fields of every item in the order of the table. with_ratio: a ratio may be typed instead of two numbers."""
    fields: dict[str, forms.Field] = {}
    for item in scheme.items():
        fields |= _fields_of(item, with_ratio, [refuse_identity_number] if is_kept else [])
    return fields


def _fields_of(item: Item, with_ratio: bool, validators: list) -> dict[str, forms.Field]:
    if item.scoring is Scoring.YES_NO:
        fields = {"done": forms.ChoiceField(label=item.name, choices=YES_NO, required=False)}
    else:
        named = {"numerator": f"{item.name} 数值A", "denominator": f"{item.name} 数值B"}
        if with_ratio:
            named["ratio"] = f"{item.name} 比例（%）"
        fields = {part: _number(label, validators) for part, label in named.items()}
    if item.may_be_absent:
        fields["absent"] = forms.BooleanField(label=f"{item.name} 缺项", required=False)
    return {field_name(item.code, part): field for part, field in fields.items()}


def _number(label: str, validators: list) -> forms.CharField:
    """Text, not a number field: the library reads full-width digits and says in words what it cannot compute with."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, widget=widget, validators=validators)


@dataclass(frozen=True)
class Computed:
    """What the library makes of a form: the score as far as it can be had, and everything that is wrong."""

    result: Score | None
    faults: tuple[Fault, ...]


def entries_from(scheme: Scheme, values: Mapping[str, object]) -> dict[str, Entry]:
    """What was typed, by the codes of the items; values: the form's fields by name."""
    entries = {}
    for item in scheme.items():
        read = {part: values.get(field_name(item.code, part)) for part in SUFFIXES}
        entries[item.code] = Entry(
            numerator=read["numerator"],
            denominator=read["denominator"],
            ratio=read["ratio"],
            done=DONE.get(read["done"]),
            absent=bool(read["absent"]),
        )
    return entries


def compute(scheme: Scheme, values: Mapping[str, object]) -> Computed:
    """The score of what was typed. What is wrong counts as not filled in, so that the rest is shown all the same."""
    entries = entries_from(scheme, values)
    try:
        return Computed(score(scheme, entries), ())
    except Refused as refused:
        faults = refused.faults
    wrong = {fault.item for fault in faults}
    try:
        return Computed(score(scheme, {code: each for code, each in entries.items() if code not in wrong}), faults)
    except Refused as refused:
        return Computed(None, faults if wrong - {""} else refused.faults)


@dataclass(frozen=True)
class ItemRow:
    """One line of the sheet as a template draws it: the bound fields that the item has, and how it scored."""

    item: Item
    fields: Mapping[str, BoundField]
    line: Line | None

    @property
    def errors(self) -> list[str]:
        """Every error of the line's fields."""
        return [error for field in self.fields.values() for error in field.errors]


def rows_of(form: forms.Form, scheme: Scheme, result: Score | None) -> list[tuple[Group, list[ItemRow]]]:
    """The groups of the table with their lines."""
    lines = {line.item.code: line for line in result.lines} if result else {}
    found = []
    for group in scheme.groups:
        rows = []
        for item in group.items:
            names = {part: field_name(item.code, part) for part in SUFFIXES}
            fields = {part: form[name] for part, name in names.items() if name in form.fields}
            rows.append(ItemRow(item, fields, lines.get(item.code)))
        found.append((group, rows))
    return found


class Sheet:
    """A form over the table of one scheme: `version` is which, None without any; `computed` what was made of it."""

    version: Offered | None = None
    computed: Computed = Computed(None, ())

    @property
    def result(self) -> Score | None:
        """The score, also provisional."""
        return self.computed.result

    @property
    def sheet(self) -> dict | None:
        """The score as plain data, the same that a snapshot keeps."""
        return as_data(self.version, self.result) if self.result else None

    @property
    def sheet_rows(self) -> list[tuple[Group, list[ItemRow]]]:
        """The table with the fields to fill in."""
        return rows_of(self, self.version.scheme, self.result) if self.version else []

    def compute(self, values: Mapping[str, object]) -> None:
        """Computes, and sets what is wrong at its field."""
        self.computed = compute(self.version.scheme, values)
        for fault in self.computed.faults:
            place = field_name(fault.item, fault.field) if fault.item and fault.field else None
            self.add_error(place if place in self.fields else None, fault.sentence)
