"""The addresses of the site. Those that other systems rely on stand before Wagtail's pages."""

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from accounts.signin.staff import StaffLoginView
from accounts.signin.views import login as sign_in
from content.serving import serve
from home.search.views import search
from library.media import send_picture

urlpatterns = [
    path("admin/login/", StaffLoginView.as_view(), name="wagtailadmin_login"),
    path("admin/", include(wagtailadmin_urls)),
    path("accounts/", include("accounts.urls")),
    path("documents/", include("library.urls")),
    path("captcha/", include("captcha.urls")),
    path("", include("content.urls")),
    path("", include("operations.urls")),
    path("feedback/", include("home.feedback.urls")),
    path("files/", include("casework.attachments.urls")),
    path("", include("paperwork.verification.urls")),
    path("my/messages/", include("notifications.urls")),
    path("my/organisations/", include("membership.urls")),
    path("my/projects/", include("projects.urls")),
    path("services/rating/", include("declarations.ratings.urls")),
    path("", include("bookings.urls")),
    path("", include("declarations.urls")),
    path("my/", include("casework.my.urls")),
    path("", include("bookings.urls_open")),
    path("", include("policies.urls")),
    path("", include("catalogue.urls")),
    path("search/", search, name="search"),
    path("media/<path:name>", send_picture, name="picture"),
    path("_util/login/", sign_in, name="wagtailcore_login"),  # Wagtail's own would ask for a password alone
    *(each for each in wagtail_urls.urlpatterns if each.name not in ("wagtail_serve", "wagtailcore_login")),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]

handler404 = "content.errors.not_found"
