"""Runs over what is granted, their differences, and the audit list."""

from django.urls import path

from tirek.web.office.recalculation import changes, views

urlpatterns = [
    path("", views.list_all_runs, name="recalculation-list"),
    path("new/", changes.ask, name="recalculation-ask"),
    path("<int:run_id>/", views.show_run, name="recalculation-show"),
    path("<int:run_id>/draft/", changes.draft, name="recalculation-draft"),
    path("differences/<int:difference_id>/aside/", changes.put_aside, name="difference-aside"),
    path("audit/", views.list_all_audit, name="audit-list"),
    path("audit/<int:audit_id>/close/", changes.close, name="audit-close"),
]
