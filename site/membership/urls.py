from django.urls import path

from membership import views

urlpatterns = [
    path("", views.organisations, name="my_organisations"),
    path("<int:pk>/", views.organisation, name="my_organisation"),
    path("members/<int:pk>/end/", views.end, name="my_membership_end"),
    path("invitations/<int:pk>/", views.invitation, name="my_invitation"),
]
