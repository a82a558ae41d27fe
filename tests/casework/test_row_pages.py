"""The page of a section that repeats, its workbook and its choices, as an applicant's browser uses them."""

import io
import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from casework import drafts, kinds
from casework.models import Case
from casework.sections import Choice, RowSource, Section
from tests.casework.sheets.test_sheets import BuildingForm
from tests.casework.test_filling import me, page, people, post  # noqa: F401  fixtures

HEADINGS = ["楼号", "建筑面积", "类型"]
SOURCE = RowSource(
    "选择单体",
    choices=lambda case, user: [Choice(str(n), f"{n}#", "住宅", {"number": [str(n)]}) for n in range(1, 4)],
    key_of=lambda row: (row.get("number") or [""])[0],
    nothing=lambda case: "没有单体。",
    more=lambda case: ("登记单体", "/my/projects/"),
)


class OwnForm(BuildingForm):
    not_copied = ("number",)


SECTION = Section("buildings", "单体信息", OwnForm, rows=True, source=SOURCE)


@pytest.fixture
def case(me, people, monkeypatch):  # noqa: F811
    kind = replace(kinds.case_kind("org_claim"), name="paper", sections=(SECTION,), one_draft=False)
    monkeypatch.setitem(kinds._kinds, "paper", kind)
    return drafts.open_draft(kind, user=people["wang"])


@pytest.fixture
def path(case):
    return f"/my/drafts/{case.pk}/sections/buildings/"


def typed(*numbers: str, version: int = 0, **more: str) -> dict:
    found = {"seen_version": str(version), "buildings-TOTAL_FORMS": str(len(numbers)), "buildings-INITIAL_FORMS": "0"}
    for place, number in enumerate(numbers):
        found |= {f"buildings-{place}-number": number, f"buildings-{place}-kind": ""}
    return found | more


def numbers(case: Case) -> list[str]:
    row = case.draft_sections.get()
    return [each.get("number", [""])[0] for each in SECTION.read_rows(row.typed)]


def test_rows_are_added_copied_moved_deleted_and_put_back_with_everything_typed(me, case, path):  # noqa: F811
    assert post(me, path, typed("甲", "乙") | {"add": "1"}).url == f"{path}?row=3#row-3"
    assert numbers(case) == ["甲", "乙", ""]
    answer = post(me, path, typed("甲", "乙", "丙", version=1) | {"row": "up-2", "buildings-2-area": "5"})
    assert answer.url == f"{path}?row=2#row-2"
    assert numbers(case) == ["甲", "丙", "乙"]
    shown = page(me, answer.url)
    assert "第 3 行已移到第 2 行。" in shown
    assert re.search(r'id="row-2" tabindex="-1" data-here', shown)
    post(me, path, typed("甲", "丙", "乙", version=2) | {"row": "copy-1", "buildings-1-area": "7"})
    assert numbers(case) == ["甲", "丙", "", "乙"]
    assert SECTION.read_rows(case.draft_sections.get().typed)[2]["area"] == ["7"]
    post(me, path, typed("甲", "丙", "丁", "乙", version=3) | {"row": "delete-0"})
    assert numbers(case) == ["丙", "丁", "乙"]
    shown = page(me, path)
    assert "第 1 行（甲）刚才删去了。" in shown
    post(me, path, typed("丙", "丁", "乙", version=4) | {"row": "restore"})
    assert numbers(case) == ["甲", "丙", "丁", "乙"]
    assert "刚才删去" not in page(me, path)


def test_a_button_of_a_page_that_is_out_of_date_changes_nothing(me, case, path):  # noqa: F811
    post(me, path, typed("甲", "乙") | {"stay": "1"})
    shown = post(me, path, typed("丙", "丁") | {"row": "delete-0"}, 409).content.decode()
    assert numbers(case) == ["甲", "乙"]
    assert 'value="丙"' in shown
    assert 'value="丁"' in shown
    assert "有人同时修改了这一部分" in shown


def test_blank_rows_go_when_the_page_is_left_and_stay_while_it_is_filled_in(me, case, path):  # noqa: F811
    post(me, path, typed("甲", "", "乙") | {"stay": "1"})
    assert numbers(case) == ["甲", "", "乙"]
    post(me, path, typed("甲", "", "乙", version=1) | {"back": "1"})
    assert numbers(case) == ["甲", "乙"]
    post(me, path, typed("", "", version=2) | {"back": "1"})
    assert numbers(case) == [""]


