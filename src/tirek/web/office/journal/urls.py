"""Addresses of the journal."""

from django.urls import path

from tirek.web.office.journal import views

urlpatterns = [
    path("", views.show_journal, name="journal-list"),
    path("digests/", views.export_digests, name="journal-export"),
    path("person/<int:person_id>/", views.show_person, name="journal-person"),
]
