from django.urls import path

from home.feedback import views

urlpatterns = [
    path("", views.feedback, name="feedback"),
    path("answer/", views.look_up, name="feedback_look_up"),
    path("answer/<str:code>/", views.answer, name="feedback_answer"),
]
