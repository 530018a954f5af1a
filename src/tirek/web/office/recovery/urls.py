"""Addresses of recovery."""

from django.urls import path

from tirek.web.office.recovery import changes, views

urlpatterns = [
    path("", views.list_all, name="recovery-list"),
    path("write-offs/", views.list_write_offs, name="recovery-approvals"),
    path("write-offs/<int:write_off_id>/", changes.decide, name="recovery-decide"),
    path("cases/<int:case_id>/new/", changes.begin, name="recovery-open"),
    path("<int:claim_id>/", views.show, name="recovery-show"),
    path("<int:claim_id>/agree/", changes.agree, name="recovery-agree"),
    path("<int:claim_id>/plan/", changes.plan, name="recovery-plan"),
    path("<int:claim_id>/repayment/", changes.repay, name="recovery-repay"),
    path("<int:claim_id>/withhold/", changes.withhold, name="recovery-withhold"),
    path("<int:claim_id>/court/", changes.go_to_court, name="recovery-court"),
    path("<int:claim_id>/write-off/", changes.write_off, name="recovery-write-off"),
    path("<int:claim_id>/cancel/", changes.cancel, name="recovery-cancel"),
]
