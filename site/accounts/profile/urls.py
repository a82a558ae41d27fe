from django.urls import path

from accounts.profile import views

urlpatterns = [
    path("", views.profile, name="accounts_profile"),
    path("name/", views.name, name="accounts_name"),
    path("download/", views.download, name="accounts_download"),
    path("close/", views.close, name="accounts_close"),
    path("close/prove/", views.prove, name="accounts_close_prove"),
]
