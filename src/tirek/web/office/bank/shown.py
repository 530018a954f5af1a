"""Files, documents, messages and returns in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.payments.banking import Reconciled
from tirek.department.payments.enums import DocumentState, FileState, ListState, ReturnState
from tirek.department.payments.models import BankFile, BankMessage, MoneyReturn, PaymentList, TreasuryDocument
from tirek.department.payments.wording import programme_words
from tirek.settlement.reasons import reason_of, refusal_of
from tirek.web.ui.cases import short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title
from tirek.web.ui.wording import tenge_words

LIST_TONES = {ListState.SENT: "note", ListState.SETTLED: "good"}
FILE_TONES = {
    FileState.SENT: "note",
    FileState.ACCEPTED: "note",
    FileState.PARTLY: "warn",
    FileState.REFUSED: "bad",
    FileState.SETTLED: "good",
}
DOCUMENT_TONES = {DocumentState.SENT: "note", DocumentState.ACCEPTED: "good", DocumentState.REFUSED: "bad"}
LATE_DAYS = 3
"""After so many days without a word the bank is asked."""
WHAT_TO_DO: Final[dict[str, Promise]] = {
    "account": gettext_lazy("Correct the account on the person's card, then pay again."),
    "name": gettext_lazy("Compare the name with the bank's, correct it in the registry, then pay again."),
    "death": gettext_lazy("Record the death, end the grant, then close the return without paying."),
    "bank": gettext_lazy("Ask the bank for the reason; if it was its mistake, pay again."),
    "amount": gettext_lazy("Look at the payment and its sum; tell the administrator."),
    "file": gettext_lazy("The bank could not read the file: tell the administrator, then pay again."),
}
UNMATCHED: Final[dict[str, Promise]] = {
    "unknown": gettext_lazy("no payment of ours has this number"),
    "not_sent": gettext_lazy("this payment was never sent to the bank"),
    "amount": gettext_lazy("the sum differs from the payment"),
    "contradicts": gettext_lazy("the bank said the opposite before"),
}
"""Why a line of a message could not be applied."""


def list_row(row: PaymentList, stands: Reconciled | None) -> dict[str, Any]:
    """A list on its way: what was confirmed, what became of it, what does not agree."""
    shown = {
        "list": row,
        "programme": programme_words(row.programme, language_of_page(), confidential=row.confidential),
        "district": place_title(row.territory),
        "sum": tenge_words(row.total_tenge),
        "tone": LIST_TONES.get(ListState(row.state), ""),
    }
    return shown | ({"stands": stands, "parts": parts_of(stands), "late": late_days(stands)} if stands else {})


def parts_of(stands: Reconciled) -> list[dict[str, Any]]:
    """What became of the payments of a list, a part a line, with its count and sum."""
    told = (
        (_("Paid"), stands.paid_count, stands.paid_tenge, "good"),
        (_("Rejected by the bank"), stands.rejected_count, stands.rejected_tenge, "bad"),
        (_("Sent back"), stands.returned_count, stands.returned_tenge, "bad"),
        (_("Accepted, not paid yet"), stands.accepted_count, stands.accepted_tenge, "note"),
        (_("Without an answer"), stands.unanswered_count, stands.unanswered_tenge, "warn"),
    )
    return [
        {"title": title, "count": count, "sum": tenge_words(tenge), "tone": tone} for title, count, tenge, tone in told
    ]


def late_days(stands: Reconciled) -> int:
    """Days since the first file went, where something is unanswered too long; otherwise 0."""
    if stands.first_sent_at is None or not stands.unanswered_count:
        return 0
    days = (timezone.now() - stands.first_sent_at).days
    return days if days >= LATE_DAYS else 0


def document_row(row: TreasuryDocument) -> dict[str, Any]:
    """A document of the treasury; of a refused one what the code means, and what to do."""
    language = language_of_page()
    shown: dict[str, Any] = {
        "document": row,
        "sum": tenge_words(row.amount_tenge),
        "tone": DOCUMENT_TONES.get(DocumentState(row.state), ""),
    }
    if row.state == DocumentState.REFUSED:
        refusal = refusal_of(row.refusal)
        shown |= {"why": refusal.title[language], "todo": refusal.todo[language]}
    return shown


def file_row(row: BankFile) -> dict[str, Any]:
    """A file for the bank."""
    return {"file": row, "sum": tenge_words(row.total_tenge), "tone": FILE_TONES.get(FileState(row.state), "")}


def message_row(row: BankMessage) -> dict[str, Any]:
    """A message of the bank, with what could not be applied."""
    told = [each | {"words": UNMATCHED.get(each["why"], each["why"])} for each in row.unmatched]
    return {"message": row, "unmatched": told}


def return_row(row: MoneyReturn, viewer: Viewer) -> dict[str, Any]:
    """A payment that came back: why, what to do, and whether the viewer may do it."""
    payment, reason = row.payment, reason_of(row.reason)
    return {
        "row": row,
        "payment": payment,
        "name": short_name(payment.payee) if payment.payee else payment.payee_name,
        "person_id": payment.payee_id,
        "account": mask_iban(payment.iban),
        "programme": programme_words(payment.programme, language_of_page(), confidential=payment.confidential),
        "sum": tenge_words(row.amount_tenge),
        "why": reason.title[language_of_page()],
        "advice": WHAT_TO_DO[reason.fix],
        "may": row.state == ReturnState.OPEN and viewer.may("prepare_payments"),
    }
