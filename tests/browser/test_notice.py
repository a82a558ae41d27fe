"""The notice on the service page: read, ticked and left behind on a phone, with script and without; and the counters."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from casework.models import Case, NoticeReading
from home.models import ServicePage
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import SMALL_TARGETS, SMALL_TYPE, violations
from tests.browser.test_filling import path_of, sign_in
from tests.factories import notices as noticed
from tests.factories.articles import live
from tests.membership.conftest import make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def service(initial_data, monkeypatch) -> str:
    noticed.register(monkeypatch)
    return live(ServicePage, "<p>说明</p>", title="示例查档", kind=noticed.NAME, notice=noticed.TEXT * 40).get_url()


@pytest.fixture
def wang(service) -> User:
    return make_people()["wang"]


def test_the_button_counts_down_and_leads_to_the_first_section(visitor, service, wang):
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(phone, wang)
    page = phone.open(service)
    button = page.locator("button[data-wait]")
    expect(button).to_be_disabled()
    expect(button).to_have_text(re.compile(r"下一步（[1-5] 秒）"))
    page.get_by_label("我已阅读并同意").check()
    expect(button).to_be_enabled(timeout=7000)
    expect(button).to_have_text("下一步")
    expect(page.locator("[data-wait-words]")).to_have_text(re.compile("现在可以"))
    button.click()
    assert re.fullmatch(r"/my/drafts/\d+/sections/organisation/", path_of(page))
    assert NoticeReading.objects.get(case=Case.objects.get()).agreed_at


def test_without_script_the_server_decides_and_the_tick_stays(visitor, service, wang):
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=False)
    sign_in(phone, wang)
    page = phone.open(service)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"请再阅读 [1-5] 秒"))
    expect(page.get_by_label("我已阅读并同意")).to_be_checked()
    NoticeReading.objects.update(started_at=timezone.now() - timedelta(seconds=5))
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位信息")
    expect(page.locator(".counter")).to_have_count(0)
    page.get_by_label("单位名称").fill("示例")
    page.get_by_role("button", name="保存并继续").click()
    page.goto(re.sub("organisation", "claimant", page.url))
    page.get_by_label("在单位的职务").fill("资料员")
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位信息")
    kept = Case.objects.get().draft_sections.get(name="claimant")
    assert kept.typed["claimant-post"] == ["资料员"]


def test_the_counter_counts_code_points_and_speaks_only_near_the_limit(visitor, service, wang):
    reader = visitor()
    sign_in(reader, wang)
    page = reader.open("/my/begin/org_claim/")
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("link", name="单位信息").click()
    field = page.get_by_label("单位名称")
    limit = int(field.get_attribute("data-limit"))
    counter, said = page.locator(".counter").first, page.locator(".counter + [role=status]").first
    field.fill("𠮷" * 3 + "👨‍👩‍👧‍👦")
    expect(counter).to_have_text(f"10/{limit}")
    expect(said).to_have_text("")
    field.fill("字" * (limit + 2))
    expect(counter).to_have_text(f"{limit + 2}/{limit}")
    expect(counter).to_have_class(re.compile("counter-over"))
    expect(said).to_have_text("超出 2 个字")


def test_the_scrolling_box_is_reached_by_keyboard(visitor, service, wang):
    reader = visitor()
    sign_in(reader, wang)
    page = reader.open(service)
    box = page.locator(".notice-box")
    for _ in range(80):
        page.keyboard.press("Tab")
        if box.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("PageDown")
    expect(box).to_be_focused()
    page.wait_for_timeout(300)
    assert box.evaluate("node => node.scrollTop") > 0


@pytest.mark.parametrize(("elder", "viewport"), [(False, DESKTOP), (False, PHONE), (True, PHONE)])
def test_axe_finds_nothing_and_nothing_sticks_out(visitor, service, wang, elder, viewport):
    reader = visitor(viewport=viewport)
    if elder:
        reader.read_as_elder()
    found = {}

    def look(name: str, page) -> None:
        faults = violations(page)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > viewport["width"]:
            faults.append(f"{needed} wide")
        if elder:
            faults += [str(each) for each in page.evaluate(SMALL_TYPE, 22) + page.evaluate(SMALL_TARGETS, 60)]
        if faults:
            found[name] = faults

    look("anonymous", reader.open(service))
    sign_in(reader, wang)
    look("form", reader.open(service))
    look("begin", reader.open(f"/my/begin/{noticed.NAME}/"))
    NoticeReading.objects.update(started_at=timezone.now() - timedelta(seconds=9))
    page = reader.open(f"/my/begin/{noticed.NAME}/")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".error-summary")).to_be_visible()
    look("refused", page)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位信息")
    look("section", page)
    look("open draft", reader.open(service))
    assert found == {}
