"""What every outgoing format is: a name, an ending, and a batch written as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from tirek.settlement.iso20022.pain001 import Pain001
from tirek.settlement.mt102 import Mt102
from tirek.settlement.payments import Batch


class PaymentFormat(Protocol):
    """A form in which a bank takes payments."""

    @property
    def name(self) -> str:
        """Code of the format."""

    @property
    def ending(self) -> str:
        """Of a file's name, with the dot."""

    def write(self, batch: Batch) -> bytes:
        """The file of a batch; equal batches give equal bytes.

        Raises
        ------
        NotWritten
            If a payment cannot be put into the format.
        """


FORMATS: Mapping[str, PaymentFormat] = {each.name: each for each in (Pain001(), Mt102())}
