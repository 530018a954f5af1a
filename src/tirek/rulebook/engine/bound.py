"""What binding makes of a step and of a benefit at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tirek.rulebook.engine.acts import act_in
from tirek.rulebook.engine.benefit import Benefit, Term
from tirek.rulebook.engine.expressions import Expr
from tirek.rulebook.engine.reform import Change, StepChange
from tirek.rulebook.engine.rules import Rule, Version
from tirek.rulebook.engine.tree import Node


@dataclass(frozen=True)
class BoundStep:
    """One named step at a moment.

    Attributes
    ----------
    rule, version : Rule, Version
        The step, and the text in force.
    node, divisor : Node
        Its bound value; a ratio's divisor (a literal 1 otherwise).
    shape : Expr
        The value as the rule built it: type, unit, comparison.
    inputs : tuple of Node
        Facts, parameters and steps its text names, before binding, in order.
    change : Change or None
        The change of a reform that gave it this text, or added it.
    before : (Node, Node) or None
        Value and divisor of the text that the change replaced, where one was in force.
    territory : str
        Where it is asked: a local rule rests on the decision of the maslikhat there.
    """

    rule: Rule[Any]
    version: Version
    node: Node
    divisor: Node
    shape: Expr
    inputs: tuple[Node, ...]
    change: Change | None = None
    before: tuple[Node, Node] | None = None
    territory: str = ""

    @property
    def name(self) -> str:
        """``folder.step``."""
        return self.rule.full_name

    @property
    def text_name(self) -> str:
        """The rule whose text it has: its own, or that of a reform."""
        return (self.change.text if isinstance(self.change, StepChange) else self.rule).full_name

    @property
    def act(self) -> str:
        """The act it rests on: a changed step rests on the reform's, a local one on that of the territory."""
        return self.change.act if self.change else act_in(self.version.act, self.territory)

    @property
    def article(self) -> str:
        """The article it rests on; that of another territory's act is not known."""
        if self.change:
            return self.change.article
        return self.version.article if self.act == self.version.act else ""


@dataclass(frozen=True)
class BoundBenefit:
    """One benefit at a moment: bound trees of its conditions, amount, and family totals.

    ``eligible`` and ``amount`` belong to ``entity``; ``holders``, ``total`` and ``conflict`` to the family. ``floors`` are those
    of reforms; ``refusals`` the texts of their conditions, by code.
    """

    benefit: Benefit
    term: Term
    entity: str
    conditions: Mapping[str, BoundStep]
    eligible: Node
    amount_step: BoundStep | None
    amount: Node
    holders: Node
    total: Node
    conflict: Node
    extras: Mapping[str, BoundStep]
    floors: tuple[BoundStep, ...] = ()
    refusals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def refusal(self, code: str) -> Mapping[str, str]:
        """What a refusal with this code says, by language."""
        text: Mapping[str, str] = self.refusals.get(code) or self.benefit.document["refusals"][code]
        return text

    def family_nodes(self) -> tuple[Node, ...]:
        """Every result that belongs to the family."""
        return (self.holders, self.total, self.conflict, *(step.node for step in self.extras.values()))
