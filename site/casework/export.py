"""A queue as a spreadsheet: exactly the rows that are asked for, masked unless somebody has said why not, and recorded.

Rows are read in steps of CHUNK and written as they come, so that a hundred thousand need no more memory than a hundred.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from openpyxl import Workbook

from audit.enums import Event
from audit.services import record
from audit.sheets import guarded
from casework import queue
from casework.models import Case

CHUNK = 1000
RIGHT = "casework.export_case"
SEARCHES = ("q", "organisation")
WIDTHS = [20, 14, 36, 16, 18, 26, 18, 18, 18, 12, 12, 18]


def may_unmask(user: AbstractBaseUser) -> bool:
    """Whether names and numbers may leave the house in full, for a reason."""
    return user.has_perm(RIGHT)


def columns(*, unmasked: bool) -> dict[str, Callable[[Case], str]]:
    """Label -> text of a case; one set of columns for both formats."""
    return {
        "编号": lambda case: case.number or "",
        "业务": queue.kind,
        "事项": lambda case: case.title,
        "申请人": queue.full_name if unmasked else queue.masked_name,
        "手机": queue.full_phone if unmasked else queue.masked_phone,
        "单位": lambda case: case.organisation.name if case.organisation else "",
        "来源": lambda case: case.get_source_display(),
        "提交时间": lambda case: _moment(case.submitted_at),
        "应办结时间": lambda case: _moment(case.due_at),
        "办结时间": lambda case: _moment(case.closed_at),
        "状态": queue.status,
        "经办人": lambda case: str(case.assignee) if case.assignee else "",
    }


def begin(
    user: AbstractBaseUser,
    *,
    asked: Mapping[str, str],
    count: int,
    format: str,
    unmasked: bool,
    reason: str = "",
    address: str = "",
) -> None:
    """Asks for the right and records that a list is taken out; PermissionDenied for full names without right or reason.

    asked: the questions of the list. They are kept; of a search only that there was one, for it may be a name.
    """
    if unmasked and not (may_unmask(user) and reason.strip()):
        raise PermissionDenied
    kept = {name: value if name not in SEARCHES else "…" for name, value in asked.items()}
    data = {"format": format, "unmasked": unmasked, "asked": kept, "count": count}
    record(Event.EXPORTED, actor=user, about="办件队列", reason=reason.strip(), address=address, data=data)


def rows(cases: QuerySet, *, unmasked: bool) -> Iterator[list[str]]:
    """The headings, then one row for each case."""
    shown = columns(unmasked=unmasked)
    yield list(shown)
    for case in cases.iterator(CHUNK):
        yield [show(case) for show in shown.values()]


def as_xlsx(found: Iterator[list[str]]) -> BinaryIO:
    """The rows as a workbook in a temporary file, at its beginning; whoever gets it closes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("办件")
    sheet.freeze_panes = "B2"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    for row in found:
        sheet.append([_plain(cell) for cell in row])
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  whoever gets it closes it
    book.save(file)
    file.seek(0)
    return file


def file_name(format: str) -> str:
    """The name under which the list is saved."""
    return f"办件 {timezone.localtime():%Y-%m-%d %H%M}.{format}"


def _plain(cell: str) -> str:
    """Text that a workbook may hold: without control characters, and a text even when it looks like a formula."""
    clean = "".join(character for character in cell if character >= " " or character in "\n\t")
    return guarded(clean)


def _moment(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
