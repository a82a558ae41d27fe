"""The free places of the next days for everybody: as a page, as a part of other pages, as open data."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

import page_cache
from bookings import open_data, words
from bookings.queries import booking_settings, free_days, local, timetable
from bookings.rules import FreeDay
from content.context import site_settings

OLDEST = 10
"""Seconds that a picture of the places may be old."""


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Day by day what is free. ?part=1: only the list, for other pages to show."""
    now = timezone.now()
    context = {
        "days": [(day, words.short_date(day.day), _state(day), _hours(day)) for day in free_days(now)],
        "at": local(now),
        "rule": booking_settings().rule_sentence,
    }
    template = "bookings/includes/places.html" if request.GET.get("part") == "1" else "bookings/places.html"
    response = render(request, template, context)
    return page_cache.cacheable(response, until=now + timedelta(seconds=OLDEST), parameters=("part",))


def _state(day: FreeDay) -> str:
    """余 3 个时段, or why there is none."""
    if day.left:
        return f"余 {day.left} 个时段"
    if not day.places:
        return "没有可以预约的时段"
    return f"已约满，{day.waiting} 人候补" if day.waiting else "已约满"


def _hours(day: FreeDay) -> str:
    """9:00、9:30: when what is free begins."""
    if not day.left:
        return ""
    return "、".join(f"{each.place.starts.hour}:{each.place.starts:%M}" for each in day.places if each.free)


@require_safe
def load_json(request: HttpRequest) -> HttpResponse:
    """/open/booking-load.json. Counted for each request; whoever asks through a proxy gets what is ten seconds old."""
    now, rules = timezone.now(), timetable()
    address = request.build_absolute_uri(reverse("open_booking_load_schema"))
    found = open_data.content(
        free_days(now, rules),
        rules,
        timezone.localtime(now),
        publisher=site_settings().sponsor,
        schema_address=address,
    )
    response = _json(found)
    response["Cache-Control"] = f"public, max-age={OLDEST}"
    return response


@require_safe
def load_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the numbers."""
    return page_cache.cacheable(_json(open_data.schema(request.build_absolute_uri, request.path)))


@require_safe
def load_page(request: HttpRequest) -> HttpResponse:
    """The numbers described for people."""
    context = {"fields": open_data.FIELDS, "slot_fields": open_data.SLOT_FIELDS}
    return page_cache.cacheable(render(request, "bookings/open_data.html", context))


def _json(found: dict) -> JsonResponse:
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Access-Control-Allow-Origin"] = "*"
    return response
