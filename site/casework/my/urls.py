from django.urls import path

from casework.my import views

urlpatterns = [
    path("", views.case_list, name="my_cases"),
    path("<slug:number>/", views.case_page, name="my_case"),
    path("<slug:number>/<slug:action>/", views.step, name="my_step"),
]
