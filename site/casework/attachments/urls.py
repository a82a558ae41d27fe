from django.urls import path

from casework.attachments import views

urlpatterns = [
    path("<int:pk>/", views.download, name="file_download"),
    path("<int:pk>/view/", views.view, name="file_view"),
    path("<int:pk>/read/", views.read, name="file_read"),
    path("samples/<int:pk>/", views.sample, name="file_sample"),
    path("of/<str:ref>/<slug:item>/", views.begin, name="file_begin"),
    path("parts/<slug:token>/", views.part, name="file_part"),
    path("parts/<slug:token>/finish/", views.finish, name="file_finish"),
]
