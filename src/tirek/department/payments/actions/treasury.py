"""The treasury stage of a list: plan of financing, obligation, payment order; a refusal leaves the list whole."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.budgets.models import MonthBalance
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import files_folder, store_file
from tirek.department.files.blobs import read_blob
from tirek.department.files.enums import FileKind
from tirek.department.journal.notes import note_write
from tirek.department.payments.enums import DocumentState, ListState, TreasuryKind
from tirek.department.payments.house import at_work
from tirek.department.payments.models import MoneyReturn, PaymentList, TreasuryDocument
from tirek.department.payments.parties import our_payer
from tirek.department.payments.wording import month_words, programme_words
from tirek.settlement.codes import find_code
from tirek.settlement.failures import SettlementFault
from tirek.settlement.payments import Payer
from tirek.settlement.treasury import Answer, Document, DocumentKind, Treasury

LANGUAGE = "kk"
GROWING = (TreasuryKind.PLAN, TreasuryKind.RESTORE)
"""Kinds that a list may bring again: the plan grew meanwhile, or more came back."""
LETTERS = {TreasuryKind.PLAN: "P", TreasuryKind.RESTORE: "V", TreasuryKind.OBLIGATION: "O", TreasuryKind.ORDER: "M"}


def bring_documents(
    payment_list: PaymentList, treasury: Treasury, *, acting_user: User | None
) -> TreasuryDocument | None:
    """Bring what the treasury has not accepted yet, in its order; the one it refused, or None when all are accepted.

    May be repeated: what is accepted is not brought again; what was cut off goes again under its number; after a refusal a
    new document is written from what the budget says now.

    Raises
    ------
    Refused
        ``list_not_confirmed``, ``no_payer``.
    LinkDown, LinkRefused
        From the treasury; everything stays as it was.
    """
    for kind in TreasuryKind:
        document = _write(payment_list, kind, acting_user)
        if document is None or document.state == DocumentState.ACCEPTED:
            continue
        answer = _submit(document, treasury)
        document = _settle(document, answer, acting_user)
        if document.state == DocumentState.REFUSED:
            return document
    return None


def take_extract(on: date, treasury: Treasury) -> tuple[int, list[str]]:
    """Mark the orders that the treasury carried out on a day; how many, and the numbers that agree with none of ours.

    Raises
    ------
    LinkDown, LinkRefused
    """
    lines = treasury.extract(on)
    strange: list[str] = []
    marked = 0
    with at_work("take_extract"):
        for line in lines:
            ours = TreasuryDocument.objects.filter(number=line.number, amount_tenge=line.amount_tenge)
            found = ours.filter(kind=TreasuryKind.ORDER, state=DocumentState.ACCEPTED)
            if not found.exists():
                strange.append(line.number)
            marked += found.filter(extracted_on__isnull=True).update(extracted_on=on)
    return marked, strange


def _write(payment_list: PaymentList, kind: TreasuryKind, acting_user: User | None) -> TreasuryDocument | None:
    """The document of a kind that is alive, written where there is none; None where there is nothing to bring."""
    with at_work("bring_documents"):
        current = PaymentList.objects.select_for_update().select_related("line", "closing").get(pk=payment_list.pk)
        if current.state not in ListState.fixed():
            raise Refused("list_not_confirmed", _("Only a confirmed list goes to the treasury."))
        alive = current.documents.filter(kind=kind).exclude(state=DocumentState.REFUSED)
        if kind in GROWING:
            alive = alive.exclude(state=DocumentState.ACCEPTED)
        if (waiting := alive.first()) is not None:
            return waiting
        amounts = {TreasuryKind.PLAN: _more_in_plan, TreasuryKind.RESTORE: _more_came_back}
        amount = amounts[kind](current) if kind in GROWING else current.total_tenge
        if amount <= 0:
            return None
        return _keep(current, kind, amount, acting_user)


def _keep(current: PaymentList, kind: TreasuryKind, amount: int, acting_user: User | None) -> TreasuryDocument:
    attempt = current.documents.filter(kind=kind).count() + 1
    number = f"{current.number}-{LETTERS[kind]}{attempt}"
    body = _document(current, kind, number, amount, our_payer())
    data = body.as_bytes()
    stored = store_file(
        data,
        original_name=f"{number}.json",
        kind=FileKind.TREASURY,
        territory=current.territory,
        confidential=current.confidential,
        acting_user=acting_user,
    )
    made = TreasuryDocument.objects.create(
        list=current,
        line=current.line,
        territory=current.territory,
        confidential=current.confidential,
        kind=kind,
        attempt=attempt,
        number=number,
        month=body.month,
        amount_tenge=amount,
        digest=sha256(data).hexdigest(),
        stored=stored,
        made_by=acting_user,
    )
    note_write("write", "treasury_document", made.pk, (), acting_user=acting_user)
    return made


def _document(current: PaymentList, kind: TreasuryKind, number: str, amount: int, payer: Payer) -> Document:
    basis = ""
    if kind == TreasuryKind.ORDER:
        obligation = current.documents.filter(kind=TreasuryKind.OBLIGATION, state=DocumentState.ACCEPTED).first()
        basis = obligation.number if obligation else ""
    words = programme_words(current.programme, LANGUAGE, confidential=current.confidential)
    return Document(
        number=number,
        kind=DocumentKind(kind.value),
        made_on=today(),
        month=current.closing.month,
        classification=current.line.classification,
        payer=payer,
        amount_tenge=amount,
        purpose=f"{words}, {month_words(current.closing.month)}",
        basis=basis or current.number,
        knp=find_code("knp", "social_aid").code,
        kbe=find_code("kbe", "household").code,
    )


def _more_in_plan(current: PaymentList) -> int:
    """What the plan of the line up to the last month of the list has over what the treasury was told of it already."""
    last = max(current.payments.values_list("month", flat=True), default=current.closing.month).month
    months = MonthBalance.objects.filter(line=current.line_id, month__lte=last)
    told = TreasuryDocument.objects.filter(line=current.line_id, kind=TreasuryKind.PLAN, state=DocumentState.ACCEPTED)
    planned: int = months.aggregate(sum=Sum("plan"))["sum"] or 0
    known: int = told.aggregate(sum=Sum("amount_tenge"))["sum"] or 0
    return planned - known


def _more_came_back(current: PaymentList) -> int:
    """What came back to the line and the treasury was not told of: it may be obliged again, since nobody received it."""
    back = MoneyReturn.objects.filter(payment__list__line=current.line_id)
    told = TreasuryDocument.objects.filter(
        line=current.line_id, kind=TreasuryKind.RESTORE, state=DocumentState.ACCEPTED
    )
    came_back: int = back.aggregate(sum=Sum("payment__amount_tenge"))["sum"] or 0
    known: int = told.aggregate(sum=Sum("amount_tenge"))["sum"] or 0
    return came_back - known


def _submit(document: TreasuryDocument, treasury: Treasury) -> Answer:
    body = Document.from_bytes(b"".join(read_blob(files_folder(), document.digest)))
    try:
        return treasury.submit(body)
    except SettlementFault as fault:
        with at_work("bring_documents"):
            TreasuryDocument.objects.filter(pk=document.pk).update(fault=fault.code)
        raise


def _settle(document: TreasuryDocument, answer: Answer, acting_user: User | None) -> TreasuryDocument:
    state = DocumentState.ACCEPTED if answer.accepted else DocumentState.REFUSED
    with at_work("bring_documents"):
        TreasuryDocument.objects.filter(pk=document.pk, state__in=[DocumentState.DRAFT, DocumentState.SENT]).update(
            state=state,
            refusal="" if answer.accepted else (answer.refusal or "unknown")[:40],
            answered_at=timezone.now(),
            fault="",
        )
        note_write("answer", "treasury_document", document.pk, (), acting_user=acting_user)
        return TreasuryDocument.objects.get(pk=document.pk)
