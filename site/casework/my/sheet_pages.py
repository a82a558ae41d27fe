"""Rows of a section to and from a workbook: download, upload, look at what it says, take it in or not.

Between looking and taking in, the rows that were read travel in the page, signed: nothing is kept of a file that
nobody takes in.
"""

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from casework import drafts
from casework import rows as rows_of
from casework.errors import SectionConflict, StepRefused
from casework.models import Case, DraftSection
from casework.my import row_pages
from casework.my.filling import CONFLICT, UNPROCESSABLE, section_context, section_of
from casework.my.keeping import my_page
from casework.rows import Row
from casework.sections import Section, as_query, changes
from casework.sheets.columns import columns_of
from casework.sheets.importing import NotRead, Reading, judge, read_upload
from casework.sheets.writing import as_workbook
from content.forms import SiteForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SALT = "casework.my.sheet_pages"
LIFETIME = 2 * 3600  # seconds in which a preview can be taken in
SHOWN_ROWS, SHOWN_PROBLEMS, SHOWN_CHANGES = 50, 100, 100
REPLACE, APPEND = "replace", "append"


class SheetForm(SiteForm):
    """The workbook to read."""

    file = forms.FileField(
        label="Excel 工作簿",
        help_text="XLSX 格式，不超过 5 MB。",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "文件是空的（0 字节），请检查后重新选择。"},
    )


