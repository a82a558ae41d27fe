"""Sections: a part of an application, defined once and used for its entry page, the task list, the check page, the
frozen submission and so for the staff's page and the PDF.

What somebody has typed is kept as it was typed ({field name: [values]}), complete or not, so that nothing is lost and
a form of today can be shown again tomorrow.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import TextChoices
from django.http import QueryDict

from casework import as_meant
from casework import rows as rows_of
from casework.rows import Typed, whole_number
from content.forms import SiteForm

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from casework.models import Case

__all__ = ["Typed", "whole_number"]  # for those who know sections alone

Answers = Mapping[str, dict | list[dict]]
"""What complete sections say: cleaned data by the section's name, a list of them where a section has rows."""


class SectionState(TextChoices):
    """How far a section has come."""

    EMPTY = "empty", "未开始"
    BEGUN = "begun", "填写中"
    COMPLETE = "complete", "已完成"
    RETURNED = "returned", "需修改"


@dataclass(frozen=True)
class Fault:
    """One thing that keeps an application from being handed in: a sentence, and where it is put right.

    section: its name; field: the name of the field, "" for the section as a whole. link: the address where it is put
    right, of what is no section.
    """

    section: str
    sentence: str
    field: str = ""
    link: str = ""

    @property
    def anchor(self) -> str:
        """The place on the section's page."""
        return rows_of.anchor(self.section, self.field)


