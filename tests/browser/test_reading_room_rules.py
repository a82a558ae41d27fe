"""Closing, rules and figures in a browser, and the free places that pages read by themselves."""

from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.groups import StaffGroup
from bookings.models import SeatClaim, SlotTemplate
from bookings.queries import free_days
from bookings.words import short_date
from home.models import HomePage
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_casework import RULES
from tests.factories import bookings as make
from workdays.models import Closure

pytestmark = pytest.mark.browser
PATHS = [
    "/admin/bookings/closing/", "/admin/bookings/statistics/", "/admin/bookings/numbers/", "/admin/bookings/copy-day/",
    "/admin/slottemplate/", "/admin/slottemplate/new/", "/admin/purpose/", "/admin/readercategory/",
]  # fmt: skip


@pytest.fixture
def booking(initial_data):
    """A place of a later day that a reader has."""
    officer = make.make_officer()
    now = timezone.now()
    day = next(each for each in free_days(now) if each.day > timezone.localdate(now) and each.left)
    return make.booked(officer, at=day.places[0].place, now=now)


@pytest.fixture
def staff(visitor, initial_data):
    """Somebody of these groups who has signed in."""

    def come(*groups: StaffGroup, **options):
        who, client = visitor(is_staff=True, **options), Client()
        client.force_login(make.make_officer(*groups), backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies["sessionid"].value
        who.context.add_cookies([{"name": "sessionid", "value": session, "url": who.address}])
        return who

    return come


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_officer_closes_a_day_after_a_look(staff, visitor, booking, script):
    day = booking.claims.get().day.date
    who = staff(StaffGroup.BOOKING_OFFICERS, java_script_enabled=script)
    page = who.open("/admin/bookings/closing/")
    page.get_by_label("从哪天").fill(f"{day:%Y-%m-%d}")
    page.get_by_label("原因").fill("库房检修")
    page.get_by_role("button", name="预览", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=booking.number)).to_have_count(1)
    assert not Closure.objects.exists()
    page.get_by_role("button", name="确认闭馆").click()
    page.get_by_role("heading", name="现在和将来的闭馆").wait_for()
    assert Closure.objects.count() == 1
    assert SeatClaim.objects.standing().get(case=booking).day.date != day
    assert "因库房检修" in visitor(java_script_enabled=script).open("/").inner_text("body")


def test_a_slot_is_saved_after_a_look(staff, booking):
    claim = booking.claims.get()
    row = SlotTemplate.objects.get(day=claim.day.date.weekday(), starts=claim.slot)
    page = staff(StaffGroup.ADMINISTRATORS).open(f"/admin/slottemplate/edit/{row.pk}/")
    ends = datetime.combine(claim.day.date, row.ends) - timedelta(minutes=10)
    page.get_by_label("结束").fill(f"{ends:%H:%M}")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("还没有保存").wait_for()
    expect(page.get_by_role("link", name=booking.number)).to_have_count(1)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/admin/slottemplate/")
    row.refresh_from_db()
    assert row.ends == ends.time()


def test_pages_read_the_free_places_by_themselves(visitor, booking):
    home = HomePage.objects.get()
    home.sections = [("live", {"title": "查档预约空余时段", "address": "/booking/places/"})]
    home.save_revision().publish()
    page = visitor().open("/")
    page.locator(".live-days li").first.wait_for()
    expect(page.locator(".live-days li")).to_have_count(5)
    day = f"{short_date(booking.claims.get().day.date)}，余 11 个时段"
    expect(page.locator(".live-days li", has_text=day)).to_have_count(1)
    without = visitor(java_script_enabled=False).open("/")
    assert without.locator(".live-days").count() == 0
    without.get_by_role("link", name="查看全部").click()
    assert without.get_by_role("heading", name="查档预约空余时段").count() == 1
    assert without.locator(".live-days li", has_text=day).count() == 1


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_axe_finds_nothing_and_nothing_sticks_out(staff, booking, viewport):
    who, found = staff(StaffGroup.ADMINISTRATORS, viewport=viewport), {}
    for path in [*PATHS, "/booking/places/", "/open/booking-load/"]:
        page = who.open(path)
        page.wait_for_load_state("networkidle")
        faults = [
            f"{fault['id']}: {node['html'][:120]}"
            for fault in Axe().run(page, context="main", options=RULES).response["violations"]
            for node in fault["nodes"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append("sticks out")
        if faults:
            found[path] = faults
    assert found == {}
