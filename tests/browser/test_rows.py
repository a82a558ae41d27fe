"""Rows of a section on a phone, with and without a script: added, copied, moved, deleted, put back, chosen, imported."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from casework import drafts, kinds
from casework.models import Case
from casework.sections import as_query
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import SMALL_TARGETS, violations
from tests.browser.test_filling import people, sign_in  # noqa: F401  a fixture
from tests.casework.sheets.test_sheets import sheet_of
from tests.casework.test_row_pages import SECTION

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(people, monkeypatch) -> Case:  # noqa: F811
    kind = replace(kinds.case_kind("org_claim"), name="paper", sections=(SECTION,), one_draft=False)
    monkeypatch.setitem(kinds._kinds, "paper", kind)
    return drafts.open_draft(kind, user=people["wang"])


def numbers(case: Case) -> list[str]:
    row = case.draft_sections.get()
    return [each.get("number", [""])[0] for each in SECTION.read_rows(row.typed)]


def look(page, script: bool) -> None:
    """What only a script can ask: accessibility, width, targets."""
    if script:
        assert not violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert not page.evaluate(SMALL_TARGETS)


def act(page, name: str, number: int) -> None:
    page.get_by_role("button", name=re.compile(f"^{name}\\s*第 {number} 行")).click()


@pytest.mark.parametrize("script", [True, False])
def test_rows_on_a_phone(visitor, people, case, script):  # noqa: F811
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=script)
    sign_in(phone, people["wang"])
    page = phone.open(f"/my/drafts/{case.pk}/sections/buildings/")
    page.get_by_label("楼号").fill("甲")
    page.get_by_role("button", name="保存，再加一行").click()
    expect(page.locator(".form-row")).to_have_count(2)
    if script:
        expect(page.locator("#row-2 input[type=text]").first).to_be_focused()
    page.locator("#row-2").get_by_label("楼号").fill("乙")
    page.locator("#row-2").get_by_label("建筑面积").fill("１，２００")
    act(page, "复制", 2)
    expect(page.locator(".form-row")).to_have_count(3)
    expect(page.locator("#row-3").get_by_label("建筑面积")).to_have_value("1200")
    page.locator("#row-3").get_by_label("楼号").fill("丙")
    act(page, "上移", 3)
    expect(page.locator("#row-2 legend")).to_contain_text("丙")
    act(page, "删去", 1)
    expect(page.get_by_text("第 1 行（甲）刚才删去了。")).to_be_visible()
    expect(page.locator(".form-row")).to_have_count(2)
    look(page, script)
    page.get_by_role("button", name="恢复这一行").click()
    expect(page.locator(".form-row")).to_have_count(3)
    assert numbers(case) == ["甲", "丙", "乙"]
    page.get_by_role("button", name="选择单体").click()
    page.get_by_label("2#").check()
    look(page, script)
    page.get_by_role("button", name="用选中的填写").click()
    expect(page.locator("#row-4 legend")).to_contain_text("2")
    page.get_by_role("button", name="从 Excel 导入").click()
    content = sheet_of(["丁", 100, "住宅"], ["戊", "很大", "住宅"])
    sheet = {"name": "单体.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("Excel 工作簿").set_input_files(sheet)
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_text("B3（建筑面积）")).to_be_visible()
    look(page, script)
    page.get_by_label("保留，导入的接在后面").check()
    page.get_by_role("button", name="照样导入，以后再改").click()
    expect(page.get_by_text("已导入 2 行。其中 1 处有问题")).to_be_visible()
    assert numbers(case) == ["甲", "丙", "乙", "2", "丁", "戊"]


def test_the_keyboard_stays_where_it_was_and_a_conflict_is_met(visitor, people, case):  # noqa: F811
    desk = visitor(viewport=DESKTOP)
    sign_in(desk, people["wang"])
    rows = SECTION.write_rows([{"number": [each]} for each in "甲乙丙"])
    drafts.save_section(case, "buildings", as_query(rows), user=people["wang"], seen_version=0)
    page = desk.open(f"/my/drafts/{case.pk}/sections/buildings/")
    page.get_by_role("button", name=re.compile(r"^下移\s*第 1 行")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=re.compile(r"^下移\s*第 2 行"))).to_be_focused()
    page.locator("#row-1").get_by_label("楼号").fill("新")
    page.keyboard.press("Enter")
    expect(page.locator("#row-1 legend")).to_contain_text("新")
    assert numbers(case) == ["新", "甲", "丙"]
    theirs = SECTION.write_rows([{"number": ["别人的"]}])
    version = case.draft_sections.get().version
    drafts.save_section(case, "buildings", as_query(theirs), user=people["wang"], seen_version=version)
    page.get_by_role("button", name=re.compile(r"^删去\s*第 3 行")).click()
    expect(page.get_by_role("heading", name="有人同时修改了这一部分")).to_be_visible()
    expect(page.locator("#row-3").get_by_label("楼号")).to_have_value("丙")
    assert numbers(case) == ["别人的"]
    assert not violations(page)