@my_page
@require_safe
def export(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The saved rows as a workbook; a template where none are saved."""
    case, wanted = _rows_of(request, pk, name)
    rows = _saved_rows(wanted, case.draft_sections.filter(name=name).first())
    words = "" if rows else "模板"
    response = HttpResponse(as_workbook(wanted, rows), content_type=XLSX)
    file_name = f"{wanted.title}{words}.xlsx"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file_name)
    return response


@my_page
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Upload, then what the file says with everything that is wrong in it, then taking it in: all of it or nothing."""
    case, wanted = _rows_of(request, pk, name)
    if request.method != "POST":
        return _page(request, case, wanted, SheetForm())
    if "take" in request.POST:
        return _take(request, case, wanted)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        others = [each for each in case.case_kind.sections if each.rows]
        try:
            reading = read_upload(wanted, form.cleaned_data["file"], others)
        except NotRead as problem:
            form.add_error("file", str(problem))
        else:
            return _preview(request, case, wanted, reading)
    return _page(request, case, wanted, form, status=UNPROCESSABLE)


def _rows_of(request: HttpRequest, pk: int, name: str) -> tuple[Case, Section]:
    case, wanted = section_of(request, pk, name)
    if not wanted.rows:
        raise Http404
    return case, wanted


def _saved_rows(wanted: Section, row: DraftSection | None) -> list[Row]:
    return wanted.said_rows(row.typed) if row and row.typed else []


def _page(
    request: HttpRequest, case: Case, wanted: Section, form: SheetForm, *, status: int = 200, **more
) -> HttpResponse:
    row = case.draft_sections.filter(name=wanted.name).first()
    context = section_context(case, wanted, form=form, saved=len(_saved_rows(wanted, row)), **more)
    return render(request, "casework/my/rows_import.html", context, status=status)


def _preview(
    request: HttpRequest, case: Case, wanted: Section, reading: Reading, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    row = case.draft_sections.filter(name=wanted.name).first()
    saved = _saved_rows(wanted, row)
    columns = [column for column in columns_of(wanted) if column.name in reading.places]
    marks = {(each.row, each.name) for each in (*reading.refused, *reading.wrong)}
    table = [
        (number, [(column.shown(each.get(column.name, [])), (place, column.name) in marks) for column in columns])
        for place, (number, each) in enumerate(zip(reading.numbers, reading.rows, strict=True))
    ]
    replaced = wanted.shown(wanted.write_rows(saved)) if saved else None
    wished = wanted.shown(wanted.write_rows(reading.rows))
    differences = changes({"sections": [replaced]}, {"sections": [wished]}) if replaced else []
    context = section_context(
        case,
        wanted,
        form=SheetForm(),
        workbook=reading,
        columns=columns,
        table=table[:SHOWN_ROWS],
        more_rows=max(len(table) - SHOWN_ROWS, 0),
        problems=(reading.refused or reading.wrong)[:SHOWN_PROBLEMS],
        more_problems=max(len(reading.refused or reading.wrong) - SHOWN_PROBLEMS, 0),
        saved=len(saved),
        fits=len(saved) + len(reading.rows) <= wanted.most,
        differences=differences[:SHOWN_CHANGES],
        more_differences=max(len(differences) - SHOWN_CHANGES, 0),
        gone=max(len(saved) - len(reading.rows), 0),
        refusal=refusal,
        seen_version=row.version if row else 0,
        payload=_sign(case, wanted, reading),
    )
    return render(request, "casework/my/rows_import.html", context, status=status)


def _take(request: HttpRequest, case: Case, wanted: Section) -> HttpResponse:
    """Takes the rows of a preview in; when somebody has saved meanwhile, the preview is shown anew beside theirs."""
    reading = _read_back(case, wanted, request.POST.get("rows", ""))
    if reading is None:
        form = SheetForm()
        return _page(request, case, wanted, form, status=UNPROCESSABLE, refusal="检查结果已经过期，请重新选择文件。")
    saved = _saved_rows(wanted, case.draft_sections.filter(name=wanted.name).first())
    mode = request.POST.get("mode", "")
    if saved and mode not in (REPLACE, APPEND):
        sentence = f"请选择：接在现有的 {len(saved)} 行后面，还是替换它们。"
        return _preview(request, case, wanted, reading, status=UNPROCESSABLE, refusal=sentence)
    rows = [*saved, *reading.rows] if mode == APPEND else reading.rows
    if len(rows) > wanted.most:
        sentence = f"接在后面一共 {len(rows)} 行，最多 {wanted.most} 行。请减少后再导入，或者选择替换。"
        return _preview(request, case, wanted, reading, status=UNPROCESSABLE, refusal=sentence)
    version = rows_of.whole_number(request.POST.get("seen_version", ""))
    typed = as_query(wanted.write_rows(rows))
    try:
        drafts.save_section(case, wanted.name, typed, user=request.user, seen_version=version)
    except SectionConflict as conflict:
        sentence = f"{conflict}下面是和最新内容的对照，请核对后再决定。"
        return _preview(request, case, wanted, reading, status=CONFLICT, refusal=sentence)
    except StepRefused as refusal:
        return _preview(request, case, wanted, reading, status=CONFLICT, refusal=str(refusal))
    wrong = f"其中 {len(reading.wrong)} 处有问题，已标在各行里，改好后再保存。" if reading.wrong else ""
    messages.success(request, f"已导入 {len(reading.rows)} 行。{wrong}")
    at = len(saved) if mode == APPEND else 0
    return redirect(row_pages.address(case, wanted, at))


def _sign(case: Case, wanted: Section, reading: Reading) -> str:
    """The rows that were read, for the page; "" when the file cannot be taken in."""
    if reading.refused:
        return ""
    content = [case.pk, wanted.name, reading.sheet, reading.places, reading.numbers, reading.rows]
    return signing.dumps(content, salt=SALT, compress=True)


def _read_back(case: Case, wanted: Section, signed: str) -> Reading | None:
    """What `_sign` has signed for this section, judged again; None for anything else."""
    try:
        number, name, sheet, places, numbers, rows = signing.loads(signed, salt=SALT, max_age=LIFETIME)
    except signing.BadSignature:
        return None
    if (number, name) != (case.pk, wanted.name):
        return None
    reading = Reading(sheet, places, rows, numbers)
    judge(wanted, reading)
    return reading
