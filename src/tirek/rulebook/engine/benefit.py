"""A benefit as its folder states it: what it gives, to whom, under which conditions, from which act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.documents import place, read_document
from tirek.rulebook.engine.errors import LawError
from tirek.rulebook.engine.expressions import Boolean, Number
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.reading import parameter
from tirek.rulebook.engine.rounding import ROUNDINGS
from tirek.rulebook.engine.rules import Rule, rule

OUTCOMES = ("fixed", "cost_up_to", "ceiling", "in_kind", "right", "level", "duty")
PAID = ("fixed", "cost_up_to", "ceiling")
"""Outcomes whose amount is tenge; that of the others is a quantity in the benefit's own ``unit``."""
DEPARTMENT = "department"
PAYERS = (DEPARTMENT, "state_corporation", "education", "insurance_fund", "employer")
"""Who pays or provides a programme; the department where ``benefit.yaml`` names nobody."""
UNSTATED = "unstated"
BUDGETS = ("republican", "local")
FUNDS = (*BUDGETS, UNSTATED)
"""Whose budget pays; it has changed from year to year, and is unstated where nobody said."""
PERIODS = ("once", "month", "quarter", "half_year", "year", "event")
PAID_TO = ("person", "family", "employer", "training_centre")
"""Who gets the money where it is not the holder."""
STATUSES = ("draft", "adopted", "in_force", "suspended", "repealed")
VALUED_ON = ("decision", "application", "due_month", "event_day")


@dataclass(frozen=True)
class Term:
    """From when until when (exclusive) a benefit has a status, by which act, and since when that is known."""

    start: date
    until: date | None
    status: str
    act: str
    known_from: date


class Benefit:
    """One programme: its ``benefit.yaml`` and the rules of its ``rule.py``.

    Attributes
    ----------
    id : str
        Name of the folder.
    conditions : dict
        Refusal code to the rule that must hold, in the order in which refusals are read out.
    amount_rule : Rule or None
        What is due a holder, in tenge or in the benefit's own unit; None where there is nothing to measure.
    extras : dict
        Further results of the family by name (a flag for social audit, the binding criterion of a level).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self.conditions: dict[str, Rule[Boolean]] = {}
        self.amount_rule: Rule[Number] | None = None
        self.extras: dict[str, Rule[Any]] = {}

    @staticmethod
    def beside(file: str) -> Benefit:
        """The benefit whose ``rule.py`` this is."""
        return Benefit(Path(file).resolve().parent)

    @property
    def path(self) -> Path:
        """Its ``benefit.yaml``."""
        return self.folder / "benefit.yaml"

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """Its ``benefit.yaml``, parsed."""
        return read_document(self.path) or {}

    @property
    def entity(self) -> str:
        """Whose facts decide: family, person, claim or employer; one result for each."""
        return str(self.document["entity"])

    @property
    def outcome(self) -> str:
        """Kind of outcome, one of ``OUTCOMES``."""
        return str(self.document["outcome"])

    @property
    def measure(self) -> str:
        """What its amount is: a ``total`` of tenge (or a level), or a ``quantity`` in its own unit."""
        return "total" if self.outcome in (*PAID, "level") else "quantity"

    @property
    def quantity_unit(self) -> str | None:
        """Key in ``units.yaml`` of what it gives, where that is measured and is no money."""
        return str(self.document["unit"]) if self.measure == "quantity" and self.amount_rule is not None else None

    @property
    def payer(self) -> str:
        """Who pays or provides it, one of ``PAYERS``."""
        return str(self.document.get("payer", DEPARTMENT))

    def fund_at(self, day: date) -> str:
        """The budget that pays on a day, one of ``FUNDS``."""
        stated = [entry for entry in self.document.get("fund") or () if entry["from"] <= day]
        return str(max(stated, key=lambda entry: entry["from"])["budget"]) if stated else UNSTATED

    @property
    def confidential(self) -> bool:
        """Whether only named roles may see that somebody receives it."""
        return bool(self.document.get("confidential", False))

    @property
    def rounding(self) -> str:
        """Named rounding of the amount, the act's or marked unverified."""
        try:
            return str(self.document["rounding"]["mode"])
        except (KeyError, TypeError):
            remedy = "Give rounding: {mode: down|half_up|up, source, provenance}; there is no default."
            raise LawError(place(self.path), f"{self.id} names no rounding.", remedy) from None

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """Its statuses by date."""
        return tuple(
            Term(
                start=entry["from"],
                until=entry.get("until"),
                status=entry["status"],
                act=entry.get("act") or "",
                known_from=entry.get("known_from") or date(1900, 1, 1),
            )
            for entry in self.document["terms"]
        )

    def term_at(self, moment: Moment, day: date | None = None) -> Term | None:
        """The term that covers a day (``moment.on`` by default), as known at the moment; None outside all terms."""
        asked = day or moment.on
        fitting = [
            term
            for term in self.terms
            if term.start <= asked
            and (term.until is None or asked < term.until)
            and (moment.known_on is None or term.known_from <= moment.known_on)
        ]
        return max(fitting, key=lambda term: (term.known_from, term.start)) if fitting else None

    def provided_in(self, moment: Moment) -> bool:
        """Whether the territory has the programme at all: a local one needs a local value."""
        if self.document.get("scope", "national") == "national":
            return True
        from tirek.rulebook.engine.parameters import find_parameter

        names = [f"{self.id}.{path.stem}" for path in sorted((self.folder / "parameters").glob("*.yaml"))]
        return any(find_parameter(name).value_at(moment) is not None for name in names)

    def parameter(self, stem: str, at: str = "on", purpose: str = "social") -> Number:
        """A parameter of this benefit."""
        return parameter(f"{self.id}.{stem}", at, purpose)

    def rounded(self, number: Number) -> Number:
        """A number rounded as the benefit's amount is, for a step that needs the rounded one."""
        return ROUNDINGS[self.rounding](number)

    def condition(self, refusal: str, **dates: Any) -> Callable[[Callable[[], Boolean]], Rule[Boolean]]:
        """Decorator: a condition; where it fails the benefit is refused with this code of ``refusals``."""

        def decorate(write: Callable[[], Boolean]) -> Rule[Boolean]:
            made: Rule[Boolean] = rule(**dates)(write)
            if refusal in self.conditions:
                remedy = "Join them in one rule, or give each its own code."
                raise LawError(made.versions[0].where, f"two conditions refuse with {refusal}.", remedy)
            self.conditions[refusal] = made
            return made

        return decorate

    def amount(self, **dates: Any) -> Callable[[Callable[[], Number]], Rule[Number]]:
        """Decorator: the amount due a holder in a period, before the benefit's rounding."""

        def decorate(write: Callable[[], Number]) -> Rule[Number]:
            made: Rule[Number] = rule(**dates)(write)
            if self.amount_rule is not None:
                other = self.amount_rule.versions[0].where
                remedy = "Make it a dated version: @<name>.version(since=...), or join them with choose(...)."
                raise LawError(made.versions[0].where, f"{self.id} has two amounts (the other: {other}).", remedy)
            self.amount_rule = made
            return made

        return decorate

    def extra(self, **dates: Any) -> Callable[[Callable[[], Any]], Rule[Any]]:
        """Decorator: a further result of the family, reported beside the amount."""

        def decorate(write: Callable[[], Any]) -> Rule[Any]:
            made: Rule[Any] = rule(**dates)(write)
            self.extras[made.name] = made
            return made

        return decorate