def test_a_long_section_shows_twenty_rows_and_keeps_the_others(me, case, path):  # noqa: F811
    post(me, path, typed(*(str(n) for n in range(50))) | {"stay": "1"})
    shown = page(me, f"{path}?row=30")
    assert re.findall(r'id="row-(\d+)"', shown) == [str(n) for n in range(21, 41)]
    assert "第 21–40 行" in shown
    window = {"buildings-FROM": "20", "buildings-TO": "40"}
    rows = {f"buildings-{n}-number": f"新{n}" for n in range(20, 40)}
    base = {"seen_version": "1", "buildings-TOTAL_FORMS": "50", "buildings-INITIAL_FORMS": "0"} | window | rows
    assert post(me, path, base | {"page": "41"}).url == f"{path}?row=41"
    assert numbers(case) == [*(str(n) for n in range(20)), *(f"新{n}" for n in range(20, 40)), *map(str, range(40, 50))]
    answer = post(me, path, base | {"seen_version": "2", "row": "down-39"})
    assert answer.url == f"{path}?row=41#row-41"
    assert numbers(case)[39:41] == ["40", "新39"]
    faults = page(me, path)
    assert "处，标在各行里" in faults


def test_opening_takes_the_same_queries_for_one_row_and_for_two_hundred(me, case, path):  # noqa: F811
    def counts() -> int:
        with CaptureQueriesContext(connection) as found:
            page(me, path)
        return len(found)

    post(me, path, typed("1") | {"stay": "1"})
    counts()  # what is kept for every page is read now
    one = counts()
    post(me, path, typed(*(str(n) for n in range(200)), version=1) | {"stay": "1"})
    assert counts() == one


def workbook(*rows: list, headings: list = HEADINGS) -> SimpleUploadedFile:
    book, content = Workbook(), io.BytesIO()
    for row in [headings, *rows]:
        book.active.append(row)
    book.save(content)
    return SimpleUploadedFile("单体.xlsx", content.getvalue())


def hidden(shown: str) -> dict:
    return {name: re.search(rf'name="{name}" value="([^"]*)"', shown)[1] for name in ("rows", "seen_version")}


def test_rows_travel_out_and_in_again(me, case, path):  # noqa: F811
    template = me.get(f"{path}rows.xlsx")
    assert "%E5%8D%95%E4%BD%93%E4%BF%A1%E6%81%AF%E6%A8%A1%E6%9D%BF.xlsx" in template["Content-Disposition"]
    post(me, path, typed("甲", "乙") | {"stay": "1"})
    sheet = load_workbook(io.BytesIO(me.get(f"{path}rows.xlsx").content))["单体信息"]
    assert [cell.value for cell in sheet["A"][1:4]] == ["楼号 *", "甲", "乙"]
    assert post(me, path, typed("甲", "乙", version=1) | {"go": "import"}).url == f"{path}import/"
    shown = post(
        me, f"{path}import/", {"file": workbook(["丙", 100, "住宅"], ["丁", "很大", "住宅"])}, 200
    ).content.decode()
    assert "B3（建筑面积）" in shown
    assert "照样导入，以后再改" in shown
    assert numbers(case) == ["甲", "乙"], "nothing is written before it is confirmed"
    assert (
        "请选择：接在现有的 2 行后面" in post(me, f"{path}import/", hidden(shown) | {"take": "1"}, 422).content.decode()
    )
    post(me, f"{path}import/", hidden(shown) | {"take": "1", "mode": "append"})
    assert numbers(case) == ["甲", "乙", "丙", "丁"]
    assert "很大" in page(me, path)


def test_a_replacement_says_what_goes_and_heeds_what_others_save_meanwhile(me, case, path):  # noqa: F811
    post(me, path, typed("甲", "乙") | {"stay": "1"})
    shown = post(me, f"{path}import/", {"file": workbook(["丙", 100, "住宅"])}, 200).content.decode()
    assert "选“替换”会改变什么（去掉 1 行）" in shown
    post(me, path, typed("甲", "乙", "戊", version=1) | {"stay": "1"})
    late = post(me, f"{path}import/", hidden(shown) | {"take": "1", "mode": "replace"}, 409).content.decode()
    assert "下面是和最新内容的对照" in late
    assert numbers(case) == ["甲", "乙", "戊"]
    post(me, f"{path}import/", hidden(late) | {"take": "1", "mode": "replace"})
    assert numbers(case) == ["丙"]


