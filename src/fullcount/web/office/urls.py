"""Routes of the office."""

from django.urls import include, path

from fullcount.web.office import views

urlpatterns = [
    path("home", views.home, name="home"),
    path("progress", views.progress_page, name="progress"),
    path("office/", include("fullcount.web.office.supervisor_urls")),
]
