"""The claims that may be taken out."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tirek.department.payments.claim_queries import list_claims
from tirek.department.payments.models import Claim
from tirek.web.ui.access import ViewerRequest
from tirek.web.ui.cases import short_name, short_programme
from tirek.web.ui.exports import Column, Export, add_export
from tirek.web.ui.places import place_title


def _claims(request: ViewerRequest) -> QuerySet[Claim]:
    is_over, state = request.GET.get("state") == "over", request.GET.get("step", "")
    return list_claims(open_only=not is_over, state=state).order_by("opened_at", "pk")


add_export(
    Export(
        "claims",
        _("Recovery"),
        (
            Column(_("Number"), lambda row: row.number),
            Column(_("Debtor"), lambda row: short_name(row.debtor)),
            Column(_("Programme"), lambda row: short_programme(row.programme)),
            Column(_("District"), lambda row: place_title(row.territory)),
            Column(_("Cause"), lambda row: row.get_cause_display()),
            Column(_("Claimed"), lambda row: row.amount_tenge),
            Column(_("State"), lambda row: row.get_state_display()),
        ),
        _claims,
        ability="view_payments",
        persons=lambda row: [row.debtor_id],
    )
)
