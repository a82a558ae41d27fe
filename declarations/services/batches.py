"""批次: approved declarations of a year go forward together, in the table that the district hands up (2185号附表).

AA and AAA are counted apart. What is promised in all batches of a year is held against the year's budget.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from audit.sheets import guarded
from casework.errors import NotNow
from casework.models import Case
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY, Field, Grade
from declarations.models import Batch, BatchEntry, Declaration, Demonstration, RewardFund, Technology, YearBudget

MODELS = {REWARD_FUND: RewardFund, TECHNOLOGY: Technology, DEMONSTRATION: Demonstration}
CATEGORIES = {REWARD_FUND: "装配式建筑", TECHNOLOGY: "装配式建筑技术", DEMONSTRATION: "装配式建筑示范项目"}
"""项目类别 of the forwarding table."""
HEADINGS = ["序号", "项目类别", "项目名称", "技术级别", "建筑类型", "申报单位", "奖励面积（㎡）", "奖励金额（元）"]
COUNTED_APART = (Grade.AAA, Grade.AA)
WIDTHS = [6, 18, 36, 10, 14, 32, 16, 18]
CHANGE = "declarations.change_batch"
LISTED = 300


def money(number: Decimal | None) -> str:
    """An amount or an area as tables show it; — for none."""
    return "—" if number is None else f"{number:,.2f}"


@dataclass(frozen=True)
class Line:
    """One declaration in the forwarding table."""

    entry_id: int
    case: Declaration
    position: int
    cells: list
    """As HEADINGS, from 项目类别 on; areas and amounts are numbers or None."""
    grade: str
    area: Decimal
    amount: Decimal

    @property
    def shown(self) -> list[tuple[str, str]]:
        """(heading, text) of each cell, as pages show them."""
        texts = [cell or "—" for cell in self.cells[:-2]] + [money(cell) for cell in self.cells[-2:]]
        return list(zip(HEADINGS[1:], texts, strict=True))


@dataclass(frozen=True)
class Subtotal:
    """How many declarations of one level there are, with what area and amount."""

    label: str
    count: int
    area: Decimal
    amount: Decimal

    @property
    def shown(self) -> list[str]:
        """Area and amount as pages show them."""
        return [money(self.area), money(self.amount)]


@dataclass(frozen=True)
class Table:
    """The forwarding table of a batch."""

    batch: Batch
    lines: list[Line]

    @property
    def subtotals(self) -> list[Subtotal]:
        """AAA and AA apart, the rest together if there is any, and 总计."""
        found = [self._of(grade.label, [line for line in self.lines if line.grade == grade]) for grade in COUNTED_APART]
        others = [line for line in self.lines if line.grade not in COUNTED_APART]
        return [*found, *([self._of("其他", others)] if others else []), self._of("总计", self.lines)]

    @staticmethod
    def _of(label: str, lines: list[Line]) -> Subtotal:
        zero = Decimal(0)
        area, amount = sum((line.area for line in lines), zero), sum((line.amount for line in lines), zero)
        return Subtotal(label, len(lines), area, amount)


@dataclass(frozen=True)
class YearTotal:
    """What the batches of a year promise, against its budget; budget None where nobody has entered one."""

    year: int
    promised: Decimal
    budget: Decimal | None

    @property
    def left(self) -> Decimal | None:
        """What is left of the budget; negative when it is overspent."""
        return None if self.budget is None else self.budget - self.promised

    @property
    def is_over(self) -> bool:
        """Whether more is promised than there is."""
        return self.left is not None and self.left < 0

    @property
    def words(self) -> str:
        """The sentence about the year's money."""
        found = f"各批次核定奖励合计 {money(self.promised)} 元，"
        if self.left is None:
            return f"{found}还没有录入预算。"
        state = f"超出预算 {money(-self.left)} 元" if self.is_over else f"还剩 {money(self.left)} 元"
        return f"{found}预算 {money(self.budget)} 元，{state}。"


def table_of(batch: Batch) -> Table:
    """The table; one query."""
    model = MODELS[batch.kind]
    found = model.objects.filter(batch_entry__batch=batch).select_related("batch_entry").order_by("batch_entry__pk")
    return Table(batch, [_line(position, case) for position, case in enumerate(found, start=1)])


