"""Addresses that belong to every page."""

from django.urls import path

from content import views

urlpatterns = [
    path("reading/", views.set_reading, name="reading"),
    path("share/qr/", views.share_qr, name="share_qr"),
    path("sitemap/", views.show_site_map, name="site_map"),
]
