"""Addresses of the site."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("ui/", include("tirek.web.ui.urls")),
]
