"""Offers and what becomes of them."""

from django.urls import path

from tirek.web.office.offer import changes, views

urlpatterns = [
    path("", views.list_waiting, name="offer-list"),
    path("new/", changes.ask, name="offer-ask"),
    path("<int:offer_id>/told/", changes.tell, name="offer-tell"),
    path("<int:offer_id>/apply/", changes.apply, name="offer-apply"),
    path("<int:offer_id>/decline/", changes.decline, name="offer-decline"),
]
