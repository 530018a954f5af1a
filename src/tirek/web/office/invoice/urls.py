"""Addresses of invoices and of what is handed over."""

from django.urls import path

from tirek.web.office.invoice import changes, views

urlpatterns = [
    path("", views.list_all, name="invoice-list"),
    path("new/", changes.receive, name="invoice-receive"),
    path("in-kind/", views.list_in_kind, name="invoice-in-kind"),
    path("in-kind/<int:due_id>/", changes.hand, name="invoice-hand"),
    path("<int:invoice_id>/", views.show, name="invoice-show"),
    path("<int:invoice_id>/accept/", changes.accept, name="invoice-accept"),
    path("<int:invoice_id>/refuse/", changes.refuse_it, name="invoice-refuse"),
]
