"""Batches for tests: invented payees with valid accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tirek.settlement.payments import AS_DIGITS, Batch, Credit, Payer

MADE_AT = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PAY_ON = date(2026, 11, 24)


def account(number: int, bank: str = "125") -> str:
    """A valid Kazakh IBAN."""
    rest = f"{bank}KZT{number:010}"
    check = 98 - int((rest + "KZ00").translate(AS_DIGITS)) % 97
    return f"KZ{check:02}{rest}"


PAYER = Payer("Жұмыспен қамту басқармасы", "940140000385", account(1, "070"), "KKMFKZ2A", "12")


def credit(place: int, amount_tenge: int = 30_000, **told: Any) -> Credit:
    """A payment to an invented person."""
    fields = {
        "end_to_end_id": f"T{place:08}",
        "iban": account(place),
        "name": "Сынақ Адам",
        "number": "791028302728",
        "amount_tenge": amount_tenge,
        "knp": "094",
        "kbe": "19",
    }
    return Credit(**(fields | told))


def batch(*credits: Credit, **told: Any) -> Batch:
    """One file."""
    fields = {
        "message_id": "L1-001",
        "list_id": "L1",
        "made_at": MADE_AT,
        "pay_on": PAY_ON,
        "payer": PAYER,
        "purpose": "Әлеуметтік төлем",
        "credits": credits or (credit(1), credit(2, 45_001)),
    }
    return Batch(**(fields | told))
