from django.urls import path

from projects import views

urlpatterns = [
    path("", views.projects, name="my_projects"),
    path("find/", views.find, name="my_project_find"),
    path("join/", views.join, name="my_project_join"),
    path("enter/", views.enter, name="my_project_enter"),
    path("<int:pk>/", views.project, name="my_project"),
    path("<int:pk>/change/", views.change, name="my_project_change"),
    path("<int:pk>/parties/", views.party, name="my_project_party"),
    path("<int:pk>/buildings/add/", views.building, name="my_building_add"),
    path("<int:pk>/buildings/<int:building>/", views.building, name="my_building"),
]
