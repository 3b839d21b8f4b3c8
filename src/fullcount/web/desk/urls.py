"""Routes of the examiners' desk."""

from django.urls import path

from fullcount.web.desk import images, views

urlpatterns = [
    path("examine", views.examine, name="examine"),
    path("examine/more", views.more, name="more"),
    path("examine/decide", views.decide, name="decide"),
    path("examine/undo", views.undo, name="undo"),
    path("examine/flag", views.flag, name="flag"),
    path("examine/search", views.search, name="search"),
    path("exemplar", images.exemplar, name="exemplar"),
    path("crop", images.crop, name="crop"),
]
