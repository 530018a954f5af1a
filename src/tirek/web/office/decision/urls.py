"""Decisions: drafts, the signer's list, one decision, who departs from the rule, certificates of signers."""

from django.urls import path

from tirek.web.office.decision import certificates, changes, signing, views

urlpatterns = [
    path("", views.list_own, name="decision-list"),
    path("overrides/", views.list_overriding, name="departure-list"),
    path("signing/", signing.list_waiting, name="signing-list"),
    path("signing/content/", signing.give_round, name="signing-content"),
    path("signing/sign/", signing.sign_round, name="signing-sign"),
    path("certificates/", certificates.list_all, name="certificate-list"),
    path("certificates/new/", certificates.register, name="certificate-new"),
    path("certificates/<int:certificate_id>/end/", certificates.end, name="certificate-end"),
    path("cases/<int:case_id>/new/", changes.draft, name="decision-draft"),
    path("<int:decision_id>/", views.show, name="decision-show"),
    path("<int:decision_id>/edit/", changes.edit, name="decision-edit"),
    path("<int:decision_id>/propose/", changes.propose, name="decision-propose"),
    path("<int:decision_id>/take-back/", changes.take_back, name="decision-take-back"),
    path("<int:decision_id>/drop/", changes.drop, name="decision-drop"),
    path("<int:decision_id>/return/", changes.give_back, name="decision-return"),
    path("<int:decision_id>/content/", signing.give_content, name="decision-content"),
    path("<int:decision_id>/sign/", signing.sign, name="decision-sign"),
]
