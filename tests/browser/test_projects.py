"""A firm's project on a phone: not found, entered, with a building; every page fit for a screen reader."""

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from projects.models import Building
from tests.browser.conftest import PHONE
from tests.browser.test_every_page import SMALL_TARGETS, violations
from tests.browser.test_filling import sign_in
from tests.factories import projects

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_project_is_entered_on_a_phone(visitor, initial_data):
    wang = get_user_model().objects.create_user("wang", last_name="示例王")
    projects.firm(people=[wang])
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(phone, wang)

    def look() -> None:
        assert not violations(page)
        assert not page.evaluate(SMALL_TARGETS)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page = phone.open("/my/projects/")
    look()
    page.get_by_role("link", name="查找或者登记项目").click()
    page.get_by_label("许可证号或者投资项目统一代码").fill("建字第 １１０１０５ 202300012 号")
    page.get_by_role("button", name="查找").last.click()
    expect(page.get_by_role("heading", name="没有找到")).to_be_visible()
    look()
    page.get_by_role("link", name="登记新项目").click()
    page.get_by_label("项目名称").fill("示例家园")
    page.get_by_label("建设工程规划许可证号").fill(projects.PLANNING)
    page.get_by_label("所在区").select_option("chaoyang")
    page.get_by_label("建设地址").fill("示例路 1 号")
    look()
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#id_role_error")).to_be_visible()
    page.get_by_label("本单位在项目中的角色").select_option("owner")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("示例家园")
    look()
    page.get_by_role("link", name="登记单体").click()
    page.get_by_label("楼号").fill("1#")
    page.get_by_label("地上建筑面积").fill("１２，０００")
    look()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("link", name="1#")).to_be_visible()
    assert str(Building.objects.get().area_above) == "12000.00"
