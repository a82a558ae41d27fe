"""What the public pages add to the admin."""

from django.urls import path
from wagtail import hooks

from home.feedback import desk


@hooks.register("register_admin_urls")
def register_desk() -> list:
    return [path("cases/register/feedback/", desk.register, name="case_register_feedback")]
