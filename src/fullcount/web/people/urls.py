"""Routes of accounts."""

from django.urls import path

from fullcount.web.people import own, signing_in, views

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign-in"),
    path("sign-in/code", signing_in.give_code, name="give-code"),
    path("sign-out", signing_in.sign_out, name="sign-out"),
    path("here", signing_in.here, name="here"),
    path("first", signing_in.first_person, name="first-person"),
    path("account", own.account, name="account"),
    path("account/password", own.password, name="password"),
    path("account/end-sessions", own.end_sessions, name="end-sessions"),
    path("account/second-factor", own.second_factor, name="second-factor"),
    path("account/second-factor/end", own.no_second_factor, name="no-second-factor"),
    path("people", views.people, name="people"),
    path("people/add", views.add_person, name="add-person"),
    path("people/<int:number>/change", views.change_person, name="change-person"),
    path("people/<int:number>/password", views.give_password, name="give-password"),
    path("people/<int:number>/unlock", views.unlock_person, name="unlock-person"),
    path("people/<int:number>/end-sessions", views.end_person_sessions, name="end-person-sessions"),
    path("people/<int:number>/no-second-factor", views.remove_second_factor, name="remove-second-factor"),
    path("access-log", views.access_log, name="access-log"),
]