def test_what_cannot_be_taken_changes_nothing(me, case, path):  # noqa: F811
    post(me, path, typed("甲") | {"stay": "1"})
    shown = post(me, f"{path}import/", {"file": workbook(["=1+1", 100, "住宅"])}, 200).content.decode()
    assert "什么都没有改动" in shown
    assert "A2（楼号）" in shown
    assert 'name="take"' not in shown
    many = workbook(*([str(n), 100, "住宅"] for n in range(200)))
    shown = post(me, f"{path}import/", {"file": many}, 200).content.decode()
    assert "不能接" in shown
    assert (
        "一共 201 行"
        in post(me, f"{path}import/", hidden(shown) | {"take": "1", "mode": "append"}, 422).content.decode()
    )
    assert numbers(case) == ["甲"]


@pytest.mark.parametrize("signed", ["", "x", "eyJhIjoxfQ:1:2"])
def test_only_what_was_read_here_is_taken_in(me, case, path, signed):  # noqa: F811
    shown = post(me, f"{path}import/", {"rows": signed, "take": "1", "seen_version": "0"}, 422).content.decode()
    assert "检查结果已经过期" in shown
    assert not case.draft_sections.exists()


def test_a_file_that_is_none_is_refused_at_the_field(me, case, path):  # noqa: F811
    for upload, words in [
        (None, "请填写“Excel 工作簿”"),
        (SimpleUploadedFile("a.xlsm", b"PK"), "带宏的工作簿"),
        (SimpleUploadedFile("a.xlsx", b""), "0 字节"),
    ]:
        answer = me.post(f"{path}import/", {"file": upload} if upload else {})
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_rows_are_filled_from_what_is_ticked(me, case, path):  # noqa: F811
    post(me, path, typed("2", "自己的") | {"stay": "1"})
    assert post(me, path, typed("2", "自己的", version=1) | {"go": "choose"}).url == f"{path}choose/"
    shown = page(me, f"{path}choose/")
    assert re.search(r'value="2" checked', shown)
    assert "已在第 1 行" in shown
    assert 'href="/my/projects/"' in shown
    post(me, f"{path}choose/", {"seen_version": "1", "choice": ["1", "2"]})
    assert numbers(case) == ["2", "自己的", "1"]
    asked = post(me, f"{path}choose/", {"seen_version": "2", "choice": ["1", "3"]}, 200).content.decode()
    assert "这些行会删去" in asked
    assert numbers(case) == ["2", "自己的", "1"]
    post(me, f"{path}choose/", {"seen_version": "2", "choice": ["1", "3"], "sure": "1"})
    assert numbers(case) == ["自己的", "1", "3"]
    late = post(
        me, f"{path}choose/", {"seen_version": "1", "choice": ["1", "2", "3"], "sure": "1"}, 409
    ).content.decode()
    assert "刚才有人修改过" in late


def test_the_pages_of_rows_are_the_applicants_alone(me, case, path, people, client):  # noqa: F811
    client.force_login(people["li"])
    for tail in ("", "rows.xlsx", "import/", "choose/"):
        assert client.get(f"{path}{tail}").status_code == 404
    client.logout()
    for tail in ("rows.xlsx", "import/", "choose/"):
        assert client.get(f"{path}{tail}").status_code == 302


def test_a_page_of_a_long_section_survives_the_end_of_the_session(me, case, path, people):  # noqa: F811
    post(me, path, typed(*(str(n) for n in range(50))) | {"stay": "1"})
    page(me, path)  # the browser learns who was here
    del me.cookies["sessionid"]
    window = {"buildings-FROM": "20", "buildings-TO": "40", "seen_version": "1", "buildings-TOTAL_FORMS": "50"}
    rows = {f"buildings-{n}-number": f"新{n}" for n in range(20, 40)}
    assert "/accounts/" in post(me, f"{path}?row=21", window | rows | {"stay": "1"}).url
    me.force_login(people["wang"])
    shown = page(me, f"{path}?row=21")
    assert "登录曾经过期" in shown
    assert 'value="新20"' in shown
    assert numbers(case)[20] == "20", "nothing is saved by itself"
    post(me, path, window | rows | {"stay": "1"})
    assert numbers(case) == [*map(str, range(20)), *(f"新{n}" for n in range(20, 40)), *map(str, range(40, 50))]
