"""Addresses of retention."""

from django.urls import path

from tirek.web.office.retention import erasures, views

urlpatterns = [
    path("", views.show_runs, name="retention-list"),
    path("propose/", views.propose, name="retention-propose"),
    path("<int:run_id>/confirm/", views.confirm, name="retention-confirm"),
    path("erasures/", erasures.show_erasures, name="retention-erasures"),
    path("erasures/propose/<int:person_id>/", erasures.propose, name="retention-erasure-propose"),
    path("erasures/<int:erasure_id>/confirm/", erasures.confirm, name="retention-erasure-confirm"),
]
