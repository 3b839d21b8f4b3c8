"""Routes of the supervisor."""

from django.urls import path

from fullcount.web.office import act_views, line_views

urlpatterns = [
    path("next", act_views.next_page, name="next-step"),
    path("next/do", act_views.do, name="act-do"),
    path("next/propose", act_views.propose, name="act-propose"),
    path("next/confirm", act_views.confirm, name="act-confirm"),
    path("next/take-back", act_views.take_back, name="act-take-back"),
    path("acts/<int:number>", act_views.job_page, name="job"),
    path("certificate", act_views.certificate_page, name="certificate"),
    path("certificate.pdf", act_views.certificate_pdf, name="certificate-pdf"),
    path("certificate/draft.pdf", act_views.draft_pdf, name="draft-pdf"),
    path("worksheet", act_views.worksheet_page, name="worksheet"),
    path("worksheet.pdf", act_views.worksheet_pdf, name="worksheet-pdf"),
    path("lines", line_views.list_page, name="line-list"),
    path("lines/find", line_views.find, name="line-find"),
    path("lines/<int:number>", line_views.line_page, name="line-record"),
    path("lines/<int:number>/again", line_views.give_back, name="line-again"),
    path("lines/<int:number>/leave", line_views.leave, name="line-leave"),
    path("doubts", line_views.doubts_page, name="doubts"),
    path("doubts/flags/<int:number>", line_views.answer, name="flag-answer"),
    path("duplicates", line_views.duplicates_page, name="duplicates"),
    path("withdrawals", line_views.withdrawals_page, name="withdrawals"),
    path("withdrawals/file", line_views.withdrawals_file, name="withdrawals-file"),
    path("county-days", line_views.county_day, name="county-day"),
]
