"""Addresses of policies that stand beside their pages."""

from django.urls import path

from policies import feeds, views

urlpatterns = [
    path("policies/by-number/", views.by_number, name="policy_by_number"),
    path("feeds/policies.xml", feeds.policies, name="policy_feed"),
    path("feeds/notices.xml", feeds.notices, name="notice_feed"),
    path("open/", views.open_data_page, name="open_data"),
    path("open/schema.json", views.open_schema, name="open_schema"),
    path("open/policies.json", views.policies_json, name="open_policies_json"),
    path("open/policies.csv", views.policies_csv, name="open_policies_csv"),
]
