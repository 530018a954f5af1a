"""Addresses of the work of a day."""

from django.urls import path

from tirek.web.office.work import changes, views

urlpatterns = [
    path("", views.show_mine, name="work-mine"),
    path("waiting/", views.show_waiting, name="work-waiting"),
    path("queue/", views.show_queue, name="work-queue"),
    path("queue/keep/", changes.keep_view, name="work-keep"),
    path("queue/<int:view_id>/drop/", changes.drop_view, name="work-drop"),
    path("assign/", changes.assign, name="work-assign"),
    path("undo/", changes.take_back, name="work-undo"),
]
