"""The national MT102-style text, behind the same interface.

Its form is data (``mt102_fields.yaml``), from memory and unverified.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.settlement.payments import Batch, Credit, check_batch

FIELDS = Path(__file__).with_name("mt102_fields.yaml")
_OF_THE_FORM = re.compile(r"[\r\n{}/:]+")


@dataclass(frozen=True)
class Mt102:
    """The format behind ``PaymentFormat``."""

    name: str = "mt102"
    ending: str = ".txt"

    def write(self, batch: Batch) -> bytes:
        """The text of a batch; raises `NotWritten`."""
        check_batch(batch)
        form, shared = _form(), _shared(batch)
        lines = [line.format(**shared) for line in form["head"]]
        for credit in batch.credits:
            told = shared | _of_payment(credit, form["name_letters_at_most"])
            lines += [line.format(**told) for line in form["payment"]]
        lines += [line.format(**shared) for line in form["foot"]]
        return "".join(line + form["line_end"] for line in lines).encode(form["encoding"])


def _shared(batch: Batch) -> dict[str, Any]:
    return {
        "message_id": batch.message_id,
        "number": batch.list_id,
        "made_on": batch.made_at,
        "pay_on": batch.pay_on,
        "payer_bic": batch.payer.bic,
        "payer_iban": batch.payer.iban,
        "payer_name": _plain(batch.payer.name),
        "payer_bin": batch.payer.bin,
        "payer_residency": batch.payer.kod[:1],
        "payer_sector": batch.payer.kod[1:],
        "purpose": _plain(batch.purpose),
        "total_tenge": batch.total_tenge,
    }


def _of_payment(credit: Credit, letters_at_most: int) -> dict[str, Any]:
    return {
        "end_to_end_id": credit.end_to_end_id,
        "amount_tenge": credit.amount_tenge,
        "iban": credit.iban,
        "bank_code": credit.iban[4:7],
        "name": _plain(credit.name)[:letters_at_most],
        "idn": credit.number,
        "residency": credit.kbe[:1],
        "sector": credit.kbe[1:],
        "knp": credit.knp,
    }


def _plain(text: str) -> str:
    """A text that cannot be taken for a field: signs of the form become spaces."""
    return _OF_THE_FORM.sub(" ", text).strip()


@cache
def _form() -> Mapping[str, Any]:
    form: Mapping[str, Any] = yaml.safe_load(FIELDS.read_text(encoding="utf-8"))
    return form
