"""A booking as the office's own guide draws it (figures 5 to 26): a reader on a phone, staff at a desk, from the notice to
the collected copies. With and without script, once by keyboard alone. Pictures are left in var/screenshots/booking.
"""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.models import Booking, CopyOrder
from home.models import ServicePage
from notifications.setup import make_templates
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.test_every_page import violations
from tests.factories import bookings as make
from tests.factories.articles import live
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = Path(settings.BASE_DIR) / "var" / "screenshots" / "booking"
NOTICE = "<h3>一、预约</h3><p>请如实填写，按预约的时段到馆。</p><h3>二、取消</h3><p>取消要提前一天。</p>"
READ = 5_000  # milliseconds


class Clock:
    """The time of the whole site, from which it runs on."""

    def __init__(self, monkeypatch):
        self._real = timezone.now
        self.set(make.MORNING)
        monkeypatch.setattr(timezone, "now", lambda: self._real() + self._ahead)

    def set(self, at: datetime) -> None:
        self._ahead = at - self._real()


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def room(initial_data, clock):
    """The reading room with its service page, on a Monday morning, and a reader with a telephone."""
    make_templates(apps)
    live(ServicePage, "<p>办理流程</p>", title="查档预约", slug="booking", kind="booking", notice=NOTICE)
    return make.make_reader("wang", phone="17600004987")


def sign_in(visitor: Visitor, user) -> None:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": visitor.address}
    visitor.context.add_cookies([cookie])


class Guide:
    """Takes a picture for each figure of the guide, and scans the reader's pages in both ways of reading."""

    def __init__(self, name: str, *, scans: bool):
        self.folder, self.scans, self.found = PICTURES / name, scans, {}
        self.folder.mkdir(parents=True, exist_ok=True)

    def figure(self, name: str, page: Page) -> None:
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        if self.scans and (found := violations(page)):
            self.found[name] = found


def said(page: Page, words: str) -> None:
    """The page says so on top, after what was done."""
    expect(page.locator(".notice-success").filter(has_text=words)).to_be_visible()


def apply(page: Page, guide: Guide, clock: Clock, *, waits: bool) -> None:
    """Figures 5 to 10: notice, purpose, category, project, submission."""
    page.goto("/services/booking/")
    guide.figure("05-service", page)
    page.get_by_label("我已阅读并同意").check()
    if waits:
        page.wait_for_timeout(READ + 500)
    else:
        page.get_by_role("button", name="下一步").click()
        expect(page.get_by_text(re.compile("请再阅读"))).to_be_visible()
        expect(page.get_by_label("我已阅读并同意")).to_be_checked()
        page.wait_for_timeout(READ)
    guide.figure("06-notice", page)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("查档目的")
    page.get_by_label("诉讼、纠纷").check()
    guide.figure("07-purpose", page)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("个人业主").check()
    guide.figure("08-category", page)
    page.get_by_role("button", name="保存并继续").click()
    page.get_by_label("项目名称").fill("示例家园3号楼")
    page.get_by_label("建设单位（开发商）").fill("无")
    page.get_by_label("建设工程规划许可证号").fill("无")
    page.get_by_role("button", name="上一步").click()
    expect(page.get_by_label("个人业主")).to_be_checked()
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_label("项目名称")).to_have_value("示例家园3号楼")
    page.get_by_label("查询事项描述").fill("结构竣工图")
    guide.figure("09-project", page)
    page.get_by_role("button", name="保存并继续").click()
    expect(page.get_by_text("176****4987")).to_be_visible()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("收件回执")
    guide.figure("10-submitted", page)


