"""A return (退回) names what is to be changed: a section, a field of it, a row, or a file, each with a sentence.

The places stand in the history beside the opinion, in the order of the form. The applicant meets them at the field, in
the task list and before handing in; the reviewer of the next submission sees what became of each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from django import forms
from django.utils.html import format_html

from casework import personal
from casework.attachments.queries import changes as file_changes
from casework.attachments.queries import listing
from casework.enums import FILES
from casework.kinds import CaseKind
from casework.models import Case, Snapshot, StatusChange
from casework.rows import anchor
from casework.sections import Section, changes

FILES_TITLE = "附件"


@dataclass(frozen=True)
class Point:
    """One place that is to be changed, as the history keeps it.

    section: its name, `files` for the files; row: from 1 on, None where there are none; field: "" for the whole section
    or row, of a file the name of its item; file: the pk of one file. row_name: what the row was called when it was
    submitted, "" for personal data. title, label: section and field in words, as changes between submissions have them.
    """

    section: str
    title: str
    row: int | None = None
    row_name: str = ""
    field: str = ""
    label: str = ""
    file: int | None = None
    file_name: str = ""
    sentence: str = ""

    @property
    def key(self) -> str:
        """The place in one word: section, section.field, section.row, section.row.field, files.item, files.item.pk."""
        parts = (self.section, self.row and str(self.row), self.field, self.file and str(self.file))
        return ".".join(part for part in parts if part)

    @property
    def place(self) -> str:
        """The place in words, below its section."""
        row = f"第 {self.row} 行{f'（{self.row_name}）' if self.row_name else ''}" if self.row else ""
        return "　".join(part for part in (row, self.label, self.file_name) if part)

    @property
    def full_place(self) -> str:
        """The place in words, with its section."""
        return "　".join(part for part in (self.title, self.place) if part)

    @property
    def words(self) -> str:
        """The place and what is asked there."""
        return f"{self.full_place}：{self.sentence or '请修改。'}"

    @property
    def anchor_field(self) -> str:
        """The field's name on the section's page, as `casework.sections.Fault` has it; "" for a whole section or file."""
        if not self.field or self.section == FILES:
            return ""
        return f"{self.row - 1}-{self.field}" if self.row else self.field

    @property
    def anchor(self) -> str:
        """The place on the page of the section or of the files."""
        if self.section == FILES:
            return f"#id_file-{self.field}" if self.field else ""
        return anchor(self.section, self.anchor_field)

    def kept(self) -> dict:
        """As JSON keeps it: what says nothing is left out."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


@dataclass(frozen=True)
class Spot:
    """A place that staff may name, and what was submitted there, masked where it is personal data."""

    point: Point
    text: str = ""


@dataclass(frozen=True)
class Group:
    """The places of one section: the section itself, its fields, and its rows with their fields."""

    whole: Spot
    fields: list[Spot]
    rows: list[tuple[Spot, list[Spot]]]

    def spots(self) -> Iterable[Spot]:
        """All of them, in their order."""
        yield self.whole
        yield from self.fields
        for row, fields in self.rows:
            yield row
            yield from fields


def groups(kind: CaseKind, case: Case | None = None) -> list[Group]:
    """Every place that a return of the case may name; without a case the sections alone."""
    snapshot = case.snapshots.order_by("position").last() if case else None
    content = (personal.masked_snapshot(snapshot, kind.personal).content if snapshot else None) or {"sections": []}
    submitted = {each.get("name", each["title"]): each for each in content["sections"]}
    found = [
        _group(section, submitted.get(section.name) or submitted.get(section.title) or {}, kind.personal)
        for section in kind.sections
    ]
    files = listing(case) if case else []
    if files or kind.items:
        found.append(Group(Spot(Point(FILES, FILES_TITLE)), list(_files(files)), []))
    return found


def _group(section: Section, content: dict, masked: Iterable[str]) -> Group:
    def spots(fields: list[dict], **more) -> list[Spot]:
        return [
            Spot(
                Point(section.name, section.title, field=field["name"], label=field["label"], **more),
                f"{field['text']} {field['unit']}".strip() if field["text"] else "",
            )
            for field in fields
            if field.get("name")
        ]

    rows = []
    for number, fields in enumerate(content.get("rows") or [], start=1):
        name = _row_name(fields, masked)
        row = Point(section.name, section.title, row=number, row_name=name)
        rows.append((Spot(row), spots(fields, row=number, row_name=name)))
    return Group(Spot(Point(section.name, section.title)), spots(content.get("fields") or []), rows)


