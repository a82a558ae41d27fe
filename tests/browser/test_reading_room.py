"""The day's work of the reading room in a browser: the board, the counter, the lists, at a desk and on a phone."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.apps import apps
from django.test import Client
from django.utils import timezone

from bookings.models import CopyOrder, Visit
from casework.services import SYSTEM
from notifications.setup import make_templates
from tests.bookings.staff.conftest import MONDAY, TEN_PAST_TEN
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_casework import RULES
from tests.factories import bookings as make
from tests.factories.bookings import TUESDAY, WEDNESDAY, fresh, moment, place
from workdays.models import Closure

pytestmark = pytest.mark.browser
FRIDAY_BEFORE = moment(date(2026, 11, 20), 9)
BOARD = "/admin/bookings/board/"


@pytest.fixture
def room(initial_data, monkeypatch) -> dict:
    """A Tuesday, 10:10, on which something of everything happens."""
    monkeypatch.setattr(timezone, "now", lambda: TEN_PAST_TEN)
    make_templates(apps)
    officer = make.make_officer()
    Closure.objects.create(starts_at=moment(TUESDAY, 15), ends_at=moment(TUESDAY, 16), reason="示例检修")
    cases = {
        "unmarked": make.booked(officer, at=place(MONDAY, 14), now=FRIDAY_BEFORE),
        "now": make.booked(officer, at=place(hour=10)),
        "wednesday": make.booked(officer, at=place(WEDNESDAY)),
        "copies": make.booked(officer, at=place(hour=9)),
        "expired": make.booked(officer, at=place(MONDAY, 9), now=FRIDAY_BEFORE),
        "choosing": make.choosing(officer),
    }
    make.step(cases["copies"], "arrive", officer, now=moment(TUESDAY, 9))
    make.step(cases["expired"], "arrive", officer, now=moment(MONDAY, 9))
    for name, day in (("copies", WEDNESDAY), ("expired", MONDAY)):
        data = {"pages": 12, "promised_on": day}
        make.step(cases[name], "order_copies", officer, now=moment(TUESDAY, 9, 30), data=data)
    make.step(cases["expired"], "ready", officer, now=moment(TUESDAY, 9, 40))
    make.step(cases["expired"], "expire", SYSTEM, now=moment(TUESDAY, 9, 50))
    return cases | {"officer": officer}


@pytest.fixture
def counter(visitor, room):
    """Somebody at the counter who has signed in."""

    def come(**options):
        who = visitor(is_staff=True, **options)
        client = Client()
        client.force_login(room["officer"], backend="django.contrib.auth.backends.ModelBackend")
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": who.address}
        who.context.add_cookies([cookie])
        return who

    return come


def test_a_morning_at_the_counter(counter, room):
    page = counter().open(BOARD)
    page.get_by_role("heading", name="以前的预约还没有登记到馆（1）").wait_for()
    page.locator(".room-tasks").get_by_role("button", name="来过").click()
    page.get_by_text(f"{room['unmarked'].number}：到馆登记，已登记。").wait_for()
    assert page.locator(".room-tasks").count() == 0

    page.get_by_label("扫码或输入编号").fill(f"https://example.org/admin/bookings/check-in/{room['now'].number}/")
    page.keyboard.press("Enter")
    page.get_by_text("今天 10:00-10:30 的预约，时段正在进行。").wait_for()
    page.get_by_role("button", name="到馆", exact=True).click()
    page.get_by_text("已在 10:10 登记到馆").wait_for()
    assert page.evaluate("document.activeElement.id") == "room-find", "the scanner types the next number at once"
    page.keyboard.type(room["wednesday"].number)
    page.keyboard.press("Enter")
    page.get_by_text("日期不对：预约的是 2026年11月25日").wait_for()
    assert Visit.objects.filter(arrived_at__isnull=False).count() == 4


def test_copies_are_destroyed_after_a_question(counter, room):
    page = counter().open("/admin/bookings/destroy/")
    page.get_by_label(f"选择 {room['expired'].number}").check()
    page.get_by_role("button", name="勾选的已经销毁…").click()
    page.get_by_role("button", name="确认这 1 件已经销毁").click()
    page.get_by_text("已登记销毁 1 件").wait_for()
    assert CopyOrder.objects.get(case=room["expired"]).destroyed_by == room["officer"]


def test_a_walk_in_is_booked_from_the_board_without_script(counter, room):
    page = counter(java_script_enabled=False).open(BOARD)
    page.get_by_role("link", name="登记到 10:30-11:00").click()
    page.get_by_label("姓名").fill("欧阳示例")
    page.get_by_label("诉讼、纠纷").check()
    page.get_by_label("个人业主").check()
    for label, words in (("项目名称", "示例家园"), ("建设单位（开发商）", "无"), ("建设工程规划许可证号", "无")):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("还没有登记，请改正下面标出的地方").wait_for()
    assert page.get_by_label("姓名").input_value() == "欧阳示例"
    page.get_by_label("查询事项描述").fill("竣工图")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("请告诉对方：2026年11月24日 星期二 10:30-11:00 到馆。").wait_for()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_page_is_within_reach(counter, room, size):
    who, found = counter(viewport=size), {}
    suspension = room["expired"].applicant.person_keys.first().suspensions.first()
    paths = [
        *(BOARD, f"{BOARD}?week=1", f"{BOARD}print/", "/admin/bookings/check-in/"),
        *(f"/admin/bookings/check-in/{room[name].number}/" for name in ("now", "wednesday", "copies", "choosing")),
        f"/admin/bookings/mark/{room['unmarked'].pk}/missed/",
        *(f"/admin/bookings/{name}/" for name in ("copies", "ready", "destroy", "waiting", "suspended")),
        f"/admin/bookings/suspended/{suspension.pk}/lift/",
        "/admin/cases/register/booking/",
        f"/admin/cases/inspect/{room['copies'].pk}/",
    ]
    for path in paths:
        page = who.open(path)
        page.wait_for_load_state("networkidle")
        broken = [each["id"] for each in Axe().run(page, options=RULES).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if broken or wide:
            found[path] = [*broken, *(["wider than the screen"] if wide else [])]
    assert found == {}


def test_a_full_day_is_one_sheet_of_paper(counter, room):
    for hour in (11, 14, 16):
        make.booked(room["officer"], at=place(hour=hour))
    page = counter().open(f"{BOARD}print/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="返回").is_visible()
    assert page.get_by_text("☐").count() > 10
    assert fresh(room["now"]).status == "booked"
