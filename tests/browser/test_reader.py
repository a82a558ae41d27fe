"""What a reader comes to do, done in a browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.sample import NUMBER, TITLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def arrives(page, path):
    expect(page).to_have_url(re.compile(re.escape(path) + "$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_a_number_is_found_by_searching(phone, public_site):
    page = phone.open("/")
    page.get_by_label("搜索词").fill("京建法[2018]6号")
    page.get_by_role("button", name="搜索").click()
    page.locator(".rows .row-title").first.click()
    arrives(page, public_site["policy"])


def test_a_number_is_found_in_the_list_by_facets(phone, public_site):
    page = phone.open("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="政策文件").click()
    page.get_by_role("link", name="去筛选").click()
    page.get_by_role("navigation", name="筛选").get_by_role("link", name=re.compile("2018 年")).click()
    row = page.locator(".row", has_text=NUMBER)
    expect(page.locator(".row")).to_have_count(1)
    row.get_by_role("link").click()
    arrives(page, public_site["policy"])


def test_a_number_is_found_by_itself(phone, public_site):
    page = phone.open("/policies/")
    page.get_by_role("link", name="按发文字号查找").click()
    page.get_by_label("发文字号").last.fill("京建法（2018）6号")
    page.get_by_label("发文字号").last.press("Enter")
    arrives(page, public_site["policy"])


def test_a_repealed_document_warns_at_its_head_and_where_it_is_cited(reader, public_site):
    page = reader.open(public_site["notice"])
    warning = page.locator(".notice-warning", has_text="本页引用了已经不再有效的文件")
    expect(warning).to_contain_text("示建法〔2015〕1号")
    warning.get_by_role("link", name="查看该文件").click()
    expect(page.locator(".article-head .validity")).to_have_text("废止")
    ended = page.locator(".article > .notice-danger")
    expect(ended).to_be_in_viewport()
    ended.get_by_role("link").click()
    arrives(page, public_site["policy"])


def test_with_the_keyboard_alone(reader, public_site):
    page = reader.open("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("搜索词")).to_be_focused()
    page.keyboard.type("装配式混凝土")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=re.compile(TITLE[:20])).first
    for _ in range(60):
        page.keyboard.press("Tab")
        if link.evaluate("node => node === document.activeElement"):
            break
    outline = link.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    arrives(page, public_site["policy"])
    elder = page.get_by_role("button", name="长者版")
    for _ in range(10):
        page.keyboard.press("Tab")
        if elder.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="返回标准版")).to_be_visible()
    arrives(page, public_site["policy"])
    page.reload()
    expect(page.locator("html")).to_have_class("elder")


def test_without_script_everything_is_there(visitor, public_site):
    page = visitor(java_script_enabled=False).open(public_site["policy"])
    expect(page.get_by_role("navigation", name="目录")).to_be_visible()
    page.get_by_role("button", name="特大").click()
    page.get_by_role("button", name="长者版").click()
    expect(page.locator("html")).to_have_class("elder size-larger")
    page.get_by_role("button", name="返回标准版").click()
    page.get_by_role("button", name="标准", exact=True).click()
    expect(page.locator("html")).to_have_class("")
    page.get_by_role("link", name="打印").click()
    expect(page.locator("html")).to_have_class(re.compile("print-view"))
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()
    expect(page.locator(".share-address")).to_contain_text(public_site["policy"])
    page.goto(public_site["policy"])
    page.get_by_role("link", name="我要纠错").first.click()
    expect(page.get_by_label("页面地址")).to_have_value(public_site["policy"])


def test_print_asks_the_browser_at_once_where_there_is_script(reader, public_site):
    page = reader.open(public_site["policy"])
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("link", name="打印").click()
    assert page.evaluate("window.printed") is True
    assert "print=1" not in page.url


def test_paper_carries_title_number_metadata_words_and_source(reader, public_site):
    page = reader.open(public_site["policy"])
    page.emulate_media(media="print")
    for shown in ["h1", ".document-number", ".metadata", ".prose", ".share-address", ".share img"]:
        expect(page.locator(shown).first).to_be_visible()
    for hidden in [".main-menu", ".reading-bar", ".tools", ".contents", ".site-footer", ".breadcrumb"]:
        expect(page.locator(hidden)).to_be_hidden()
    drawn = page.locator(".share img").evaluate("image => image.complete && image.naturalWidth > 0")
    assert drawn


def test_contents_lead_to_their_headings(reader, public_site):
    page = reader.open(public_site["guide"])
    page.get_by_role("navigation", name="目录").get_by_role("link", name="三、常见问题").click()
    expect(page.get_by_role("heading", name=re.compile("三、常见问题"))).to_be_in_viewport()
