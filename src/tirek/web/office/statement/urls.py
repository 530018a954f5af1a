"""Addresses of statements."""

from django.urls import path

from tirek.web.office.statement import views

urlpatterns = [
    path("families/<int:family_id>/", views.show, name="statement-show"),
    path("families/<int:family_id>/issue/", views.issue, name="statement-issue"),
]
