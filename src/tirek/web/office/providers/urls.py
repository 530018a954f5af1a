"""Organisations. What is typed into the search is posted: it may be the name or the IIN of a sole trader."""

from django.urls import path

from tirek.web.office.providers import changes, views

urlpatterns = [
    path("", views.list_providers, name="provider-list"),
    path("new/", changes.add, name="provider-add"),
    path("<int:pk>/", views.show, name="provider-show"),
    path("<int:pk>/edit/", changes.edit, name="provider-edit"),
    path("<int:pk>/licences/new/", changes.add_licence, name="provider-licence-add"),
    path("<int:pk>/contracts/new/", changes.add_contract, name="provider-contract-add"),
    path("<int:pk>/contracts/<int:row_id>/sign/", changes.sign_contract, name="provider-contract-sign"),
    path("<int:pk>/prices/new/", changes.add_price, name="provider-price-add"),
    path("<int:pk>/end/<slug:kind>/<int:row_id>/", changes.end, name="provider-end"),
]
