"""Reads of claims and invoices, and the doors to them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due
from tirek.department.journal.views import note_view
from tirek.department.payments.claim_enums import ClaimState, WriteOffState
from tirek.department.payments.enums import InvoiceState
from tirek.department.payments.models import Claim, HandOver, Invoice, Statement, WriteOff
from tirek.department.payments.paid_periods import MONEY

VIEW = "view_payments"


def list_claims(*, open_only: bool, state: str = "") -> QuerySet[Claim]:
    """Claims that are open, or those that are over, in no order; of one state where it is named."""
    rows = Claim.objects.select_related("debtor")
    if state in ClaimState.values:
        return rows.filter(state=state)
    return rows.filter(state__in=ClaimState.open()) if open_only else rows.exclude(state__in=ClaimState.open())


def list_write_offs_asked() -> QuerySet[WriteOff]:
    """Write-offs that wait for approval, the oldest first."""
    return WriteOff.objects.filter(state=WriteOffState.ASKED).select_related("claim__debtor", "asked_by").order_by("pk")


def access_claim(viewer: Viewer, pk: int, *, what: str = "claim") -> Claim:
    """The claim with its debtor and decision; the look is journalled for the debtor.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    related = ("entitlement__case", "decision", "opened_by")
    found = Claim.objects.select_related(*related).filter(pk=pk).first() if viewer.may(VIEW) else None
    if found is None:
        raise NotSeen("claim")
    note_view("claim", found.pk, [found.debtor_id], detail=what)
    return found


def list_invoices(*, open_only: bool) -> QuerySet[Invoice]:
    """Invoices that wait to be accepted, or those that were accepted or given back, in no order."""
    rows = Invoice.objects.select_related("organisation")
    waiting = (InvoiceState.RECEIVED, InvoiceState.CHECKED)
    return rows.filter(state__in=waiting) if open_only else rows.exclude(state__in=waiting)


def access_invoice(viewer: Viewer, pk: int) -> Invoice:
    """The invoice with its organisation and contract.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    related = ("organisation", "contract", "received_by", "accepted_by")
    found = Invoice.objects.select_related(*related).filter(pk=pk).first() if viewer.may(VIEW) else None
    if found is None:
        raise NotSeen("invoice")
    note_view("invoice", found.pk)
    return found


def list_statements(family_id: int) -> QuerySet[Statement]:
    """Statements that were issued to a family, the newest first."""
    return Statement.objects.filter(family=family_id).select_related("file", "made_by").order_by("-made_at")


def list_to_hand_over() -> QuerySet[Due]:
    """What is due in kind today and was not handed over, in no order."""
    rows = Due.objects.filter(state=DueState.PLANNED, due_on__lte=today()).exclude(unit__startswith=MONEY)
    handed = HandOver.objects.filter(due=OuterRef("pk"))
    return rows.exclude(Exists(handed)).select_related("entitlement__holder")
