"""Addresses of what belongs to every page; outside of production also the catalogue of components."""

from django.conf import settings
from django.urls import path

from tirek.web.ui import showcase, views
from tirek.web.ui.access import open_to_all
from tirek.web.ui.exports.views import export_table

app_name = "ui"
urlpatterns = [
    path("language/", open_to_all(views.switch_language), name="language-switch"),
    path("exports/<slug:name>/", export_table, name="export"),
]
if settings.SHOW_COMPONENTS:
    urlpatterns += [
        path("", open_to_all(showcase.show_components), name="component-list"),
        path("confirm/", open_to_all(showcase.show_confirmation), name="component-confirm"),
    ]
