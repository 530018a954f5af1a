"""What lists, bank texts and files are called. Of a confidential programme only its neutral title is ever told here."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from tirek.department.payments.models import Payment, PaymentList
from tirek.rulebook.catalogue import benefit_ids, find_benefit

PURPOSE_MOST = 140
"""Characters that a remittance line of ISO 20022 holds."""


def programme_words(programme: str, language: str, *, confidential: str) -> str:
    """The title of a programme; the neutral one where it is confidential, and a plain word where none is written."""
    with override(language):
        plain = _("Social payment")
    if programme not in benefit_ids():
        return plain if confidential else programme
    document = find_benefit(programme).document
    if confidential or document.get("confidential"):
        neutral = document.get("neutral_title") or {}
        return str(neutral.get(language, plain))
    return str(document["title"][language])


def list_title(payment_list: PaymentList, language: str) -> str:
    """What a list is called on pages and papers: number, programme, month."""
    words = programme_words(payment_list.programme, language, confidential=payment_list.confidential)
    return f"{payment_list.number}: {words}, {month_words(payment_list.closing.month)}"


def purpose_of(payment: Payment, language: str) -> str:
    """What the bank prints beside a payment; at most 140 characters, without a name."""
    words = programme_words(payment.programme, language, confidential=payment.confidential)
    return f"{words}, {month_words(payment.month)}"[:PURPOSE_MOST]


def statement_line(payment: Payment, language: str) -> str:
    """What a statement for the family says of a payment: it may be read by others at home."""
    return purpose_of(payment, language)


def file_name(payment_list: PaymentList, ending: str) -> str:
    """A name for a file of a list: its number and nothing else. ``ending`` without the dot."""
    return f"{payment_list.number}.{ending}"


def month_words(month: date) -> str:
    """A month with its year in digits, the same in every language: ``11.2026``."""
    return f"{month:%m.%Y}"
