"""Every route of the desk; each part of the desk lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("fullcount.web.public.urls")),
    path("", include("fullcount.web.people.urls")),
    path("", include("fullcount.web.desk.urls")),
    path("", include("fullcount.web.office.urls")),
    path("", include("fullcount.web.office.intake.urls")),
    path("", include("fullcount.web.office.set_up.urls")),
]
handler400 = "fullcount.web.told.bad"
handler403 = "fullcount.web.told.forbidden"
handler404 = "fullcount.web.told.missing"
handler500 = "fullcount.web.told.fault"
