from django.urls import path

from operations import views

urlpatterns = [path("status", views.show_status, name="status")]
