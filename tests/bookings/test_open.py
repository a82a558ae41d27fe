"""What everybody may see of the reading room: free places at most ten seconds old, and counts as open data."""

import json
import time as time_module
from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

import page_cache
from bookings.models import SlotTemplate
from bookings.services import waiting
from home.models import HomePage
from tests.factories import bookings as make
from tests.factories.bookings import MORNING, TUESDAY, fresh, place
from tests.page_cache.conftest import Visitor

PLACES, PART = "/booking/places/", "/booking/places/?part=1"
LOAD, SCHEMA = "/open/booking-load.json", "/open/booking-load.schema.json"


@pytest.fixture
def officer(monkeypatch, db):
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    return make.make_officer()


def page(answer) -> str:
    return answer.content.decode()


def test_the_next_five_working_days_are_named_with_what_is_free(officer, client):
    make.booked(officer)
    for address in (PLACES, PART):
        shown = page(client.get(address))
        assert shown.count("<li><strong>11月") + shown.count('live-full"><strong>11月') == 5
        assert "<strong>11月23日 星期一</strong>，余 12 个时段" in shown
        assert "<strong>11月24日 星期二</strong>，余 11 个时段" in shown
        assert "：9:30、10:00、10:30" in shown
    assert "<html" in page(client.get(PLACES))
    assert "<html" not in page(client.get(PART))


def test_a_full_day_is_full_in_words(officer, client):
    SlotTemplate.objects.filter(day=1).exclude(starts=time(9)).delete()
    make.booked(officer)
    assert "11月24日 星期二</strong>，已约满</li>" in page(client.get(PART))
    case = make.choosing(officer)
    waiting.wait(fresh(case), TUESDAY, user=case.applicant, now=MORNING)
    assert "已约满，1 人候补" in page(client.get(PART))


def test_days_whose_year_is_not_announced_say_so(monkeypatch, client, db):
    moment = make.moment(date(2028, 1, 5), 8)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert "节假日安排待国务院公布" in page(client.get(PART))


def test_no_day_at_all_is_said(officer, client):
    SlotTemplate.objects.all().delete()
    assert "没有可以预约的时段" in page(client.get(PART))


def test_the_picture_costs_two_queries(initial_data, monkeypatch, client, django_assert_num_queries):
    """The rules are kept in the process; places and lines are counted."""
    monkeypatch.setattr(timezone, "now", lambda: MORNING)
    officer = make.make_officer()
    for number in range(3):
        make.booked(officer, at=place(TUESDAY, 9 + number))
        client.get(PART)
        client.get(LOAD)
        with django_assert_num_queries(2):
            client.get(PART)
        with django_assert_num_queries(2):
            client.get(LOAD)


def test_numbers_and_nobody(officer, client):
    first = SlotTemplate.objects.get(day=1, starts=time(9))
    first.capacity = 3
    first.save()
    case = make.booked(officer)
    answer = client.get(LOAD)
    assert answer["Cache-Control"] == "public, max-age=10"
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = json.loads(answer.content)
    tuesday = found["days"][1]
    assert (tuesday["date"], tuesday["weekday"], tuesday["announced"]) == ("2026-11-24", "星期二", True)
    assert tuesday["slots"][0] == {"starts": "09:00", "ends": "09:30", "places": 3, "free": 2}
    assert tuesday["free"] == 12
    assert found["as_of"] == "2026-11-23T08:00:00+08:00"
    text = page(answer)
    assert case.number not in text
    assert "示" not in text.replace(found["publisher"], "")
    schema = json.loads(client.get(SCHEMA).content)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(found)


def test_where_somebody_waits_nothing_is_free(officer, client):
    SlotTemplate.objects.filter(day=1).exclude(starts=time(9)).delete()
    booked, waits = make.booked(officer), make.choosing(officer)
    waiting.wait(fresh(waits), TUESDAY, user=waits.applicant, now=MORNING)
    make.step(booked, "cancel", booked.applicant)
    tuesday = json.loads(client.get(LOAD).content)["days"][1]
    assert (tuesday["waiting"], tuesday["free"], tuesday["slots"][0]["free"]) == (1, 0, 0)


def test_only_get_and_head(client, db):
    for address in (PLACES, LOAD, SCHEMA):
        assert client.post(address).status_code == 405


def test_the_description_names_every_field(client, db):
    shown = page(client.get("/open/booking-load/"))
    for name in ("date", "announced", "waiting", "places", "starts"):
        assert f"<code>{name}</code>" in shown
    assert "/open/booking-load/" in page(client.get("/open/"))


def test_the_picture_is_never_older_than_ten_seconds(initial_data, monkeypatch):
    """Kept by a server process, for all who are not signed in; a booking shows ten seconds later at the latest."""
    moment, ticks = [MORNING], time_module.monotonic
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    monkeypatch.setattr(time_module, "monotonic", lambda: ticks() + (moment[0] - MORNING).total_seconds())
    officer, visitor = make.make_officer(), Visitor()
    make.booked(officer, at=place(TUESDAY, 14))  # rows of settings are made
    visitor.get(PLACES)
    first = visitor.get(PLACES, query="part=1")
    assert "星期二</strong>，余 11 个时段" in first.text
    assert "no-cache" in first.headers["Cache-Control"], "browsers ask each time"
    make.booked(officer)
    moment[0] += timedelta(seconds=5)
    visitor.get(PLACES, query="part=1")
    assert visitor.site.calls == 2, "kept for some seconds"
    moment[0] += timedelta(seconds=5)
    assert "星期二</strong>，余 10 个时段" in visitor.get(PLACES, query="part=1").text
    assert "余 10 个时段" in visitor.get(PLACES).text, "the whole page is another answer"


def test_the_home_page_and_the_service_page_name_the_fragment(officer, client):
    home = HomePage.objects.get()
    home.sections = [("live", {"title": "查档预约空余时段", "address": "/booking/places/"})]
    home.save_revision().publish()
    page_cache.changed()
    shown = page(client.get("/"))
    assert 'data-fragment="/booking/places/?part=1"' in shown
    assert '<a href="/booking/places/">' in shown
