"""Addresses that belong to every page."""

from django.urls import path

from content import views

urlpatterns = [
    path("reading/", views.set_reading, name="reading"),
]
