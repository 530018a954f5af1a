"""One button: everything a decision rests on, as a sealed file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tirek.department.control.actions.proving import issue_evidence
from tirek.department.core.refusals import NotSeen, Refused
from tirek.department.decisions.access import access_decision
from tirek.department.decisions.documents.seal import SealMissing
from tirek.department.files.faults import FileFault
from tirek.department.payments.models import Payment
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.cases import programme_title
from tirek.web.ui.form_page import answer_form, typed
from tirek.web.ui.forms import ReasonForm
from tirek.web.ui.once import once_only


class EvidenceForm(ReasonForm):
    """Why a bundle is made, and of which payment, if of one."""

    payment = forms.TypedChoiceField(label=gettext_lazy("Payment"), required=False, coerce=int, empty_value=None)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("issue_evidence")
@once_only
def of_decision(request: ViewerRequest, decision_id: int) -> HttpResponse:
    """Make the bundle, and go to its file."""
    try:
        decision = access_decision(request.viewer, decision_id, what="evidence")
    except NotSeen:
        raise Http404 from None
    payments = {each.pk: each for each in Payment.objects.filter(due__entitlement__decision=decision).order_by("month")}
    form = EvidenceForm(typed(request))
    form.fields["payment"].choices = [  # type: ignore[attr-defined]
        ("", _("the decision alone")),
        *((key, f"{each.month:%m.%Y}, {each.amount_tenge} ₸") for key, each in payments.items()),
    ]

    def save(told: dict[str, Any]) -> str:
        payment = payments[told["payment"]] if told["payment"] else None
        try:
            made = issue_evidence(decision, reason=told["reason"], payment=payment, acting_user=request.user)
        except SealMissing:
            raise Refused(
                "seal_missing", _("There is no key of the department's seal: tell the administrator.")
            ) from None
        except FileFault as fault:
            raise Refused("file_refused", str(fault)) from None
        return reverse("office:file-download", args=[made.file_id])

    back = reverse("office:case-show", args=[decision.case_id])
    return answer_form(
        request, form, save, heading=_("Bundle of evidence"), back=back, action=_("Make the bundle"),
        said=_("The bundle is made and sealed."),
        about=f"{decision.number or ''}, {programme_title(decision.programme)}",
    )  # fmt: skip
