"""A claim filled in on a phone, section by section, with a session that ends in the middle; and by keyboard alone."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Page, expect

from accounts.models import User
from casework import drafts, services
from casework.models import Case, KeptForm
from casework.sections import as_query
from home.models import ServicePage
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_every_page import SMALL_TARGETS, SMALL_TYPE, violations
from tests.factories import claims
from tests.factories.articles import live
from tests.membership.conftest import make_people, private_files  # noqa: F401  a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(initial_data) -> dict[str, User]:
    live(
        ServicePage,
        "<p>流程</p>",
        title="认领单位",
        kind="org_claim",
        materials="营业执照\n授权书",
        duration="两个工作日",
    )
    return make_people()


def sign_in(visitor, user: User) -> None:
    """As if by the sign-in page, which has its own tests."""
    client = Client()
    client.force_login(user)
    visitor.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.address}]
    )


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def choose(page: Page, item: str, name: str, colour: str) -> None:
    page.locator(f"#id_file-{item}").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": claims.picture(name, colour).read()}
    )


@pytest.mark.parametrize("script", [True, False])
def test_a_claim_on_a_phone_survives_the_end_of_its_session(visitor, people, script):
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=script)
    sign_in(phone, people["wang"])
    page = phone.open(ServicePage.objects.get().get_url())
    page.get_by_role("link", name="开始申请").click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_role("link", name="单位信息").click()
    page.get_by_label("单位名称").fill(claims.NAME)
    page.get_by_label("统一社会信用代码").fill(claims.CODE)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("申请人与身份")
    section = path_of(page)
    page.get_by_label("经办人").check()
    page.get_by_label("在单位的职务").fill("资料员")
    Session.objects.all().delete()
    page.get_by_role("button", name="保存并继续").click()
    expect(page).to_have_url(re.compile(r"/accounts/.*next="))
    assert KeptForm.objects.count() == 1
    sign_in(phone, people["wang"])
    page.goto(section)
    expect(page.get_by_text("登录曾经过期")).to_be_visible()
    expect(page.get_by_label("在单位的职务")).to_have_value("资料员")
    expect(page.get_by_label("经办人")).to_be_checked()
    assert not Case.objects.get().draft_sections.filter(name="claimant").exists()
    page.get_by_label("我承诺").check()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("附件")
    for item, name, colour in [("licence", "执照.png", "white"), ("letter", "书.png", "grey")]:
        choose(page, item, name, colour)
        if script:
            expect(page.locator("[data-rows] .file-name", has_text=name)).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.locator(".task-complete")).to_have_count(3)
    page.get_by_role("link", name="核对并提交").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收件回执")
    case = Case.objects.get()
    expect(page.locator(".document-number")).to_have_text(case.number)
    page.get_by_role("link", name="查看办理进度").click()
    expect(page.locator(".countdown")).to_contain_text("还剩")
    page.get_by_role("link", name="撤回").click()
    page.get_by_role("button", name="确认撤回").click()
    expect(page.get_by_role("link", name="修改并重新提交")).to_be_visible()


def test_with_the_keyboard_alone(visitor, people):
    reader = visitor()
    sign_in(reader, people["wang"])
    page = reader.open("/my/begin/org_claim/")

    def tab_to(locator) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if locator.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"never came to {locator}")

    tab_to(page.get_by_role("button", name="开始填写"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("link", name="单位信息"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_label("单位名称"))
    page.keyboard.type(claims.NAME)
    page.keyboard.press("Tab")
    page.keyboard.type("123")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_visible()
    tab_to(page.locator(".error-summary a").first)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('form') !== null")
    page.get_by_label("统一社会信用代码").fill(claims.CODE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("申请人与身份")


def test_the_page_warns_before_the_session_ends_and_a_button_puts_it_off(visitor, people, settings):
    settings.SESSION_COOKIE_AGE = 5 * 60 + 3
    reader = visitor()
    sign_in(reader, people["wang"])
    page = reader.open("/my/")
    warning = page.get_by_role("button", name="继续使用")
    expect(warning).to_be_hidden()
    expect(warning).to_be_visible(timeout=6000)
    settings.SESSION_COOKIE_AGE = 60 * 60
    warning.click()
    expect(warning).to_be_hidden()


@pytest.mark.parametrize(("elder", "viewport"), [(False, DESKTOP), (False, PHONE), (True, PHONE)])
def test_axe_finds_nothing_nothing_sticks_out_and_elder_pages_are_large(visitor, people, elder, viewport):
    wang = people["wang"]
    case = claims.sent(wang, settled=False)
    returned = claims.sent(people["li"])
    services.apply_transition(returned, "return", actor=people["zhao"], seen_version=returned.version, opinion="补")
    Case.objects.filter(pk=returned.pk).update(applicant=wang)
    draft = claims.begin(wang)
    posted = as_query(claims.typed(code="1")["organisation"])
    drafts.save_section(draft, "organisation", posted, user=wang, seen_version=0)
    reader = visitor(viewport=viewport)
    if elder:
        reader.read_as_elder()
    sign_in(reader, wang)
    paths = [
        "/my/",
        "/my/messages/",
        "/my/organisations/",
        "/my/begin/org_claim/",
        *(
            f"/my/drafts/{draft.pk}/{each}"
            for each in ["", "sections/organisation/", "sections/claimant/", "files/", "check/", "delete/"]
        ),
        *(f"/my/drafts/{returned.pk}/{each}" for each in ["", "sections/organisation/", "files/", "check/"]),
        *(f"/my/{case.number}/{each}" for each in ["", "receipt/", "withdraw/"]),
        f"/my/{returned.number}/",
    ]
    found = {}
    for path in paths:
        page = reader.open(path)
        faults = violations(page)
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > viewport["width"]:
            faults.append(f"{needed} wide")
        if elder:
            faults += [str(each) for each in page.evaluate(SMALL_TYPE, 22) + page.evaluate(SMALL_TARGETS, 60)]
        if faults:
            found[path] = faults
    assert found == {}
