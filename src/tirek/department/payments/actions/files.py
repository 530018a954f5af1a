"""Files for the bank: a confirmed list is written once, in parts of 10,000, and sent until the bank has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import files_folder, store_file
from tirek.department.files.blobs import read_blob
from tirek.department.files.enums import FileKind
from tirek.department.journal.notes import note_write
from tirek.department.payments.enums import (
    DocumentState,
    FileState,
    InvoiceKind,
    ListState,
    PaymentState,
    TreasuryKind,
)
from tirek.department.payments.house import at_work
from tirek.department.payments.models import BankFile, Payment, PaymentList
from tirek.department.payments.parties import our_payer
from tirek.department.payments.wording import month_words, programme_words
from tirek.settlement.bank import Bank
from tirek.settlement.codes import find_code
from tirek.settlement.failures import NotWritten, SettlementFault
from tirek.settlement.formats import FORMATS
from tirek.settlement.payments import NAME_LETTERS_AT_MOST, PAYMENTS_A_FILE_AT_MOST, Batch, Credit

LANGUAGE = "kk"
"""Of what the payee reads in the statement: the state language, one for all."""
USUAL_FORMAT = "pain.001"


def make_files(
    payment_list: PaymentList, format_name: str = USUAL_FORMAT, *, acting_user: User | None
) -> list[BankFile]:
    """Write the files of a confirmed list, all of them or none. Done twice it is done once, whatever format is asked for.

    Raises
    ------
    Refused
        ``list_not_confirmed``, ``no_payer``, ``file_not_written`` where a payment does not fit the format.
    """
    with at_work("make_files"):
        current = PaymentList.objects.select_for_update().get(pk=payment_list.pk)
        if current.state not in ListState.fixed():
            raise Refused("list_not_confirmed", _("Only a confirmed list goes to the bank."))
        made = list(current.files.order_by("sequence"))
        if made:
            return made
        for sequence, payments in enumerate(_parts(current), start=1):
            made.append(_write(current, sequence, payments, format_name, acting_user))
        note_write("make_files", "payment_list", current.pk, (), acting_user=acting_user)
    return made


def send_files(payment_list: PaymentList, bank: Bank, *, acting_user: User | None) -> int:
    """Hand the files of a list over that the bank has not got yet; how many.

    The list is marked as on its way before the first byte goes, so that nobody cancels it meanwhile; a file whose handing
    over was cut off goes again under the same number, and the bank knows it.

    Raises
    ------
    Refused
        ``list_not_confirmed``, ``treasury_first`` before the treasury accepted the payment order.
    LinkDown, LinkRefused
        From the bank; what was not sent stays as it was.
    """
    files = _put_on_the_way(payment_list)
    sent = 0
    for file in files:
        content = b"".join(read_blob(files_folder(), file.digest))
        try:
            bank.send(file.message_id, content)
        except SettlementFault as fault:
            with at_work("send_files"):
                BankFile.objects.filter(pk=file.pk).update(fault=fault.code)
            raise
        with at_work("send_files"):
            moved = BankFile.objects.filter(pk=file.pk, state=FileState.MADE)
            sent += moved.update(state=FileState.SENT, sent_at=timezone.now(), fault="")
            note_write("send", "bank_file", file.pk, (), acting_user=acting_user)
    with at_work("send_files"):  # a job is in no transaction of its own here
        payment_list.refresh_from_db()
    return sent


def put_payments_on_the_way(payment_list: PaymentList) -> None:
    """Mark a locked list and its payments as sent: done by who sends, or by an answer that comes before the mark."""
    if payment_list.state == ListState.CONFIRMED:
        payment_list.state = ListState.SENT
        payment_list.save(update_fields=["state"])
        PaymentList.objects.filter(pk=payment_list.pk).update(version=F("version") + 1)
    payment_list.payments.filter(state=PaymentState.LISTED).update(state=PaymentState.SENT)


def _put_on_the_way(payment_list: PaymentList) -> list[BankFile]:
    with at_work("send_files"):
        current = PaymentList.objects.select_for_update().get(pk=payment_list.pk)
        if current.state not in ListState.fixed():
            raise Refused("list_not_confirmed", _("Only a confirmed list goes to the bank."))
        ordered = current.documents.filter(kind=TreasuryKind.ORDER, state=DocumentState.ACCEPTED).exists()
        if not ordered:
            raise Refused("treasury_first", _("The treasury has not accepted the payment order yet: bring it first."))
        files = list(current.files.filter(state=FileState.MADE).order_by("sequence"))
        if files:
            put_payments_on_the_way(current)
    return files


def _parts(payment_list: PaymentList) -> Iterator[list[Payment]]:
    last = 0
    while True:
        rows = payment_list.payments.filter(state=PaymentState.LISTED, pk__gt=last).select_related("invoice")
        part = list(rows.order_by("pk")[:PAYMENTS_A_FILE_AT_MOST])
        if not part:
            return
        yield part
        last = part[-1].pk


def _write(
    payment_list: PaymentList, sequence: int, payments: Sequence[Payment], format_name: str, acting_user: User | None
) -> BankFile:
    form = FORMATS[format_name]
    message_id = f"{payment_list.number}-{sequence:03}"
    assert payment_list.confirmed_at is not None
    words = programme_words(payment_list.programme, LANGUAGE, confidential=payment_list.confidential)
    batch = Batch(
        message_id=message_id,
        list_id=payment_list.number,
        made_at=payment_list.confirmed_at,
        pay_on=today(),
        payer=our_payer(),
        purpose=f"{words}, {month_words(payment_list.closing.month)}",
        credits=[_credit(each) for each in payments],
    )
    try:
        data = form.write(batch)
    except NotWritten as fault:
        raise Refused("file_not_written", fault.text(LANGUAGE)) from None
    stored = store_file(
        data,
        original_name=message_id + form.ending,
        kind=FileKind.BANK,
        territory=payment_list.territory,
        confidential=payment_list.confidential,
        acting_user=acting_user,
    )
    return BankFile.objects.create(
        list=payment_list,
        territory=payment_list.territory,
        confidential=payment_list.confidential,
        sequence=sequence,
        format=form.name,
        message_id=message_id,
        first_payment=payments[0].pk,
        last_payment=payments[-1].pk,
        count=len(payments),
        total_tenge=batch.total_tenge,
        digest=sha256(data).hexdigest(),
        stored=stored,
        made_by=acting_user,
    )


def _credit(payment: Payment) -> Credit:
    knp, kbe = "social_aid", "household"
    if payment.organisation_id is not None:
        insured = payment.invoice is not None and payment.invoice.kind == InvoiceKind.INSURANCE
        knp, kbe = "health_contribution" if insured else "services", "company"
    return Credit(
        end_to_end_id=payment.end_to_end_id,
        iban=payment.iban,
        name=payment.payee_name[:NAME_LETTERS_AT_MOST].strip(),
        number=payment.payee_number,
        amount_tenge=payment.amount_tenge,
        knp=find_code("knp", knp).code,
        kbe=find_code("kbe", kbe).code,
        organisation=payment.organisation_id is not None,
    )
