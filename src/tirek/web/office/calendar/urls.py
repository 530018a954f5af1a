"""Working days of a year, and the entries that move them."""

from django.urls import path

from tirek.web.office.calendar import views

urlpatterns = [
    path("", views.show_calendar, name="calendar-show"),
    path("new/", views.propose, name="calendar-propose"),
    path("<int:pk>/confirm/", views.confirm, name="calendar-confirm"),
    path("<int:pk>/reject/", views.reject, name="calendar-reject"),
]
