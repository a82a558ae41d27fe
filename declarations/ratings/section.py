"""单体评价等级信息: the rating of each building, computed by the server from numerators and denominators.

One section for every kind of declaration that needs it: `RATINGS` among the kind's sections, `PERSONAL` among its
personal fields, and `faults` in its `check`. A complete row's answers hold, besides what was typed, "version" (which
scheme, `offered.Offered`) and "result" (`rating.score.Score`); its frozen row holds the result as text (`sheet`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from casework.models import Case
from casework.sections import Choice, Fault, RowSource, Section, SectionForm, Typed, as_query, shown
from casework.sections import plain as plain_value
from declarations.ratings import sheet
from declarations.ratings.fields import Sheet, field_name, fields_of
from declarations.ratings.offered import Offered, Versions, score_alike, versions
from rating.schemes import Scoring

NAME = "ratings"
PERSONAL = ("filled_by", "checked_by")
HEAD, FOOT = ("building", "scheme", "stage"), ("filled_by", "checked_by", "rated_on")
NO_SCHEME = "现在没有启用的评价标准，暂不能计算，请与受理机构联系。"


class Stage(TextChoices):
    """When a building is rated (GB/T 51129-2017, 3.0.2); only 项目评价 fixes the grade."""

    DESIGN = "design", "预评价"
    PROJECT = "project", "项目评价"


class SchemeField(forms.ChoiceField):
    """A version of a standard; of one that was mended or switched off it says what to choose instead.

    An old version that scores as the current one is as good: only words about the standard have changed.
    """

    versions = Versions()

    def validate(self, value: str) -> None:
        old = None if self.valid_value(value) else self.versions.find(value)
        if old and not old.is_current:
            current = self.versions.find(old.key)
            if current and score_alike(old.scheme, current.scheme):
                return
            advice = f"请改选{current.label}，核对结果后再保存" if current else "请改选其他评价标准"
            raise ValidationError(f"{old.label}已经修订或停用，{advice}。")
        super().validate(value)


class RatingForm(Sheet, SectionForm):
    """The rating of one building. Its fields are those of the chosen scheme; `computed` is the result so far."""

    row_template = "declarations/ratings/row.html"

    building = forms.CharField(label="单体名称/楼号", max_length=60, help_text="与规划许可证上的楼号一致。")
    scheme = SchemeField(label="评价标准")
    stage = forms.ChoiceField(label="评价阶段", choices=[("", "请选择"), *Stage.choices])
    filled_by = forms.CharField(label="填表人", max_length=30)
    checked_by = forms.CharField(label="审核人", max_length=30)
    rated_on = forms.DateField(label="日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    class Media:
        css = {"all": ["css/rating.css"]}
        js = [forms.Script("js/rating.js", defer=True)]

    def __init__(self, *args, known: Versions | None = None, **kwargs):
        """known: the versions, where they were read already for other rows."""
        super().__init__(*args, **kwargs)
        known = versions() if known is None else known
        choices, field = known.offered(), self.fields["scheme"]
        field.versions = known
        field.choices = [(each.name, each.label) for each in choices]
        field.initial = choices[0].name if choices else None
        field.error_messages["required"] = field.error_messages["required"] if choices else NO_SCHEME
        field.widget.attrs["data-rating-scheme"] = ""
        self.version = self._version(known)
        if self.version:
            self.fields |= fields_of(self.version.scheme)
            middle = [name for name in self.fields if name not in (*HEAD, *FOOT)]
            self.order_fields([*HEAD, *middle, *FOOT])

    def _version(self, known: Versions) -> Offered | None:
        """The scheme by which the fields are drawn: the one typed, even when it is out of date."""
        typed = self.data.get(self.add_prefix("scheme")) if self.is_bound else None
        return (known.find(typed) if typed else None) or next(iter(known.offered()), None)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.version:
            return cleaned
        self.compute(cleaned)
        if (result := self.computed.result) is None or self.computed.faults:
            return cleaned
        for line in result.lines:
            if line.item.code in result.unfilled:
                self._ask(line.item)
            for part, value in (("numerator", line.reading.numerator), ("denominator", line.reading.denominator)):
                if value is not None:
                    cleaned[field_name(line.item.code, part)] = value
        return {**cleaned, "version": self.version, "result": result}

    def _ask(self, item) -> None:
        """An item about which nothing was said."""
        if item.scoring is Scoring.YES_NO:
            self.add_error(field_name(item.code, "done"), f"请选择是否采用“{item.name}”。")
        else:
            absent = "；建筑没有这一项的，请标为缺项" if item.may_be_absent else ""
            self.add_error(field_name(item.code, "numerator"), f"请填写“{item.name}”的数值A和数值B{absent}。")

    @property
    def head_fields(self) -> list:
        """What stands above the table."""
        return [self[name] for name in HEAD]

    @property
    def foot_fields(self) -> list:
        """What stands below it."""
        return [self[name] for name in FOOT]


@dataclass(frozen=True)
class RatingSection(Section):
    """The section whose snapshot holds, beside what was typed, what the server computed of it."""

    cards: bool = True  # a row has too many fields to stand in one line of a table

    def bound(self, typed: Typed) -> forms.BaseFormSet:
        return self._class()(data=as_query(typed), prefix=self.name, form_kwargs={"known": versions()})

    def shown(self, typed: Typed) -> dict:
        if not typed:
            return {"title": self.title, "fields": []}
        bound = self.bound(typed)
        bound.is_valid()
        kept = [form for form in bound.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return {"title": self.title, "cards": True, "rows": [_frozen(form) for form in kept]}


def _frozen(form: RatingForm) -> list[dict]:
    """A row: what stands above the table, the items with their points, the result, what stands below."""
    items = frozenset(form.fields) - {*HEAD, *FOOT, "DELETE"}
    is_whole = form.result is not None and not form.computed.faults
    middle = sheet.frozen_fields(form.version, form.result) if is_whole else []
    typed = [_typed(form, name) for name in form.fields if name in items and not is_whole]
    return [*(_typed(form, name) for name in HEAD), *typed, *middle, *(_typed(form, name) for name in FOOT)]


def _typed(form: RatingForm, name: str) -> dict:
    field = form.fields[name]
    value = form.cleaned_data[name] if name in form.cleaned_data else form[name].value()
    return {
        "name": name,
        "label": str(field.label),
        "unit": "",
        "value": plain_value(value),
        "text": shown(field, value),
    }


def _declared(case: Case, user: AbstractBaseUser) -> list[Choice]:
    """The buildings that the declaration names, each of which is to be rated."""
    section = case.case_kind.sections_by_name[BUILDINGS]
    row = case.draft_sections.filter(name=BUILDINGS).first()
    first = next(iter(versions().offered()), None)
    names = [_word(each, "number") for each in section.read_rows(row.typed)] if row else []
    values = {"scheme": [first.name]} if first else {}
    return [Choice(name, name, "", {"building": [name], **values}) for name in dict.fromkeys(names) if name]


def _word(row: Mapping, field: str) -> str:
    return (row.get(field) or [""])[0].strip()


def _nothing(case: Case) -> str:
    return "还没有填写单体信息。请先填写申报的单体，再逐栋填写评价等级信息。"


BUILDINGS = "buildings"
SOURCE = RowSource("从申报的单体添加", _declared, lambda row: _word(row, "building"), _nothing)
RATINGS = RatingSection(NAME, "单体评价等级信息", RatingForm, rows=True, most=100, source=SOURCE)


def faults(buildings: Iterable[str], ratings: Iterable[Mapping], section: str = NAME) -> list[Fault]:
    """What contradicts itself between the buildings declared and their ratings: each is rated exactly once.

    buildings: their names as declared; ratings: the answers of the rating section.
    """
    declared = [name.strip() for name in buildings]
    rated = [row["building"].strip() for row in ratings]
    found = [f"“{name}”没有评价等级信息，请补上。" for name in declared if name not in rated]
    found += [
        f"“{name}”不在申报的单体里，请改正楼号，或者删去这一行。"
        for name in dict.fromkeys(rated)
        if name not in declared
    ]
    found += [
        f"“{name}”填写了 {rated.count(name)} 次，请只保留一行。"
        for name in dict.fromkeys(rated)
        if rated.count(name) > 1
    ]
    return [Fault(section, sentence) for sentence in found]


def lowest_grade(ratings: Iterable[Mapping]) -> str:
    """The lowest grade among the buildings (技术级别 of the district's table): "" when one has none, or there is no row."""
    rows = list(ratings)
    places = [_place(row["result"]) for row in rows]
    return min(zip(places, (row["result"].grade for row in rows), strict=True), default=(0, ""))[1]


def _place(result) -> int:
    names = [each.grade.name for each in result.grades]
    return names.index(result.grade) + 1 if result.grade else 0
