"""Certificates of signers: whose they are, from when until when; registered and ended by an administrator of posts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tirek.department.accounts.access import colleagues_for
from tirek.department.decisions.access import REGISTER
from tirek.department.decisions.actions.certificates import end_certificate, register_certificate
from tirek.department.decisions.models import SignerCertificate
from tirek.department.decisions.queries import list_certificates
from tirek.web.office.decision.forms import CertificateForm, ReturnForm
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.form_page import answer_form, brought, typed
from tirek.web.ui.once import once_only
from tirek.web.ui.paging import page_of

COLUMNS = {"registered": "registered_at"}


@require_safe
@needs(REGISTER)
def list_all(request: ViewerRequest) -> HttpResponse:
    """Every certificate with whose it is."""
    rows = list_certificates().filter(user__in=colleagues_for(request.viewer)).order_by()
    page = page_of(rows, COLUMNS, request.GET, default="-registered")
    return render(request, "office/decision/certificates.html", {"page": page})


@require_http_methods(["GET", "POST"])
@needs(REGISTER)
@once_only
def register(request: ViewerRequest) -> HttpResponse:
    """Say whose a certificate is."""

    def save(told: dict[str, Any]) -> None:
        register_certificate(told["user"], told["certificate"].read(), acting_user=request.user)

    return answer_form(
        request,
        CertificateForm(colleagues_for(request.viewer), typed(request), brought(request)),
        save,
        heading=_("Register a certificate"),
        action=_("Register the certificate"),
        back=reverse("office:certificate-list"),
    )


@require_http_methods(["GET", "POST"])
@needs(REGISTER)
@once_only
def end(request: ViewerRequest, certificate_id: int) -> HttpResponse:
    """Let a certificate sign nothing from today on."""
    found = list_certificates().filter(pk=certificate_id, user__in=colleagues_for(request.viewer)).first()
    if found is None:
        raise Http404

    def save(told: dict[str, Any], row: SignerCertificate = found) -> None:
        end_certificate(row, reason=told["reason"], acting_user=request.user)

    return answer_form(
        request,
        ReturnForm(typed(request)),
        save,
        heading=_("End the registration of a certificate"),
        about=found.user.get_full_name(),
        action=_("End it"),
        said=_("It signs nothing from today on."),
        back=reverse("office:certificate-list"),
    )
