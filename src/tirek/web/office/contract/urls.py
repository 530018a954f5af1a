"""Addresses of social contracts."""

from django.urls import path

from tirek.web.office.contract import breaches, changes, views

urlpatterns = [
    path("", views.list_all, name="contract-list"),
    path("cases/<int:case_id>/new/", changes.draft, name="contract-draft"),
    path("cases/<int:case_id>/refusal/", breaches.refusal, name="contract-refusal"),
    path("<int:contract_id>/", views.show, name="contract-show"),
    path("<int:contract_id>/print/", views.show_printed, name="contract-print"),
    path("<int:contract_id>/plan/", changes.plan, name="contract-plan"),
    path("<int:contract_id>/lines/<int:line_id>/strike/", changes.strike, name="contract-strike"),
    path("<int:contract_id>/lines/<int:line_id>/settle/", changes.settle, name="contract-settle"),
    path("<int:contract_id>/exempt/", changes.exempt, name="contract-exempt"),
    path("<int:contract_id>/exemptions/<int:exemption_id>/lift/", changes.lift, name="contract-lift"),
    path("<int:contract_id>/conclude/", changes.conclude, name="contract-conclude"),
    path("<int:contract_id>/cancel/", changes.cancel, name="contract-cancel"),
    path("<int:contract_id>/monitor/", changes.monitor, name="contract-monitor"),
    path("<int:contract_id>/end/", changes.end, name="contract-end"),
    path("<int:contract_id>/breach/", breaches.breach, name="contract-breach"),
    path("<int:contract_id>/breaches/<int:breach_id>/reinstate/", breaches.put_right, name="contract-reinstate"),
]
