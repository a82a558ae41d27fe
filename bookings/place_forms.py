"""Choosing a place from a list, for staff who do it for somebody."""

from datetime import datetime

from django import forms

from bookings.models import Booking
from bookings.queries import free_days, timetable
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


class PlaceForm(SiteForm):
    """The free places as a drop-down list by day."""

    is_kept = False
    place = forms.ChoiceField(label="日期和时段")

    def __init__(self, *args, case: Booking, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            (short_date(day.day), [(each.place.key, each.place.hours) for each in day.places if each.free])
            for day in free_days()
            if day.left
        ]

    def clean_place(self) -> Place:
        place = place_of_key(self.cleaned_data["place"])
        if place is None:
            raise forms.ValidationError("这个时段现在不开放，请另选一个。")
        return place
