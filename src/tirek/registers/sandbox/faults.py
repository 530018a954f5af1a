"""How the sandbox is told to misbehave: which register, how, for what share of the questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from tirek.registers.catalogue import registers
from tirek.registers.sandbox.draws import Draws

EVERY = "*"
_MILLION = 1_000_000


class FaultKind(StrEnum):
    """A way to misbehave."""

    SLOW = "slow"
    DRIP = "drip"
    FAIL = "fail"
    PARTIAL = "partial"
    CONTRADICT = "contradict"
    TWICE = "twice"
    MALFORMED = "malformed"
    DROP = "drop"


_DEFAULTS = {FaultKind.SLOW: 5.0, FaultKind.DRIP: 5.0, FaultKind.FAIL: 503.0}
OF_CONTENT = frozenset({FaultKind.PARTIAL, FaultKind.CONTRADICT, FaultKind.TWICE})
"""Faults of what is said: a repeated request gets the same ones. The others are of the line, and are drawn anew each time."""


class SandboxError(ValueError):
    """The sandbox was told something it cannot do.

    Parameters
    ----------
    code : str
        Key of ``sandbox/messages.yaml``.
    details : object
        What fills the message.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code, self.details = code, details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line: what is wrong, what to do."""
        template: str = yaml.safe_load(MESSAGES.read_text(encoding="utf-8"))[self.code][language]
        return template.format(**self.details)


MESSAGES = Path(__file__).with_name("messages.yaml")


@dataclass(frozen=True)
class Fault:
    """One rule.

    Parameters
    ----------
    register : str
        Code of a register, or ``*`` for all.
    kind : FaultKind
    value : float
        Seconds for ``slow`` and ``drip``, the HTTP status for ``fail``; otherwise unused.
    share : float
        Of the questions, 0 to 1.
    """

    register: str
    kind: FaultKind
    value: float = 0.0
    share: float = 1.0

    def __post_init__(self) -> None:
        if self.register != EVERY and self.register not in registers():
            raise SandboxError("unknown_register", value=self.register, allowed=", ".join(registers()))
        if not 0 <= self.share <= 1:
            raise SandboxError("bad_share", value=self.share)
        if self.kind is FaultKind.FAIL and not 400 <= self.value <= 599:
            raise SandboxError("bad_status", value=f"{self.value:g}")
        if self.kind in (FaultKind.SLOW, FaultKind.DRIP) and not 0 <= self.value <= 3600:
            raise SandboxError("bad_seconds", value=f"{self.value:g}")

    def as_json(self) -> dict[str, Any]:
        """The rule as the control endpoint shows it."""
        return {"register": self.register, "kind": self.kind.value, "value": self.value, "share": self.share}


def read_faults(given: str) -> tuple[Fault, ...]:
    """Rules from a YAML or JSON file, or written in one line: ``incomes:slow=3@0.5, *:fail=503@0.1``.

    Raises
    ------
    SandboxError
        If a rule cannot be read.
    """
    path = Path(given)
    if path.suffix in (".yaml", ".yml", ".json"):
        if not path.is_file():
            raise SandboxError("no_file", value=given)
        try:
            return faults_from(yaml.safe_load(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError):
            raise SandboxError("not_yaml", value=given) from None
    return tuple(_written(part.strip()) for part in given.split(",") if part.strip())


def faults_from(document: object) -> tuple[Fault, ...]:
    """Rules from a document: ``{faults: [{register, kind, value, share}]}`` or ``{spec: "..."}``.

    Raises
    ------
    SandboxError
        If a rule cannot be read.
    """
    if not isinstance(document, Mapping) or set(document) not in ({"faults"}, {"spec"}):
        raise SandboxError("bad_rule", value="faults")
    if "spec" in document:
        return tuple(_written(part.strip()) for part in str(document["spec"]).split(",") if part.strip())
    rules = document["faults"]
    if not isinstance(rules, list):
        raise SandboxError("bad_rule", value="faults")
    return tuple(_listed(rule) for rule in rules)


def _listed(rule: object) -> Fault:
    if not isinstance(rule, Mapping) or not set(rule) <= {"register", "kind", "value", "share"} or "kind" not in rule:
        raise SandboxError("bad_rule", value=str(rule)[:60])
    kind = _kind(str(rule["kind"]))
    value = _number(rule.get("value", _DEFAULTS.get(kind, 0.0)))
    return Fault(str(rule.get("register", EVERY)), kind, value, _number(rule.get("share", 1.0)))


def _written(text: str) -> Fault:
    register, colon, rest = text.partition(":")
    if not colon:
        raise SandboxError("bad_rule", value=text)
    what, _, share = rest.partition("@")
    name, _, value = what.partition("=")
    kind = _kind(name.strip())
    return Fault(
        register.strip(), kind, _number(value) if value else _DEFAULTS.get(kind, 0.0), _number(share) if share else 1.0
    )


def _kind(text: str) -> FaultKind:
    try:
        return FaultKind(text)
    except ValueError:
        raise SandboxError("unknown_fault", value=text, allowed=", ".join(FaultKind)) from None


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        raise SandboxError("not_a_number", value=str(value)[:40]) from None


def choose_faults(rules: Iterable[Fault], register: str, request_id: str, attempt: int, seed: int) -> tuple[Fault, ...]:
    """Rules that hit one attempt of one request: always the same ones for a seed."""
    return tuple(rule for place, rule in enumerate(rules) if _hits(rule, place, register, request_id, attempt, seed))


def _hits(rule: Fault, place: int, register: str, request_id: str, attempt: int, seed: int) -> bool:
    if rule.register not in (EVERY, register):
        return False
    again = 0 if rule.kind in OF_CONTENT else attempt
    drawn = Draws(seed, request_id).below(f"{register}|{place}|{rule.kind}|{again}", _MILLION)
    return drawn < rule.share * _MILLION
