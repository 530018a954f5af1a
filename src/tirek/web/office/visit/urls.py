"""Addresses of home visits."""

from django.urls import path

from tirek.web.office.visit import changes, views

urlpatterns = [
    path("", views.list_visits, name="visit-list"),
    path("waiting/", views.list_waiting, name="visit-waiting"),
    path("ended/", views.list_ended, name="visit-ended"),
    path("assign/<int:application_id>/", changes.assign, name="visit-assign"),
    path("<int:visit_id>/", views.show_visit, name="visit-show"),
    path("<int:visit_id>/print/<str:language>/", views.print_visit, name="visit-print"),
    path("<int:visit_id>/join/", changes.join, name="visit-join"),
    path("<int:visit_id>/record/", changes.record, name="visit-record"),
    path("<int:visit_id>/no-act/", changes.end_without_act, name="visit-no-act"),
    path("<int:visit_id>/vote/", changes.vote, name="visit-vote"),
    path("<int:visit_id>/close/", changes.close, name="visit-close"),
    path("<int:visit_id>/cancel/", changes.cancel, name="visit-cancel"),
]
