"""What is asked of every family of a population: all programmes and all welfare methods at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tirek.rulebook.catalogue import family_benefit_ids, find_benefit, method_ids
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.factoring import substitute
from tirek.rulebook.engine.facts import RECEIVES
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_node, bind_program
from tirek.rulebook.engine.tree import FALSE, ZERO, Node, build, fact_node, walk
from tirek.rulebook.national.household import per_capita_income
from tirek.rulebook.national.poverty_line import poverty_line

PERIODS_A_YEAR: Mapping[str, int] = {"month": 12, "quarter": 4, "half_year": 2, "year": 1, "event": 1, "once": 1}


BELOW_LINE = "below_poverty_line"
"""Output that says whether a family's per-capita income lies below the poverty line."""


@dataclass(frozen=True)
class Questions:
    """Outputs of every family by name, and the program they come from.

    Attributes
    ----------
    outputs : dict
        ``<benefit>.holders``, ``<benefit>.total``, ``<method>.total`` (its level), extras by name.
    conflicts : dict
        Conditions under which an amount has two answers, by benefit; a run reports how many families meet one.
    """

    program: Program
    outputs: dict[str, Node]
    conflicts: dict[str, Node]

    @property
    def programmes(self) -> list[Benefit]:
        """Benefits asked, welfare methods left out."""
        methods = method_ids()
        return [bound.benefit for name, bound in self.program.benefits.items() if name not in methods]

    @property
    def methods(self) -> list[Benefit]:
        """Welfare methods asked."""
        return [bound.benefit for name, bound in self.program.benefits.items() if name in method_ids()]


def ask_all(moment: Moment, names: Iterable[str] = (), *, drafts: bool = False) -> Questions:
    """Bind every programme and method (or the named ones) for a population.

    Whether a family receives another programme is answered by that programme itself: each is taken up by all who
    are entitled, so the totals are entitlements, and the share that is in fact taken up is a result beside them.
    """
    wanted = list(names) or [*family_benefit_ids(), *method_ids()]
    program = bind_program([find_benefit(name) for name in _in_order(wanted)], moment, drafts=drafts)
    answers: dict[Node, Node] = {}
    outputs: dict[str, Node] = {}
    conflicts: dict[str, Node] = {}
    named, clashing = program.outputs(), program.conflicts()
    for name in _in_order(wanted):
        own = {key: node for key, node in named.items() if key.rpartition(".")[0] == name}
        clash = {name: clashing[name]} if name in clashing else {}
        nodes = [*own.values(), *clash.values()]
        made = substitute(nodes, _answered(answers, nodes))
        outputs |= {key: made[node] for key, node in own.items()}
        conflicts |= {key: made[node] for key, node in clash.items()}
        holders = outputs.get(f"{name}.holders")
        answers[_receives(name)] = build("lt", ZERO, holders) if holders is not None else FALSE
    below = bind_node(program, (per_capita_income() < poverty_line()).node)
    return Questions(program, {**outputs, BELOW_LINE: below}, conflicts)


def _receives(name: str) -> Node:
    return fact_node("family", RECEIVES + name, "bool")


def _answered(answers: Mapping[Node, Node], nodes: Iterable[Node]) -> dict[Node, Node]:
    """Answers to every "receives" below the nodes; a programme that was not asked is one that nobody receives."""
    asked = [leaf for leaf in walk(*nodes) if leaf.op == "fact" and str(leaf.args[1]).startswith(RECEIVES)]
    return {leaf: answers.get(leaf, FALSE) for leaf in asked}


def _in_order(names: list[str]) -> list[str]:
    """Programmes after those they ask about (``law check`` proves that there is no circle)."""
    ordered: list[str] = []

    def place(name: str) -> None:
        if name in ordered:
            return
        for other in find_benefit(name).document.get("receives") or ():
            if other in names:
                place(other)
        ordered.append(name)

    for name in names:
        place(name)
    return ordered