def choose(page: Page, guide: Guide) -> None:
    """Figures 11 to 19: the approved record, the places, the confirmation."""
    page.goto("/my/bookings/")
    page.get_by_label("状态").select_option(label="待预约（1）")
    page.get_by_role("button", name="筛选").click()
    guide.figure("12-records", page)
    page.get_by_role("link", name=re.compile("预约详情")).click()
    guide.figure("11-approved", page)
    page.get_by_role("link", name="选择预约时间").click()
    page.get_by_text("11月24日 星期二，余 12 个时段").click()
    guide.figure("14-places", page)
    page.get_by_label("16:00-16:30").check()
    guide.figure("16-chosen", page)
    page.get_by_role("button", name="提交", exact=True).click()
    said(page, "预约成功：2026年11月24日 星期二 16:00-16:30")
    guide.figure("18-booked", page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_guide_from_the_notice_to_the_collected_copies(visitor, room, clock, script):
    guide = Guide("script" if script else "no-script", scans=script)
    phone = visitor(viewport=PHONE, is_mobile=True, has_touch=True, java_script_enabled=script)
    sign_in(phone, room)
    page = phone.page
    apply(page, guide, clock, waits=script)
    case = Booking.objects.get()
    assert case.status == "waiting"

    desk = visitor(is_staff=True, viewport=DESKTOP)
    officer = make.make_officer()
    sign_in(desk, officer)
    staff = desk.open(f"/admin/cases/detail/{case.pk}/")
    guide.scans = False
    guide.figure("20-review", staff)
    staff.get_by_role("link", name="审核通过").click()
    staff.get_by_role("button", name=re.compile("审核通过")).click()
    guide.scans = script
    choose(page, guide)

    clock.set(moment(TUESDAY, 15, 58))
    sign_in(phone, room)
    sign_in(desk, officer)
    page.goto(f"/my/{case.number}/")
    expect(page.get_by_text("预约日期当天不能取消或改时段")).to_be_visible()
    guide.figure("19-on-the-day", page)
    guide.scans = False
    staff.goto("/admin/bookings/board/")
    guide.figure("21-board", staff)
    staff.goto(f"/admin/bookings/check-in/{case.number}/")
    staff.get_by_role("button", name="到馆", exact=True).click()
    staff.goto(f"/admin/cases/detail/{case.pk}/")
    staff.get_by_role("link", name="委托复制").click()
    staff.get_by_label("页数").fill("12")
    staff.get_by_label("约定完成日期").fill(f"{WEDNESDAY:%Y-%m-%d}")
    staff.get_by_role("button", name=re.compile("委托复制")).click()
    guide.figure("22-copies", staff)
    page.reload()
    expect(page.get_by_text("已预约（已到馆，复制件制作中，约定 11月25日 前完成）")).to_be_visible()
    staff.get_by_role("link", name="复制件完成").click()
    staff.get_by_role("button", name=re.compile("复制件完成")).click()
    page.reload()
    guide.scans = script
    expect(page.get_by_role("heading", name="待领取")).to_be_visible()
    guide.figure("24-to-collect", page)
    staff.get_by_role("link", name="已领取，办结").click()
    staff.get_by_role("button", name=re.compile("已领取，办结")).click()
    page.reload()
    expect(page.get_by_role("heading", name="已办结")).to_be_visible()
    guide.figure("25-details", page)
    page.goto("/my/bookings/")
    guide.figure("26-records", page)
    assert fresh(case).status == "closed"
    assert CopyOrder.objects.get().pages == 12
    assert guide.found == {}


def test_readers_of_large_type_meet_no_barrier(visitor, room, clock):
    officer = make.make_officer()
    elder = visitor(viewport=PHONE, is_mobile=True, has_touch=True)
    elder.read_as_elder()
    sign_in(elder, room)
    booked, choosing = make.booked(officer, room, at=make.place(WEDNESDAY)), make.choosing(officer, room)
    paths = ["/services/booking/", "/my/bookings/", f"/my/{booked.number}/", f"/my/{choosing.number}/place/"]
    found = {path: violations(elder.open(path)) for path in paths}
    assert {path: each for path, each in found.items() if each} == {}
    for path in paths:
        assert elder.open(path).evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def tab_to(page: Page, words: str, *, most: int = 90) -> None:
    """Goes on with the Tab key until the focus stands on what is so called."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim().replace(/\\s+/g, ' ')"
        )
        if words in name:
            return
    raise AssertionError(f"the keyboard never reaches {words}")


def test_a_place_is_chosen_by_keyboard_alone(visitor, room, clock):
    case = make.choosing(make.make_officer(), room)
    reader = visitor()
    sign_in(reader, room)
    page = reader.open(f"/my/{case.number}/")
    tab_to(page, "选择预约时间")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("选择到馆时段")
    tab_to(page, "11月25日 星期三，余 12 个时段")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2, name="11月25日 星期三")).to_be_visible()
    tab_to(page, "9:00-9:30")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    said(page, "预约成功：2026年11月25日 星期三 9:30-10:00")
    tab_to(page, "取消预约")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("取消预约")
    tab_to(page, "确认")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已取消")).to_be_visible()


def test_an_application_is_made_by_keyboard_alone(visitor, room, clock):
    reader = visitor()
    sign_in(reader, room)
    page = reader.open("/services/booking/")
    tab_to(page, "我已阅读并同意")
    page.keyboard.press("Space")
    page.wait_for_timeout(READ + 500)
    tab_to(page, "下一步")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("查档目的")
    tab_to(page, "诉讼、纠纷")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("利用者类别")
    tab_to(page, "中央党政机关")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("查询项目信息")
    for label, text in [("项目名称", "示例楼"), ("建设单位", "无"), ("规划许可证号", "无"), ("查询事项", "竣工图")]:
        tab_to(page, label)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("收件回执")
    assert Booking.objects.get().category.code == "central_enterprise"


def test_the_place_that_goes_while_one_looks_is_answered_with_the_next(visitor, room, clock):
    officer = make.make_officer()
    case = make.choosing(officer, room)
    reader = visitor(viewport=PHONE, is_mobile=True, has_touch=True)
    sign_in(reader, room)
    page = reader.open(f"/my/{case.number}/place/")
    page.get_by_text("11月24日 星期二，余 12 个时段").click()
    page.get_by_label("10:00-10:30").check()
    make.booked(officer, at=make.place(TUESDAY, 10))
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("刚刚被别人预约了")
    page.screenshot(path=Guide("lost", scans=False).folder / "taken.png", full_page=True)
    page.get_by_role("button", name="提交", exact=True).click()
    said(page, "预约成功：2026年11月24日 星期二 9:30-10:00")
    assert fresh(case).claims.standing().count() == 1


def test_back_after_booking_shows_what_is_true_now(visitor, room, clock):
    case = make.choosing(make.make_officer(), room)
    reader = visitor()
    sign_in(reader, room)
    page = reader.open(f"/my/{case.number}/place/")
    page.get_by_label("10:00-10:30").check()
    page.get_by_role("button", name="提交", exact=True).dblclick()
    said(page, "预约成功：2026年11月23日 星期一 10:00-10:30")
    page.go_back()
    page.reload()
    assert case.number in page.url
    assert "时段约好以后" not in page.get_by_role("heading", level=1).inner_text()
    assert fresh(case).status == "booked"
    assert fresh(case).history.filter(action__in=["book", "change"]).count() == 1
    assert fresh(case).claims.standing().count() == 1
