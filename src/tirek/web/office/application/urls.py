"""Applications: drafts, the form, the check of the answers, the receipt, papers and their scans."""

from django.urls import path

from tirek.web.office.application import changes, papers, views

urlpatterns = [
    path("", views.list_drafts, name="application-list"),
    path("family/<int:family_id>/new/", changes.start, name="application-start"),
    path("<int:application_id>/", views.show, name="application-show"),
    path("<int:application_id>/form/", changes.fill, name="application-form"),
    path("<int:application_id>/autosave/", changes.autosave, name="application-autosave"),
    path("<int:application_id>/check/", changes.check, name="application-check"),
    path("<int:application_id>/abandon/", changes.abandon, name="application-abandon"),
    path("<int:application_id>/receipt/", papers.receipt, name="application-receipt"),
    path("<int:application_id>/stickers/", papers.stickers, name="application-stickers"),
    path("<int:application_id>/attach/", papers.attach, name="application-attach"),
    path("scan/", papers.scan, name="application-scan"),
    path("cases/<int:case_id>/withdraw/", changes.withdraw, name="application-withdraw"),
]
