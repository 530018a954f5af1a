"""Addresses of the programmes."""

from django.urls import path

from tirek.web.office.law import views

urlpatterns = [
    path("", views.list_programmes, name="law-list"),
    path("<slug:name>/", views.show_programme, name="law-show"),
]
