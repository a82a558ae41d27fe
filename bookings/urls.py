"""The reader's addresses below /my/; they stand before those of every case."""

from django.urls import path

from bookings.views import places, records

urlpatterns = [
    path("my/bookings/", records.records, name="my_bookings"),
    path("my/<slug:number>/place/", places.choose, name="my_place"),
    path("my/<slug:number>/line/", places.line, name="my_line"),
    path("my/<slug:number>/again/", records.again, name="my_again"),
    path("my/<slug:number>/visit.ics", records.calendar_entry, name="my_visit"),
    path("my/<slug:number>/slip.pdf", records.slip, name="my_slip"),
]
