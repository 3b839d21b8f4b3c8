"""Routes of the office."""

from django.urls import path

from fullcount.web.office import views

urlpatterns = [
    path("home", views.home, name="home"),
    path("progress", views.progress_page, name="progress"),
]
