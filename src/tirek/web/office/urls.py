"""Addresses of the office, a page group a line."""

from django.urls import include, path

app_name = "office"
urlpatterns = [
    path("", include("tirek.web.office.home.urls")),
    path("work/", include("tirek.web.office.work.urls")),
    path("cases/", include("tirek.web.office.case.urls")),
    path("programmes/", include("tirek.web.office.law.urls")),
    path("calendar/", include("tirek.web.office.calendar.urls")),
    path("parameters/", include("tirek.web.office.parameter.urls")),
    path("journal/", include("tirek.web.office.journal.urls")),
    path("retention/", include("tirek.web.office.retention.urls")),
    path("files/", include("tirek.web.office.files.urls")),
    path("registry/", include("tirek.web.office.registry.urls")),
    path("applications/", include("tirek.web.office.application.urls")),
    path("checks/", include("tirek.web.office.check.urls")),
    path("entitlements/", include("tirek.web.office.entitlement.urls")),
    path("recalculations/", include("tirek.web.office.recalculation.urls")),
    path("offers/", include("tirek.web.office.offer.urls")),
    path("duplicates/", include("tirek.web.office.duplicate.urls")),
    path("providers/", include("tirek.web.office.providers.urls")),
    path("staff/", include("tirek.web.office.posts.urls")),
    path("imports/", include("tirek.web.office.imports.urls")),
    path("lists/", include("tirek.web.office.lists.urls")),
    path("messages/", include("tirek.web.office.message.urls")),
    path("emergency/", include("tirek.web.office.glass.urls")),
    path("decisions/", include("tirek.web.office.decision.urls")),
    path("visits/", include("tirek.web.office.visit.urls")),
    path("sessions/", include("tirek.web.office.session.urls")),
    path("profile/", include("tirek.web.office.profile.urls")),
    path("contracts/", include("tirek.web.office.contract.urls")),
    path("appeals/", include("tirek.web.office.appeal.urls")),
    path("closings/", include("tirek.web.office.closing.urls")),
    path("complaints/", include("tirek.web.office.complaint.urls")),
]
