"""Addresses of the reading room that are open to everybody."""

from django.urls import path

from bookings.views import live

urlpatterns = [
    path("booking/places/", live.places, name="booking_places"),
    path("open/booking-load/", live.load_page, name="open_booking_load_page"),
    path("open/booking-load.json", live.load_json, name="open_booking_load"),
    path("open/booking-load.schema.json", live.load_schema, name="open_booking_load_schema"),
]
