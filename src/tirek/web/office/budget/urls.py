"""Limits, plans, the ledger and the waiting list."""

from django.urls import path

from tirek.web.office.budget import changes, papers, views, waiting

urlpatterns = [
    path("", views.show_home, name="budget-home"),
    path("lines/<int:line_id>/", views.show_line, name="budget-line"),
    path("lines/<int:line_id>/move/", changes.move, name="budget-move"),
    path("entries/<int:entry_id>/reverse/", changes.reverse_one, name="budget-reverse"),
    path("shares/", changes.share, name="budget-share"),
    path("papers/", papers.list_papers, name="budget-papers"),
    path("plans/new/", changes.plan, name="budget-plan"),
    path("plans/<int:pk>/amend/", changes.amend, name="budget-amend"),
    path("papers/<slug:noun>/<int:pk>/", papers.show_paper, name="budget-paper"),
    path("papers/<slug:noun>/<int:pk>/approve/", papers.approve, name="budget-approve"),
    path("papers/<slug:noun>/<int:pk>/drop/", papers.drop, name="budget-drop"),
    path("waiting/", waiting.list_places, name="budget-waiting"),
    path("waiting/<int:waiting_id>/withdraw/", waiting.withdraw, name="budget-withdraw"),
    path("decisions/<int:decision_id>/wait/", waiting.place, name="budget-wait"),
]
