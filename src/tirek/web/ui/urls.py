"""Addresses of what belongs to every page; outside of production also the catalogue of components."""

from django.conf import settings
from django.urls import path

from tirek.web.ui import showcase, views

app_name = "ui"
urlpatterns = [
    path("language/", views.switch_language, name="language-switch"),
]
if settings.SHOW_COMPONENTS:
    urlpatterns += [
        path("", showcase.show_components, name="component-list"),
        path("confirm/", showcase.show_confirmation, name="component-confirm"),
    ]
