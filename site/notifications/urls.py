from django.urls import path

from notifications import views

urlpatterns = [
    path("", views.inbox, name="my_messages"),
    path("<int:message_id>/", views.message, name="my_message"),
]
