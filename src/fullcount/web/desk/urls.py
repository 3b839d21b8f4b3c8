"""Routes of the examiners' desk."""

from django.urls import path

from fullcount.web.desk import images, supervising, views

urlpatterns = [
    path("examine", views.examine, name="examine"),
    path("examine/more", views.more, name="more"),
    path("examine/decide", views.decide, name="decide"),
    path("examine/undo", views.undo, name="undo"),
    path("examine/flag", views.flag, name="flag"),
    path("examine/search", views.search, name="search"),
    path("examine/leave", views.leave, name="leave"),
    path("keys", views.keys_page, name="keys"),
    path("queue", supervising.queue_page, name="queue"),
    path("agreement", supervising.agreement_page, name="agreement"),
    path("exemplar", images.exemplar, name="exemplar"),
    path("crop", images.crop, name="crop"),
]
