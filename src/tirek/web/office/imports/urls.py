"""Files of people. Neither the name of a file nor anything out of it stands in an address."""

from django.urls import path

from tirek.web.office.imports import changes, views

urlpatterns = [
    path("", views.list_imports, name="import-list"),
    path("upload/", changes.upload, name="import-upload"),
    path("<int:import_id>/", views.show_import, name="import-show"),
    path("<int:import_id>/mapping/", changes.map_columns, name="import-mapping"),
    path("<int:import_id>/start/", changes.start, name="import-start"),
    path("<int:import_id>/cancel/", changes.cancel, name="import-cancel"),
    path("<int:import_id>/findings/<slug:language>/", views.save_findings, name="import-findings"),
]
