from django.urls import path

from paperwork.verification import views

urlpatterns = [
    path("v/", views.start, name="paper_start"),
    path("V/", views.start),
    path("v/file/", views.check_file, name="paper_check_file"),
    path("v/<str:number>/<str:code>.pdf", views.public_file, name="paper_public"),
    path("v/<str:number>/<str:code>", views.check, name="paper_check"),
    path("V/<str:number>/<str:code>", views.check),
]
