from django.urls import path

from home.feedback import views

urlpatterns = [
    path("", views.feedback, name="feedback"),
    path("files/<slug:item>/", views.begin_file, name="feedback_file_begin"),
    path("answer/", views.look_up, name="feedback_look_up"),
    path("answer/<str:code>/", views.answer, name="feedback_answer"),
    path("answer/<str:code>/files/<int:pk>/", views.download, name="feedback_file"),
    path("answer/<str:code>/files/<int:pk>/view/", views.view, name="feedback_file_view"),
]
