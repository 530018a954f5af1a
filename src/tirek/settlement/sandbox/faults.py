"""Rules of misbehaving: how, and for what share of the payments, files or requests; drawn from a seed, or told by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from tirek.settlement.failures import SettlementFault

_MILLION = 1_000_000
FORM = "closed=0.01, dead=0.002, late, down=0.1, refuse:over_plan=0.5, usual"


class FaultKind(StrEnum):
    """A way to misbehave: of a payment, of a reply, of the line, of the treasury."""

    CLOSED = "closed"
    WRONG_NAME = "wrong_name"
    DEAD = "dead"
    RETURN = "return"
    LATE = "late"
    TWICE = "twice"
    LOST = "lost"
    DOWN = "down"
    REFUSE = "refuse"


USUAL = "closed=0.004, wrong_name=0.003, dead=0.001, return=0.005, late=0.2, twice=0.2, lost=0.1"
"""A month as it may be."""


@dataclass(frozen=True)
class Fault:
    """One rule; ``value`` is the code of the treasury for ``refuse``; ``share`` from 0 to 1."""

    kind: FaultKind
    share: float = 1.0
    value: str = ""


def read_faults(spec: str) -> tuple[Fault, ...]:
    """Rules written in one line: ``closed=0.01, late, refuse:over_plan=0.5``; ``usual`` is a usual month.

    Raises
    ------
    SettlementFault
    """
    rules: list[Fault] = []
    for part in spec.split(","):
        text = part.strip()
        if text == "usual":
            rules += read_faults(USUAL)
        elif text:
            rules.append(_rule(text))
    return tuple(rules)


def hits(rules: Iterable[Fault], kind: FaultKind, about: str, seed: int) -> Fault | None:
    """The rule of a kind that hits a payment, a reply or a document: always the same for a seed."""
    for place, rule in enumerate(rules):
        if rule.kind is kind and draw(seed, f"{kind}|{place}|{about}", _MILLION) < rule.share * _MILLION:
            return rule
    return None


def draw(seed: int, about: str, bound: int) -> int:
    """An integer from 0, below a bound."""
    return int.from_bytes(blake2b(f"{seed}|{about}".encode(), digest_size=8).digest(), "big") % bound


def _rule(text: str) -> Fault:
    name, _, share = text.partition("=")
    kind, _, value = name.strip().partition(":")
    try:
        rule = Fault(FaultKind(kind.strip()), float(share) if share else 1.0, value.strip())
    except ValueError:
        raise SettlementFault("bad_fault", value=text[:60], form=FORM) from None
    if not 0 <= rule.share <= 1 or (rule.kind is FaultKind.REFUSE) != bool(rule.value):
        raise SettlementFault("bad_fault", value=text[:60], form=FORM)
    return rule
