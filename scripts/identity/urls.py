from django.urls import include, path
from oauth2_provider import urls as oauth2

from identity import views

provider = ([*oauth2.base_urlpatterns, *oauth2.oidc_urlpatterns], "oauth2_provider")
urlpatterns = [
    path("login/", views.choose),
    path("o/authorize/", views.Authorize.as_view()),
    path("o/", include(provider)),
]
