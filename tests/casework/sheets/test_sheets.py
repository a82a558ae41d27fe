"""Workbooks: what is written comes back, what people do to it is understood, and hostile files are refused in words."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from casework.sections import Section, SectionForm
from casework.sheets import importing
from casework.sheets.importing import NotRead, read_upload
from casework.sheets.writing import as_workbook


class BuildingForm(SectionForm):
    units = {"area": "㎡", "rate": "%"}
    number = forms.CharField(label="楼号", max_length=10)
    area = forms.DecimalField(label="建筑面积", min_value=0, max_digits=12, decimal_places=2)
    kind = forms.ChoiceField(label="类型", choices=[("", "请选择"), ("home", "住宅"), ("office", "公共建筑")])
    parts = forms.MultipleChoiceField(label="构件", choices=[("wall", "墙板"), ("stair", "楼梯")], required=False)
    begun = forms.DateField(label="开工日期", required=False)
    rate = forms.DecimalField(label="装配率", required=False, max_value=100)
    whole = forms.BooleanField(label="全装修", required=False)
    permit = forms.CharField(label="证号", max_length=40, required=False)
    source = forms.CharField(widget=forms.HiddenInput, required=False)


class PartyForm(SectionForm):
    firm = forms.CharField(label="单位名称", max_length=50)
    role = forms.CharField(label="角色", max_length=50)


SECTION = Section("buildings", "单体信息", BuildingForm, rows=True, most=20)
PARTIES = Section("parties", "参建单位", PartyForm, rows=True)
HEADINGS = ["楼号 *", "建筑面积（㎡） *", "类型 *", "构件", "开工日期", "装配率（%）", "全装修", "证号"]
ROW = {
    "number": ["3-1"], "area": ["12000.50"], "kind": ["home"], "parts": ["wall", "stair"], "begun": ["2026-03-01"],
    "rate": ["62.5"], "whole": ["on"], "permit": ["110105202404020101"],
}  # fmt: skip


def upload(content: bytes, name: str = "单体.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def sheet_of(*rows: list, headings: list | None = None) -> bytes:
    book = Workbook()
    book.active.append(HEADINGS if headings is None else headings)
    for row in rows:
        book.active.append(row)
    return saved(book)


def read(*rows: list, **options):
    return read_upload(SECTION, upload(sheet_of(*rows, **options)))


def test_what_was_exported_comes_back_the_same():
    reading = read_upload(SECTION, upload(as_workbook(SECTION, [ROW, ROW | {"number": ["=1+1"], "parts": []}])))
    assert reading.rows[0] == ROW | {"area": ["12000.5"]}
    assert reading.rows[1]["number"] == ["=1+1"]
    assert (reading.refused, reading.wrong, reading.unknown) == ([], [], [])
    assert reading.numbers == [3, 4]


def test_what_was_typed_wrong_is_exported_as_it_was_typed():
    reading = read_upload(SECTION, upload(as_workbook(SECTION, [ROW | {"area": ["很大"], "kind": ["castle"]}])))
    assert reading.rows[0]["area"] == ["很大"]
    assert reading.rows[0]["kind"] == ["castle"]
    assert [each.address for each in reading.wrong] == ["B3", "C3"]


def test_a_template_explains_itself():
    book = load_workbook(io.BytesIO(as_workbook(SECTION, [])))
    sheet = book["单体信息"]
    assert [cell.value for cell in sheet[2]] == HEADINGS
    assert sheet["A1"].value == "buildings.number"
    assert sheet.row_dimensions[1].hidden
    assert sheet["A3"].number_format == "@"
    assert book["选项"].sheet_state == "hidden"
    assert {str(each.sqref) for each in sheet.data_validations.dataValidation} == {"C3:C22", "D3:D22", "G3:G22"}
    assert [cell.value for cell in book["选项"]["C"]] == ["住宅", "公共建筑"]
    assert "可以填几项" in str(list(book["填写说明"].values))
    with pytest.raises(NotRead, match="只有表头，没有内容"):
        read_upload(SECTION, upload(as_workbook(SECTION, [])))


@pytest.mark.parametrize(
    ("column", "value", "typed"),
    [
        (0, 3, ["3"]),
        (1, "１２，０００．５", ["１２，０００．５"]),
        (1, 0.1 + 0.2, ["0.3"]),
        (2, "住 宅", ["home"]),
        (2, "office", ["office"]),
        (3, "墙板，楼梯", ["wall", "stair"]),
        (4, datetime(2026, 3, 1), ["2026-03-01"]),
        (4, date(2026, 3, 1), ["2026-03-01"]),
        (4, "2026年3月1日", ["2026年3月1日"]),
        (4, 46082, ["2026-03-01"]),
        (4, 20260301, ["2026-03-01"]),
        (4, "20260301", ["2026-03-01"]),
        (6, True, ["on"]),
        (6, "√", ["on"]),
        (6, "否", []),
    ],
)
def test_cells_are_read_as_they_are_meant(column, value, typed):
    row = ["1#", 100, "住宅", None, None, None, None, None]
    row[column] = value
    reading = read(row)
    name = list(BuildingForm.base_fields)[column]
    assert reading.rows[0].get(name, []) == typed
    assert reading.wrong == []


def test_a_percentage_is_read_as_people_see_it():
    book = Workbook()
    book.active.append(HEADINGS)
    book.active.append(["1#", 100, "住宅", None, None, 0.625])
    book.active["F2"].number_format = "0.0%"
    assert read_upload(SECTION, upload(saved(book))).rows[0]["rate"] == ["62.5"]


@pytest.mark.parametrize(
    ("column", "value", "address", "sentence"),
    [
        (0, "字" * 11, "A2", "最多 10 个字"),
        (0, None, "A2", "请填写“楼号”"),
        (0, date(2026, 1, 2), "A2", "变成了日期"),
        (1, "很大", "B2", "请填写数字"),
        (1, -5, "B2", "不能小于 0"),
        (1, 1e300, "B2", "太大"),
        (1, "NaN", "B2", "请填写数字"),
        (2, "城堡", "C2", "城堡"),
        (3, "墙板、塔尖", "D2", "塔尖"),
        (4, "昨天", "E2", "请填写日期"),
        (5, 620, "F2", "100"),
        (6, "也许", "G2", "请填“是”或者“否”"),
        (7, 110105202404020101, "H2", "数字超过 15 位"),
    ],
)
def test_what_is_wrong_is_named_by_its_cell_and_can_be_taken_into_the_draft(column, value, address, sentence):
    row = ["1#", 100, "住宅", None, None, None, None, None]
    row[column] = value
    reading = read(row)
    assert [each.address for each in reading.wrong] == [address]
    assert sentence in reading.wrong[0].sentence
    assert reading.refused == []


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("=SUM(A1:A9)", "这一格是公式"),
        ('=HYPERLINK("http://x")', "这一格是公式"),
        ("#REF!", "错误值"),
        ("字" * 5001, "超过 5000 个字"),
    ],
)
def test_a_formula_an_error_and_an_endless_text_refuse_the_file_cell_by_cell(value, sentence):
    reading = read(["1#", 100, "住宅"], [value, 100, "住宅"])
    assert [(each.address, each.row) for each in reading.refused] == [("A3", 1)]
    assert sentence in reading.refused[0].sentence
    assert len(reading.refused[0].was) <= 60


def test_an_identity_number_is_neither_taken_nor_shown():
    reading = read(["1#", 100, "住宅", None, None, None, None, "110101199003077635"])
    assert [each.address for each in reading.refused] == ["H2"]
    assert "身份证号码" in reading.refused[0].sentence
    assert "110101199003077635" not in reading.refused[0].was + reading.refused[0].sentence


def test_columns_may_stand_in_another_order_and_strange_ones_are_named():
    reading = read(["备注文字", 100, "1#", "住宅"], headings=["备注", "建筑面积", "楼 号", "类型"])
    assert reading.rows[0] == {"area": ["100"], "number": ["1#"], "kind": ["home"]}
    assert reading.unknown == ["备注"]


def test_blank_rows_are_passed_over_and_numbers_stay_those_of_the_sheet():
    reading = read(["1#", 100, "住宅"], [], ["  ", None], ["2#", 100, "城堡"])
    assert len(reading.rows) == 2
    assert reading.wrong[0].address == "C5"


def test_a_file_for_another_section_or_without_headings_is_refused():
    other = as_workbook(PARTIES, [{"firm": ["示例公司"], "role": ["设计"]}])
    with pytest.raises(NotRead, match="这是“参建单位”的表格"):
        read_upload(SECTION, upload(other), [SECTION, PARTIES])
    with pytest.raises(NotRead, match="没有找到“单体信息”的表头"):
        read_upload(SECTION, upload(sheet_of(["a", "b"], headings=["x", "y"])))
    with pytest.raises(NotRead, match="文件里没有内容"):
        read_upload(SECTION, upload(saved(Workbook())))


def test_too_many_rows_are_refused_without_reading_them_all():
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(30_000):
        sheet.append([f"{number}#", 100, "住宅"])
    with pytest.raises(NotRead, match="超过 20 行，“单体信息”最多 20 行"):
        read_upload(SECTION, upload(saved(book)))
    with pytest.raises(NotRead, match="有21 行"):
        read(*([f"{number}#", 100, "住宅"] for number in range(21)))


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 40 * 1024**2)
    return target.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    target = io.BytesIO(sheet_of(["1#"]))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def macro_enabled() -> bytes:
    source, target = zipfile.ZipFile(io.BytesIO(sheet_of(["1#"]))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
            archive.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        (bomb, "a.xlsx", "展开后太大"),
        (lambda: with_part("xl/vbaProject.bin", b"x"), "a.xlsx", "有宏"),
        (macro_enabled, "a.xlsx", "有宏"),
        (lambda: sheet_of(["1#"]), "a.xlsm", "带宏的工作簿"),
        (lambda: b"x", "a.xls", "旧版格式"),
        (lambda: b"a,b", "a.csv", "CSV 不能导入"),
        (lambda: b"x", "a.pdf", "请选择 Excel 工作簿"),
        (lambda: b"", "a.xlsx", "0 字节"),
        (lambda: b"%PDF-1.7", "a.xlsx", "扩展名"),
        (lambda: sheet_of(["1#"])[:-60], "a.xlsx", "损坏"),
        (lambda: with_part("xl/worksheets/sheet1.xml", b"<broken"), "a.xlsx", "损坏"),
        (lambda: b"PK" + b"0" * (importing.MOST_BYTES + 1), "a.xlsx", "不能超过 5 MB"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_files_are_refused_in_words(make, name, sentence):
    with pytest.raises(NotRead) as refusal:
        read_upload(SECTION, upload(make(), name))
    assert sentence in str(refusal.value)
    assert "不能上传" not in str(refusal.value)
