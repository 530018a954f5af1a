"""Any message of a bank: its namespace says which reader reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tirek.settlement.failures import FileRefused
from tirek.settlement.iso20022 import camt053, camt054, pain002
from tirek.settlement.iso20022.documents import NAMESPACE
from tirek.settlement.replies import Reply

READERS: Mapping[str, Callable[[bytes, str], Reply]] = {
    pain002.MESSAGE: pain002.read_status,
    camt053.MESSAGE: camt053.read_statement,
    camt054.MESSAGE: camt054.read_notice,
}
_NAMED = re.compile(re.escape(NAMESPACE.encode()) + rb"([a-z]{4}\.\d{3}\.\d{3}\.\d{2})")


def read_message(data: bytes, file: str) -> Reply:
    """A message of one of the kinds that are taken.

    Parameters
    ----------
    data
        The file as it came.
    file
        Its name, for the refusal.

    Raises
    ------
    FileRefused
        Naming file, line and what is wrong; never a value that stood there.
    """
    named = _NAMED.search(data, 0, 4096)
    reader = READERS.get(named[1].decode() if named else "", pain002.read_status)
    if named and named[1].decode() not in READERS:
        raise FileRefused("unknown_message", file=file, line=1, allowed=", ".join(READERS))
    return reader(data, file)
