"""What everybody may see."""

from django.urls import path

from fullcount.web.public import views

urlpatterns = [
    path("", views.page, name="public"),
    path("bundle.zip", views.bundle, name="bundle"),
    path("bundle/<str:name>", views.bundle_file, name="bundle-file"),
]
