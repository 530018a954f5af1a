"""Reads of the way to the bank and back: what was sent, what came, what agrees; under the policies of who looks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.payments.enums import ListState, MessageKind, ReturnState
from tirek.department.payments.house import rows_of
from tirek.department.payments.models import BankFile, BankMessage, MoneyReturn, Outcome, PaymentList, TreasuryDocument
from tirek.department.payments.statements import reconciling


@dataclass(frozen=True)
class Reconciled:
    """A list against what the bank and the ledger say of it; sums in tenge.

    ``difference`` adds up what does not agree: confirmed with the files, the files with what became of their payments, what
    was paid and came back with the ledger. It must be nought.
    """

    list_id: int
    confirmed_count: int
    confirmed_tenge: int
    files_tenge: int
    paid_count: int
    paid_tenge: int
    rejected_count: int
    rejected_tenge: int
    returned_count: int
    returned_tenge: int
    accepted_count: int
    accepted_tenge: int
    unanswered_count: int
    unanswered_tenge: int
    ledger_paid_tenge: int
    ledger_returned_tenge: int
    first_sent_at: datetime | None

    @property
    def difference(self) -> int:
        """Tenge that agree with nothing."""
        ends = self.paid_tenge + self.rejected_tenge + self.returned_tenge + self.accepted_tenge + self.unanswered_tenge
        files = self.files_tenge or self.confirmed_tenge
        return (
            abs(self.confirmed_tenge - files)
            + abs(self.confirmed_tenge - ends)
            + abs(self.ledger_paid_tenge - self.paid_tenge - self.returned_tenge)
            + abs(self.ledger_returned_tenge - self.returned_tenge)
        )


def reconcile(lists: Iterable[int]) -> dict[int, Reconciled]:
    """How lists stand, by their number. One query."""
    found = rows_of(reconciling.RECONCILE, {"lists": list(lists)})
    return {row[0]: Reconciled(*row) for row in found}


def lists_on_their_way() -> QuerySet[PaymentList]:
    """Confirmed lists of the viewer's districts and programmes; unordered, for a page of a list."""
    return PaymentList.objects.filter(state__in=ListState.fixed()).select_related("closing", "line")


def list_messages() -> QuerySet[BankMessage]:
    """Messages of the viewer's territories, and those about payments that the viewer sees; unordered."""
    return BankMessage.objects.select_related("taken_by", "stored")


def list_returns(state: str = ReturnState.OPEN) -> QuerySet[MoneyReturn]:
    """What came back, with whom it was for; unordered, for a page of a list."""
    rows = MoneyReturn.objects.select_related("payment__payee", "payment__organisation", "payment__list", "resolved_by")
    return rows.filter(state=state) if state in ReturnState.values else rows


def documents_of(payment_list: PaymentList) -> list[TreasuryDocument]:
    """Its documents for the treasury, the first first."""
    return list(payment_list.documents.select_related("made_by").order_by("pk"))


def files_of(payment_list: PaymentList) -> list[BankFile]:
    """Its files for the bank."""
    return list(payment_list.files.select_related("made_by"))


def messages_of(payment_list: PaymentList) -> list[BankMessage]:
    """The messages that say something of its payments, the newest last."""
    about = Outcome.objects.filter(message=OuterRef("pk"), payment__list=payment_list)
    return list(BankMessage.objects.filter(Exists(about)).order_by("pk"))


def unmatched_messages() -> QuerySet[BankMessage]:
    """Messages with something in them that could not be applied."""
    return list_messages().exclude(unmatched=[])


def newest_statement() -> BankMessage | None:
    """The last statement of the account that was taken."""
    return BankMessage.objects.filter(kind=MessageKind.STATEMENT).order_by("-made_at", "-pk").first()


def access_bank_list(viewer: Viewer, pk: int) -> PaymentList:
    """A confirmed list as far as the viewer sees it. One query.

    Raises
    ------
    NotSeen
    """
    found = lists_on_their_way().select_related("prepared_by", "confirmed_by").filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("payment_list")
    return found


def access_bank_file(viewer: Viewer, pk: int) -> BankFile:
    """A file for the bank. One query.

    Raises
    ------
    NotSeen
    """
    found = BankFile.objects.select_related("list").filter(pk=pk).first()
    if found is None or not viewer.may("prepare_payments"):
        raise NotSeen("bank_file")
    return found


def access_return(viewer: Viewer, pk: int) -> MoneyReturn:
    """What came back; the look is journalled. One query.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see.
    """
    found = list_returns(state="").filter(pk=pk).first()
    if found is None or not viewer.may("view_payments"):
        raise NotSeen("money_return")
    persons = [each for each in (found.payment.holder_id, found.payment.payee_id) if each]
    note_view("money_return", found.pk, persons)
    return found
