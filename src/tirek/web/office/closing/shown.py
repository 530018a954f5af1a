"""Closings, lists, payments and exceptions in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.payments.enums import ClosingState, ExceptionKind, ExceptionState, ListState, PaymentState
from tirek.department.payments.models import Closing, Payment, PaymentException, PaymentList
from tirek.department.payments.wording import programme_words
from tirek.web.ui.cases import short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title
from tirek.web.ui.wording import day_words, tenge_words

CLOSING_TONES = {ClosingState.CLOSED: "good", ClosingState.CANCELLED: "bad", ClosingState.SUBMITTED: "note"}
LIST_TONES = {
    ListState.SUBMITTED: "note",
    ListState.CONFIRMED: "good",
    ListState.SENT: "good",
    ListState.SETTLED: "good",
    ListState.CANCELLED: "bad",
}
PAYMENT_TONES = {
    PaymentState.PAID: "good",
    PaymentState.REJECTED: "bad",
    PaymentState.RETURNED: "bad",
    PaymentState.EXCLUDED: "warn",
    PaymentState.CANCELLED: "bad",
}
WHAT_TO_DO: Final[dict[str, Promise]] = {
    ExceptionKind.DEAD: gettext_lazy("Draft the end of the grant; what was paid after the death becomes a claim."),
    ExceptionKind.MOVED: gettext_lazy("Agree with the new district who pays; then let it pass, or leave it out."),
    ExceptionKind.NO_ACCOUNT: gettext_lazy(
        "Ask for the account and enter it on the card of the person; then collect again."
    ),
    ExceptionKind.BAD_ACCOUNT: gettext_lazy(
        "The check digits do not hold: ask for the number again; then collect again."
    ),
    ExceptionKind.NO_LIMIT: gettext_lazy(
        "No limit holds money for it: amend the plan or transfer; then collect again."
    ),
    ExceptionKind.DUPLICATE: gettext_lazy(
        "Two records are one person: compare both cases; let one pass, leave one out."
    ),
    ExceptionKind.BREACH: gettext_lazy("Decide the breach in the case: the aid ends, or the breach is taken back."),
    ExceptionKind.HELD: gettext_lazy("Deal with the event or the suspension in the case; then collect again."),
    ExceptionKind.NAME_CHANGED: gettext_lazy(
        "Collect again to take the new name; or let it pass where the bank knows it."
    ),
    ExceptionKind.CLAIM_OPEN: gettext_lazy("Look at the claim: what is withheld is agreed there; then let it pass."),
}
"""What the officer does about each kind."""


@dataclass(frozen=True)
class WizardStep:
    """A step as the component shows it: ``done``, ``current`` or ``later``."""

    label: str
    state: str


def wizard(closing: Closing, lists: list[PaymentList]) -> list[WizardStep]:
    """Where a closing stands: gathered, checked, submitted, confirmed, closed."""
    drafted = any(each.state == ListState.DRAFTED for each in lists)
    waiting = any(each.state == ListState.SUBMITTED for each in lists)
    checked = closing.checked_at is not None and closing.state != ClosingState.OPEN
    done = [
        closing.collected_at is not None,
        checked,
        checked and bool(lists) and not drafted,
        checked and bool(lists) and not drafted and not waiting,
        closing.state == ClosingState.CLOSED,
    ]
    labels = [_("Collect"), _("Check"), _("Hand over"), _("Confirmed by another"), _("Close the month")]
    current = done.index(False) if False in done else len(done)
    return [
        WizardStep(label, "done" if place < current else "current" if place == current else "later")
        for place, label in enumerate(labels)
    ]


def closing_row(closing: Closing) -> dict[str, Any]:
    """A closing of a list."""
    tone = CLOSING_TONES.get(ClosingState(closing.state), "")
    return {"closing": closing, "place": place_title(closing.territory), "tone": tone}


def list_row(row: PaymentList) -> dict[str, Any]:
    """A list of a closing, with its count and sum: fixed ones as they were confirmed."""
    is_draft = row.state == ListState.DRAFTED
    count = getattr(row, "live_count", row.count) if is_draft else row.count
    tenge = getattr(row, "live_tenge", row.total_tenge) if is_draft else row.total_tenge
    return {
        "list": row,
        "programme": programme_of(row),
        "district": place_title(row.territory),
        "count": count,
        "sum": tenge_words(tenge),
        "tone": LIST_TONES.get(ListState(row.state), ""),
    }


def payment_row(payment: Payment) -> dict[str, Any]:
    """A payment of a list; account and number are masked."""
    return {
        "payment": payment,
        "name": short_name(payment.payee) if payment.payee else payment.payee_name,
        "account": mask_iban(payment.iban),
        "number": mask_iin(payment.payee_number) if payment.payee_number and payment.payee_id else payment.payee_number,
        "sum": tenge_words(payment.amount_tenge),
        "tone": PAYMENT_TONES.get(PaymentState(payment.state), ""),
    }


def exception_row(row: PaymentException, viewer: Viewer) -> dict[str, Any]:
    """An exception with what to do about it, and whether the viewer may settle it."""
    entitlement = row.due.entitlement if row.due else None
    is_open = row.state == ExceptionState.OPEN and viewer.may("prepare_payments")
    return {
        "row": row,
        "name": short_name(row.holder) if row.holder else "",
        "programme": programme_of(row),
        "sum": tenge_words(row.amount_tenge),
        "why": why(row),
        "advice": WHAT_TO_DO[row.kind],
        "case_id": entitlement.case_id if entitlement else None,
        "entitlement_id": entitlement.pk if entitlement else None,
        "may_clear": is_open and row.kind in ExceptionKind.judged(),
        "may_exclude": is_open,
    }


def why(row: PaymentException) -> str:
    """What the check found, in words: the day, the district."""
    told = row.explained
    if told.get("to"):
        return place_title(str(told["to"]))
    found = told.get("on") or told.get("since")
    if row.kind == ExceptionKind.NAME_CHANGED:
        return _("since it was listed") if found == "listed" else _("since it was last paid to this account")
    return day_words(_day(found)) if found else ""


def programme_of(row: PaymentList | Payment | PaymentException) -> str:
    """The programme in words; whoever sees a confidential one reads its neutral title here too: screens are seen by others."""
    return programme_words(row.programme, language_of_page(), confidential=row.confidential)


def _day(text: object) -> date:
    return date.fromisoformat(str(text))
