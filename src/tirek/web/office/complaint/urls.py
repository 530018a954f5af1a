"""Addresses of complaints to the ombudsman."""

from django.urls import path

from tirek.web.office.complaint import changes, views

urlpatterns = [
    path("", views.list_all, name="complaint-list"),
    path("mine/", views.list_mine, name="complaint-mine"),
    path("statistics/", views.count_up, name="complaint-statistics"),
    path("new/", changes.receive, name="complaint-receive"),
    path("<int:complaint_id>/", views.show, name="complaint-show"),
    path("<int:complaint_id>/route/", changes.route, name="complaint-route"),
    path("<int:complaint_id>/respond/", changes.respond, name="complaint-respond"),
    path("<int:complaint_id>/answer/", changes.answer, name="complaint-answer"),
    path("<int:complaint_id>/close/", changes.close, name="complaint-close"),
]