def _row_name(fields: list[dict], masked: Iterable[str]) -> str:
    """What people call a row: its first text that is no personal data."""
    return next((field["text"] for field in fields if field["text"] and field.get("name") not in masked), "")[:60]


def _files(files: list) -> Iterable[Spot]:
    for item, sent in files:
        place = {"section": FILES, "title": FILES_TITLE, "field": item.name, "label": item.label}
        yield Spot(Point(**place), "" if sent else "没有上传")
        for file in sent:
            yield Spot(Point(**place, file=file.pk, file_name=file.name))


def points_of(change: StatusChange | None) -> list[Point]:
    """The places that a step named."""
    return [Point(**kept) for kept in change.points] if change else []


def last_return(case: Case) -> StatusChange | None:
    """The newest step that named what is to be changed, or could have; None when there was none."""
    actions = [each.action for each in case.case_kind.workflow.transitions.values() if each.names_sections]
    return case.history.filter(action__in=actions).order_by("position").last() if actions else None


def open_points(case: Case) -> list[Point]:
    """What the applicant is asked to change now; nothing while the case lies with others, or is a first draft."""
    actions = [each for each in case.case_kind.workflow.transitions.values() if each.names_sections]
    if case.number is None or case.status not in {each.target for each in actions}:
        return []
    return points_of(last_return(case))


def mark(shown: forms.BaseForm | forms.BaseFormSet, section: Section, points: Iterable[Point]) -> None:
    """Writes what is asked for at the fields of a section's page, where screen readers read it with the field."""
    for point in points:
        if point.section != section.name or not point.field:
            continue
        form = _form_of(shown, point) if section.rows else shown
        if form is not None and point.field in form.fields:
            field = form.fields[point.field]
            words = point.sentence or "请修改这一项。"
            field.help_text = format_html(
                '<strong class="field-asked">退回时要求：{}</strong> {}', words, field.help_text or ""
            )


def _form_of(formset: forms.BaseFormSet, point: Point) -> forms.BaseForm | None:
    """The row that was meant: the one of that name, for rows may have moved, or else the one in that place."""
    named = [form for form in formset.forms if point.row_name and point.row_name in _typed(form)]
    place = (point.row or 0) - 1
    if len(named) == 1:
        return named[0]
    return formset.forms[place] if 0 <= place < len(formset.forms) else None


def _typed(form: forms.BaseForm) -> list[str]:
    return [str(bound.value() or "") for bound in form]


@dataclass(frozen=True)
class Answered:
    """What was asked for at a place, and what the next submission changed there."""

    point: Point
    changes: list[dict]


@dataclass(frozen=True)
class Since:
    """What a submission changed since the last return: at the places that were named, and elsewhere."""

    change: StatusChange | None
    asked: list[Answered]
    others: list[dict]


def since_last_return(case: Case) -> Since | None:
    """The newest submission beside what the return before it had asked for; None for a first submission.

    Without a return (the applicant took the submission back) it is compared with the one before.
    """
    snapshots = [
        personal.masked_snapshot(each, case.case_kind.personal) for each in case.snapshots.order_by("position")
    ]
    if len(snapshots) < 2 or not snapshots[-1].content:
        return None
    newest, change = snapshots[-1], last_return(case)
    if change and change.at > newest.taken_at:
        change = None  # it was returned again since: the page shows what is asked now in the history
    before = _before(snapshots[:-1], change)
    if not before.content:
        return None
    found = changes(before.content, newest.content) + file_changes(before.content, newest.content)
    asked = [Answered(point, [each for each in found if _is_at(each, point)]) for point in points_of(change)]
    taken = [id(each) for answered in asked for each in answered.changes]
    return Since(change, asked, [each for each in found if id(each) not in taken])


def _before(earlier: list[Snapshot], change: StatusChange | None) -> Snapshot:
    """The submission that was returned; the one before where nothing was returned."""
    returned = [each for each in earlier if change and each.taken_at < change.at]
    return returned[-1] if returned else earlier[-1]


def _is_at(change: Mapping, point: Point) -> bool:
    """Whether a change between submissions lies at the place."""
    return (
        change["section"] == point.title
        and (point.row is None or change["row"] == point.row)
        and (not point.field or change["label"] == point.label)
    )
