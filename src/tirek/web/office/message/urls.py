"""Addresses of the outbox."""

from django.urls import path

from tirek.web.office.message import changes, views

urlpatterns = [
    path("", views.list_all, name="message-list"),
    path("print/", changes.print_letters, name="message-print"),
    path("batches/", views.list_printed, name="message-batches"),
    path("person/<int:person_id>/", views.show_person, name="message-person"),
    path("<int:message_id>/", views.show, name="message-show"),
    path("<int:message_id>/turn/", changes.turn, name="message-turn"),
]
