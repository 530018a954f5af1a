"""Addresses of appeals."""

from django.urls import path

from tirek.web.office.appeal import changes, views

urlpatterns = [
    path("", views.list_all, name="appeal-list"),
    path("decisions/<int:decision_id>/new/", changes.receive, name="appeal-receive"),
    path("<int:appeal_id>/", views.show, name="appeal-show"),
    path("<int:appeal_id>/take-up/", changes.take_up, name="appeal-take-up"),
    path("<int:appeal_id>/decide/", changes.decide, name="appeal-decide"),
    path("<int:appeal_id>/withdraw/", changes.withdraw, name="appeal-withdraw"),
]
