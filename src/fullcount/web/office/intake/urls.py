"""Routes of intake."""

from django.urls import path

from fullcount.web.office.intake import views, views_acts

urlpatterns = [
    path("intake", views.intake, name="intake"),
    path("intake/batches/open", views.open_batch, name="open-batch"),
    path("intake/batches/<int:number>", views.batch, name="batch"),
    path("intake/batches/<int:number>/section", views.enter_section, name="enter-section"),
    path("intake/batches/<int:number>/remove", views.remove_section, name="remove-section"),
    path("intake/batches/<int:number>/recount", views.recount, name="recount"),
    path("intake/batches/<int:number>/take-over", views.take_over, name="take-over"),
    path("intake/batches/<int:number>/discard", views.discard, name="discard"),
    path("intake/batches/<int:number>/receive", views.receive, name="receive"),
    path("intake/declarations", views.declarations, name="declarations"),
    path("intake/declarations/note", views.note, name="note"),
    path("intake/declarations/<int:number>/back", views.take_note_back, name="take-note-back"),
    path("intake/import", views_acts.import_files, name="import"),
    path("intake/manifest", views_acts.manifest_page, name="manifest"),
    path("intake/manifest/freeze", views_acts.freeze, name="freeze"),
    path("intake/manifest.csv", views_acts.manifest_csv, name="manifest-csv"),
    path("intake/ceremony", views_acts.ceremony_page, name="ceremony"),
    path("intake/ceremony/seed", views_acts.seed, name="seed"),
    path("intake/ceremony/draw", views_acts.draw, name="draw"),
    path("intake/ceremony/record", views_acts.record, name="ceremony-record"),
]
