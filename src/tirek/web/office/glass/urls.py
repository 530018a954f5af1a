"""Emergency openings: asking for one, and reviewing those of others."""

from django.urls import path

from tirek.web.office.glass import views

urlpatterns = [
    path("", views.list_all, name="glass-list"),
    path("open/", views.open_record, name="glass-open"),
    path("<int:opening_id>/", views.review, name="glass-review"),
]
