"""Every route of the desk."""

from django.urls import path

from fullcount.web.desk import views as desk
from fullcount.web.office import views as office
from fullcount.web.people import views as people
from fullcount.web.public import views as public_page

urlpatterns = [
    path("", public_page.page, name="public"),
    path("home", office.home, name="home"),
    path("sign-in", people.sign_in, name="sign-in"),
    path("sign-out", people.sign_out, name="sign-out"),
    path("first", people.first_person, name="first-person"),
    path("people", people.people, name="people"),
    path("people/add", people.add_person, name="add-person"),
    path("people/<int:number>/change", people.change_person, name="change-person"),
    path("examine", desk.examine, name="examine"),
    path("examine/more", desk.more, name="more"),
    path("examine/decide", desk.decide, name="decide"),
    path("examine/undo", desk.undo, name="undo"),
    path("examine/flag", desk.flag, name="flag"),
    path("examine/search", desk.search, name="search"),
    path("progress", office.progress_page, name="progress"),
]
handler403 = "fullcount.web.told.forbidden"
handler404 = "fullcount.web.told.missing"
