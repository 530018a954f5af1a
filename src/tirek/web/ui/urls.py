"""Addresses of what belongs to every page."""

from django.urls import path

from tirek.web.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.switch_language, name="language-switch"),
]
