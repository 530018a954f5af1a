"""Addresses of stored files."""

from django.urls import path

from tirek.web.office.files import views

urlpatterns = [path("<int:file_id>/", views.download, name="file-download")]
