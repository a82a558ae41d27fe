"""The addresses of files: Wagtail's, with our own view for the file itself."""

from django.urls import path
from wagtail.documents.views import serve as wagtail_views

from library import views

urlpatterns = [
    path("<int:document_id>/<path:filename>", views.serve, name="wagtaildocs_serve"),
    path(
        "authenticate_with_password/<int:restriction_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtaildocs_authenticate_with_password",
    ),
]
