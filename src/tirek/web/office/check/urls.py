"""Checks of facts: the queue of discrepancies, one of them, and those of a case."""

from django.urls import path

from tirek.web.office.check import changes, views

urlpatterns = [
    path("", views.show_queue, name="check-queue"),
    path("<int:check_id>/", changes.settle, name="check-show"),
    path("<int:check_id>/again/", changes.unsettle, name="check-again"),
    path("cases/<int:case_id>/", views.show_case, name="check-list"),
    path("cases/<int:case_id>/compare/", changes.compare, name="check-compare"),
]
