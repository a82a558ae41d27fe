"""Addresses of the calculator."""

from django.urls import path

from declarations.ratings import views

urlpatterns = [
    path("", views.calculator, name="rating_calculator"),
    path("result/", views.result, name="rating_result"),
]
