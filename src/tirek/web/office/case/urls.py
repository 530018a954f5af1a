"""Addresses of a case."""

from django.urls import path

from tirek.web.office.case import changes, views

urlpatterns = [
    path("<int:case_id>/", views.show_case, name="case-show"),
    path("<int:case_id>/compare/", views.compare, name="case-compare"),
    path("<int:case_id>/start/", changes.start, name="case-start"),
    path("<int:case_id>/finish/", changes.finish, name="case-finish"),
    path("<int:case_id>/reopen/", changes.reopen, name="case-reopen"),
    path("<int:case_id>/evaluate/", changes.evaluate, name="case-evaluate"),
    path("<int:case_id>/preview/", changes.preview, name="case-preview"),
    path("<int:case_id>/again/<int:evaluation_id>/", changes.evaluate_again, name="case-again"),
    path("<int:case_id>/turn/", changes.pass_turn, name="case-turn"),
]
