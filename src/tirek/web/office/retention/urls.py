"""Addresses of retention."""

from django.urls import path

from tirek.web.office.retention import views

urlpatterns = [
    path("", views.show_runs, name="retention-list"),
    path("propose/", views.propose, name="retention-propose"),
    path("<int:run_id>/confirm/", views.confirm, name="retention-confirm"),
]
