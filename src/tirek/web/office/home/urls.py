"""The first page."""

from django.urls import path

from tirek.web.office.home import views

urlpatterns = [path("", views.show_home, name="home")]
