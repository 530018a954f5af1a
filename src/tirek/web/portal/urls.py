"""Addresses of the public pages."""

from django.urls import path

from tirek.web.portal import checking

app_name = "portal"
urlpatterns = [path("check/<str:token>/", checking.check_letter, name="letter-check")]