def _line(position: int, case: Declaration) -> Line:
    area = getattr(case, "reward_area", getattr(case, "area_above", None))
    amount, grade = getattr(case, "approved_amount", None), getattr(case, "grade", "")
    sort = case.get_project_type_display() if hasattr(case, "project_type") else dict(Field.choices).get(case.field, "")
    name = case.title if case.kind == TECHNOLOGY else case.project_name or case.title
    level = case.get_grade_display() if grade else ""
    cells = [CATEGORIES[case.kind], name, level, sort, case.lead_name, area, amount]
    return Line(case.batch_entry.pk, case, position, cells, grade, area or Decimal(0), amount or Decimal(0))


def waiting_for_batch(kind: str) -> QuerySet[Declaration]:
    """The approved declarations of a kind that stand in no batch yet, the oldest first."""
    found = MODELS[kind].objects.filter(status__in=["approved", "publicity", "closed"], batch_entry=None)
    return found.order_by("submitted_at", "pk")[:LISTED]


def add(batch: Batch, case_ids: Iterable[int], *, user: AbstractBaseUser) -> int:
    """Puts approved declarations into a batch, and says how many. NotNow for one that is not approved, of another kind,
    or in a batch already; then none is put in."""
    _guard(user)
    wanted = set(case_ids)
    with transaction.atomic():
        Batch.objects.select_for_update().get(pk=batch.pk)
        cases = list(Case.objects.select_for_update().filter(pk__in=wanted, kind=batch.kind).order_by("pk"))
        for case in cases:
            if case.status not in {"approved", "publicity", "closed"}:
                raise NotNow(f"{case} 现在是“{case.status_label}”，审批通过以后才能列入批次。")
        if len(cases) < len(wanted):
            raise NotNow("有的申报找不到，或者不是这项业务的。请刷新页面后重新勾选。")
        try:
            with transaction.atomic():
                for case in cases:
                    BatchEntry.objects.create(batch=batch, case=case, added_by=user)
        except IntegrityError as error:
            raise NotNow("有的申报刚刚被列入了别的批次。请刷新页面后重新勾选。") from error
    return len(cases)


def take_out(batch: Batch, entry_id: int, *, user: AbstractBaseUser) -> Case:
    """Takes a declaration out of a batch again. NotNow once it is shown to the public."""
    _guard(user)
    with transaction.atomic():
        entry = batch.entries.select_for_update().filter(pk=entry_id).first()
        if entry is None:
            raise NotNow("这份申报已经不在这个批次里。")
        case = Case.objects.select_for_update().get(pk=entry.case_id)
        if case.status != "approved":
            raise NotNow(f"{case} 现在是“{case.status_label}”，不能再移出批次。")
        entry.delete()
    return case


def totals(years: Iterable[int]) -> dict[int, YearTotal]:
    """What is promised in each year against its budget; two queries."""
    years = set(years)
    promised = (
        RewardFund.objects.filter(batch_entry__batch__year__in=years)
        .values_list("batch_entry__batch__year")
        .annotate(total=Sum("approved_amount"))
        .order_by()
    )
    by_year = dict(promised)
    budgets = dict(YearBudget.objects.filter(year__in=years).values_list("year", "amount"))
    return {year: YearTotal(year, by_year.get(year) or Decimal(0), budgets.get(year)) for year in years}


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook; a batch is small."""
    book = Workbook()
    sheet = book.active
    sheet.title = "报送表"
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.append([f"{table.batch}报送表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADINGS))
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    sheet.append(HEADINGS)
    for cell in sheet[2]:
        cell.font = Font(bold=True)
    for line in table.lines:
        sheet.append([line.position, *(guarded(cell) for cell in line.cells)])
    for each in table.subtotals:
        sheet.append([each.label, f"{each.count} 项", "", "", "", "", each.area, each.amount])
    for row in sheet.iter_rows(min_row=3, min_col=7, max_col=8):
        for cell in row:
            cell.number_format = "#,##0.00"
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _guard(user: AbstractBaseUser) -> None:
    if not user.has_perm(CHANGE):
        raise PermissionDenied