class SectionForm(SiteForm):
    """Base of the forms of sections. `units`: field name -> the unit that stands behind its value everywhere.

    row_template: draws the fields of one row, there called `form`, where a list of fields would be hard to fill in.
    not_copied: fields that stay empty when a row is copied, for no two rows have the same there.
    Media of a form are linked on its section's page; a button named `stay` saves and shows the page again.
    """

    units: Mapping[str, str] = {}
    row_template = ""
    not_copied: tuple[str, ...] = ()

    def warnings(self) -> dict[str, str]:
        """What may be right and should be looked at once more: field name -> sentence, "" for none. Blocks nothing.

        Asked once the form has been looked at; cleaned_data has what is right.
        """
        return {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if unit := self.units.get(name):
                field.help_text = f"单位：{unit}。{field.help_text}"
            as_meant.prepare(field)


class Rows(forms.BaseFormSet):
    """The forms of a section that repeats."""

    default_error_messages = {
        "missing_management_form": "这一页不完整，请刷新页面后再填。",
        "too_few_forms": "请至少填写 %(num)d 行。",
        "too_many_forms": "最多 %(num)d 行，请删去多出的行。",
    }


@dataclass(frozen=True)
class Choice:
    """Something that can become a row: its key, what it is called, more about it, and what it puts into the row."""

    key: str
    label: str
    detail: str
    values: rows_of.Row


@dataclass(frozen=True)
class RowSource:
    """Where the rows of a section can be chosen from, such as the buildings of the case's project (选择单体).

    label: what the button is called. choices(case, user): what there is to choose. key_of(row): the key of what a typed
    row was filled from, "" for none. nothing(case): the sentence where there is nothing to choose. more(case): label and
    address of the page where choices are kept, if there is one.
    """

    label: str
    choices: "Callable[[Case, AbstractBaseUser], list[Choice]]"
    key_of: Callable[[rows_of.Row], str]
    nothing: "Callable[[Case], str]"
    more: "Callable[[Case], tuple[str, str] | None]" = lambda case: None


@dataclass(frozen=True)
class Section:
    """One section: its stable name, its title, and its form.

    rows: the form repeats, at least `minimum` and at most `most` times. source: where rows can be chosen from.
    """

    name: str
    title: str
    form: type[SectionForm]
    rows: bool = False
    minimum: int = 1
    most: int = 200
    source: "RowSource | None" = None

    def bound(self, typed: Typed) -> forms.BaseForm | forms.BaseFormSet:
        """The form, or the forms of all rows, filled with what was typed."""
        return self._class()(data=as_query(typed), prefix=self.name)

    def blank(self) -> forms.BaseForm | forms.BaseFormSet:
        """The form before anybody has typed."""
        return self._class()(prefix=self.name)

    def keep(self, posted: QueryDict) -> dict[str, list[str]]:
        """What of a POST belongs to this section. A NUL, which PostgreSQL does not take and nobody types, is dropped."""
        kept = {key: values for key, values in posted.lists() if key.startswith(f"{self.name}-")}
        return {key: [value.replace("\x00", "") for value in values] for key, values in kept.items()}

    def read_rows(self, typed: Typed) -> list[rows_of.Row]:
        """What was typed, row by row."""
        return rows_of.read(self.name, typed, self.most)

    def said_rows(self, typed: Typed) -> list[rows_of.Row]:
        """The rows in which somebody has typed something: more than what stands in a new row."""
        rows = self.read_rows(typed)
        return [row for row, form in zip(rows, self.bound(typed).forms, strict=False) if form.has_changed()]

    def write_rows(self, rows: Iterable[rows_of.Row]) -> dict[str, list[str]]:
        """The rows as they are kept."""
        return rows_of.write(self.name, rows)

    def with_row(self, typed: Typed) -> Typed:
        """What was typed, and one more row to type into; only for a section with rows."""
        return self.write_rows(rows_of.do("add", self.read_rows(typed), most=self.most).rows)

    def is_complete(self, typed: Typed) -> bool:
        """Whether what was typed would be accepted."""
        return bool(typed) and self.bound(typed).is_valid()

    def answers(self, typed: Typed) -> dict | list[dict]:
        """The cleaned data, of all rows if the section has rows. Raises ValueError when the section is not complete."""
        bound = self.bound(typed)
        if not bound.is_valid():
            raise ValueError(f"section {self.name} is not complete")
        return [form.cleaned_data for form in _kept(bound)] if self.rows else bound.cleaned_data

    def faults(self, typed: Typed) -> list[Fault]:
        """What is missing or wrong, each with its field; [] when the section is complete."""
        if not typed:
            return [Fault(self.name, f"“{self.title}”还没有填写。")]
        return self.faults_in(self.bound(typed))

    def faults_in(self, bound: forms.BaseForm | forms.BaseFormSet) -> list[Fault]:
        """The faults of a form that is bound already: reading two hundred rows once is quicker than twice."""
        if bound.is_valid():
            return []
        if not self.rows:
            return _faults(self.name, bound)
        found = [Fault(self.name, str(error)) for error in bound.non_form_errors()]
        for number, form in enumerate(bound.forms):
            words = f"第 {number + 1} 行：" if len(bound.forms) > 1 else ""
            found += _faults(self.name, form, f"{number}-", words)
        return found

    def warnings(self, bound: forms.BaseForm | forms.BaseFormSet) -> list[Fault]:
        """What should be looked at once more, each with its field; the fields of this bound form then show it too."""
        bound.is_valid()
        if not self.rows:
            return _warnings(self.name, bound)
        found = []
        for number, form in enumerate(bound.forms):
            found += _warnings(self.name, form, f"{number}-", f"第 {number + 1} 行：" if len(bound.forms) > 1 else "")
        return found

    def has_identity_number(self, typed: Typed) -> bool:
        """Whether an identity number was typed, which is not even kept in a draft (content.forms)."""
        bound = self.bound(typed)
        found = [each for form in (bound.forms if self.rows else [bound]) for each in form.errors.as_data().values()]
        return any(error.code == "identity_number" for errors in found for error in errors)

    def frozen(self, typed: Typed) -> dict:
        """The section as a snapshot keeps it: title, and for each field label, unit, value and shown text.

        Raises ValueError when the section is not complete.
        """
        if not self.is_complete(typed):
            raise ValueError(f"section {self.name} is not complete")
        return self.shown(typed)

    def shown(self, typed: Typed) -> dict:
        """The section in the shape of a snapshot, complete or not: what no form accepts stands there as it was typed."""
        if not typed:
            return {"title": self.title, "fields": []}
        bound = self.bound(typed)
        bound.is_valid()
        if not self.rows:
            return {"title": self.title, "fields": _fields(bound)}
        return {"title": self.title, "rows": [_fields(form) for form in _kept(bound)]}

    def _class(self) -> type:
        if not self.rows:
            return self.form
        return forms.formset_factory(
            self.form,
            formset=Rows,
            extra=0,
            min_num=self.minimum,
            validate_min=True,
            max_num=self.most,
            validate_max=True,
            absolute_max=self.most + 1,
        )


def as_query(typed: Typed) -> QueryDict:
    """What was typed in the shape that forms read."""
    query = QueryDict(mutable=True)
    for key, values in typed.items():
        query.setlist(key, list(values))
    return query


def _kept(formset: forms.BaseFormSet) -> list[forms.BaseForm]:
    """The rows that hold something."""
    return [form for form in formset.forms if form.has_changed()]


def _faults(section: str, form: forms.BaseForm, place: str = "", words: str = "") -> list[Fault]:
    return [
        Fault(section, f"{words}{_named(form, name)}{error}", "" if name == NON_FIELD_ERRORS else f"{place}{name}")
        for name, errors in form.errors.items()
        for error in errors
    ]


def _warnings(section: str, form: forms.BaseForm, place: str = "", words: str = "") -> list[Fault]:
    found = []
    for name, sentence in form.warnings().items() if hasattr(form, "cleaned_data") else ():
        if sentence and name in form.cleaned_data:
            form.fields[name].warning = sentence
            found.append(Fault(section, f"{words}{_named(form, name)}{sentence}", f"{place}{name}"))
    return found


def _named(form: forms.BaseForm, name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else f"{form.fields[name].label}："


def _fields(form: forms.BaseForm) -> list[dict]:
    return [
        {
            "name": name,
            "label": str(field.label or name),
            "unit": getattr(form, "units", {}).get(name, ""),
            "value": plain(_value(form, name)),
            "text": shown(field, _value(form, name)),
        }
        for name, field in form.fields.items()
    ]


def _value(form: forms.BaseForm, name: str) -> object:
    """The cleaned value or, where there is none, what was typed."""
    return form.cleaned_data[name] if name in form.cleaned_data else form[name].value()


def plain(value: object) -> object:
    """The value as JSON keeps it, without loss: numbers with their decimals as text."""
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    if isinstance(value, list | tuple | set):
        return [plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def shown(field: forms.Field, value: object) -> str:
    """The value as people read it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    labels = {str(key): str(label) for key, label in getattr(field, "choices", [])}
    if isinstance(value, list | tuple):
        return "、".join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value))


def changes(before: dict | None, after: dict) -> list[dict]:
    """What differs between two snapshots: for each changed field its section, label, and the text before and after.

    Rows are compared by their place; a field that is new or gone has "" on the other side.
    """
    old, new = _by_place(before or {"sections": []}), _by_place(after)
    places = list(dict.fromkeys([*new, *old]))
    return [
        {
            "section": place[0],
            "row": place[1],
            "label": place[3],
            "before": old.get(place, ""),
            "after": new.get(place, ""),
        }
        for place in places
        if old.get(place, "") != new.get(place, "")
    ]


def _by_place(content: dict) -> dict[tuple, str]:
    found = {}
    for section in content["sections"]:
        rows = section.get("rows")
        for number, fields in enumerate(rows if rows is not None else [section["fields"]], start=1):
            for field in fields:
                place = (section["title"], number if rows is not None else None, field.get("name", ""), field["label"])
                found[place] = field["text"]
    return found
