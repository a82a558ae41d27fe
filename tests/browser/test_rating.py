"""The calculator and the rating of a building in a browser: as one types, by the button without script, at every width."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from casework.models import Case
from declarations.enums import REWARD_FUND
from declarations.ratings.section import NAME
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import violations
from tests.browser.test_filling import path_of, sign_in
from tests.factories import declarations as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 900}
STATUS = "[data-rating-status]"


def item(page: Page, name: str, number: int = 0):
    """The box of one item of the table."""
    return page.get_by_role("group", name=re.compile(name)).and_(page.locator(".rating-item")).nth(number)


@pytest.mark.parametrize("viewport", [WIDE, PHONE], ids=["1280", "390"])
def test_the_calculator_computes_while_one_types_and_its_address_shows_the_same_to_others(
    visitor, initial_data, viewport
):
    reader = visitor(viewport=viewport)
    page = reader.open("/services/rating/")
    item(page, "竖向构件").get_by_label("数值A").fill("400")
    item(page, "竖向构件").get_by_label("数值B").fill("１０００")
    expect(page.locator(STATUS)).to_contain_text("装配率 21.1%。")
    item(page, "梁、板").get_by_label("或者比例").fill("75")
    item(page, "集成厨房").get_by_label("缺项").check()
    expect(page.locator(STATUS)).to_contain_text("装配率 38.4%。不符合装配式建筑的条件。还有 8 项没有填写。")
    expect(page.get_by_text("P = (Q1 + Q2 + Q3) ÷ (100 − Q4) × 100%").first).to_be_visible()
    item(page, "管线分离").get_by_label("或者比例").fill("NaN")
    expect(page.locator("[data-rating-place]")).to_contain_text("“管线分离”的比例不是可以计算的数字")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    item(page, "管线分离").get_by_label("或者比例").fill("70")
    expect(page.locator(STATUS)).to_contain_text("装配率 44.8%。")
    link = path_of(page)
    other = visitor(viewport=DESKTOP, java_script_enabled=False)
    theirs = other.open(link)
    expect(theirs.locator(".rating-verdict")).to_contain_text("装配率 44.8%")
    expect(item(theirs, "竖向构件").get_by_label("数值A")).to_have_value("400")
    expect(item(theirs, "集成厨房").get_by_label("缺项")).to_be_checked()


def test_without_script_the_button_computes_and_paper_carries_the_result(visitor, initial_data):
    reader = visitor(java_script_enabled=False)
    page = reader.open("/services/rating/")
    item(page, "竖向构件").get_by_label("或者比例").fill("80")
    item(page, "全装修").get_by_label("是否采用").select_option("是")
    item(page, "集成卫生间").get_by_label("或者比例").fill("-3")
    page.get_by_role("button", name="计算").click()
    expect(page.locator(".rating-verdict")).to_contain_text("装配率 36%")
    expect(page.get_by_role("alert")).to_contain_text("“集成卫生间”的比例不能是负数，请改为 0 或正数。")
    expect(item(page, "集成卫生间").get_by_label("或者比例")).to_have_value("-3")
    page.emulate_media(media="print")
    expect(page.locator(".rating-verdict")).to_be_visible()
    expect(page.get_by_role("button", name="计算")).to_be_hidden()


@pytest.mark.parametrize(("script", "viewport"), [(True, WIDE), (False, PHONE)], ids=["1280", "390 without script"])
def test_a_building_is_rated_in_its_section(visitor, initial_data, script, viewport):
    user, firm = make.make_member()
    case = make.begin(REWARD_FUND, user, firm)
    row = make.answers(REWARD_FUND)[NAME][0] | {"q1a_a": ""}
    make.type_in(case, NAME, [row, row | {"building": "2#"}])
    reader = visitor(viewport=viewport, java_script_enabled=script)
    sign_in(reader, user)
    page = reader.open(reverse("my_section", args=[case.pk, NAME]))
    second = page.locator(".rating").nth(1)
    expect(page.locator(".rating")).to_have_count(2)
    expect(second).to_contain_text("没有填写，分子和分母都要填写。")
    box = second.locator(".rating-item").first
    box.get_by_label("数值A").fill("800")
    if script:
        expect(second.locator(STATUS)).to_contain_text("装配率 77.8%。符合装配式建筑的条件，评价等级为 AA 级。")
        expect(page.locator(".rating").first.locator(STATUS)).to_be_empty()
        assert violations(page) == []
    second.get_by_role("button", name="保存并计算").click()
    second = page.locator(".rating").nth(1)
    expect(second.locator(".rating-verdict")).to_contain_text("装配率 77.8%")
    expect(second.locator(".rating-verdict")).to_contain_text("评价等级为 AA 级")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    kept = Case.objects.get(pk=case.pk).draft_sections.get(name=NAME).typed
    assert kept[f"{NAME}-1-q1a_a"] == ["800"]
