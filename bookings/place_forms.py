"""Choosing a place from a list, for staff who do it for somebody."""

from datetime import datetime

from django import forms
from django.utils import timezone

from bookings.models import Booking
from bookings.queries import desk_days, local, timetable
from bookings.rules import Place
from bookings.words import short_date
from content.forms import SiteForm


def place_of_key(key: str) -> Place | None:
    """The place that a form names (2026-11-23T09:00); None for what names none, or none that the rules know."""
    try:
        moment = datetime.fromisoformat(key)
    except ValueError:
        return None
    if moment.tzinfo or len(key) != len("2026-11-23T09:00"):
        return None
    return timetable().place(moment.date(), moment.time())


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The places that staff may give now, by day, as a drop-down list takes them."""
    now = local(timezone.now())
    return [
        (short_date(day.day), [(each.place.key, _shown(each.place, now)) for each in day.places if each.free])
        for day in desk_days()
        if day.left
    ]


def _shown(place: Place, now: datetime) -> str:
    """The day too: a closed drop-down list shows nothing but the option."""
    begun = "（已开始）" if place.begins_at <= now else ""
    return f"{place.day.month}月{place.day.day}日 {place.hours}{begun}"


class PlaceField(forms.ChoiceField):
    """A place of the list; its cleaned value is the place, None where none had to be chosen."""

    default_error_messages = {"invalid_choice": "这个时段刚刚被占用、已经结束或不再开放，请另选一个。"}

    def clean(self, value: str) -> Place | None:
        key = super().clean(value)
        place = place_of_key(key) if key else None
        if key and place is None:
            raise forms.ValidationError("这个时段现在不开放，请另选一个。")
        return place


class PlaceForm(SiteForm):
    """The free places as a drop-down list by day."""

    is_kept = False
    place = PlaceField(label="日期和时段")

    def __init__(self, *args, case: Booking, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices()
