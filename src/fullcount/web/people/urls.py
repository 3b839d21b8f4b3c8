"""Routes of accounts."""

from django.urls import path

from fullcount.web.people import views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign-in"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("first", views.first_person, name="first-person"),
    path("people", views.people, name="people"),
    path("people/add", views.add_person, name="add-person"),
    path("people/<int:number>/change", views.change_person, name="change-person"),
]
