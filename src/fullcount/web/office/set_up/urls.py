"""Routes of the guided set-up."""

from django.urls import path

from fullcount.web.office.set_up import views

urlpatterns = [
    path("set-up", views.set_up, name="set-up"),
    path("set-up/petition", views.petition, name="petition"),
    path("set-up/roll", views.seal_roll, name="seal-roll"),
    path("set-up/roll/upload", views.upload_roll, name="upload-roll"),
    path("set-up/roll/bind", views.bind_roll, name="bind-roll"),
]
