"""The list of registers, read from ``registers.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from tirek.registers.contract import KeyKind, Register
from tirek.registers.failures import Refused

REGISTERS = Path(__file__).with_name("registers.yaml")


@cache
def registers() -> Mapping[str, Register]:
    """Every register by its code, in the order of the file."""
    document = yaml.safe_load(REGISTERS.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            code: Register(
                code=code,
                titles=entry["title"],
                owner=entry["owner"],
                answers=entry["answers"],
                keys=frozenset(KeyKind(kind) for kind in entry["keys"]),
                fills=tuple(entry["fills"]),
                sources=tuple(entry["sources"]),
                valid_days=entry["valid_days"],
                needs_consent=entry["needs_consent"],
                confidential=entry["confidential"],
                provenance=entry["provenance"],
            )
            for code, entry in document["registers"].items()
        }
    )


def find_register(code: str) -> Register:
    """A register by its code.

    Raises
    ------
    Refused
        ``unknown_register``.
    """
    try:
        return registers()[code]
    except KeyError:
        raise Refused(code, "unknown_register") from None
