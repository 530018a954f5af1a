"""Checks by binding: every benefit at every date on which something changes, proven within 64 bits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tirek.rulebook.catalogue import benefit_ids, find_benefit, method_ids
from tirek.rulebook.checks.acts import broken_terms
from tirek.rulebook.checks.finding import Finding, finding_of
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.errors import NotInForce
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import parameters_used, read_steps, rules_of
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.program import bind_program
from tirek.rulebook.engine.rules import Rule
from tirek.rulebook.engine.tree import walk


def checked_territories() -> list[str]:
    """Territories whose maslikhat's values the rulebook has."""
    return sorted({path.parent.name for path in (ROOT / "law" / "territories").glob("*/*.yaml")}) or [""]


def turning_days(benefit: Benefit) -> list[date]:
    """Days inside its terms on which a term, a rule version or a parameter value of a benefit begins or ends."""
    spans = [(term.start, term.until) for term in benefit.terms]
    spans += [
        (version.since, version.until) for reads in read_steps(benefit).values() for version in reads.rule.versions
    ]
    for name in parameters_used(benefit):
        spans += [(v.start, v.until) for v in find_parameter(name).values if isinstance(v.start, date)]
    days = {day for span in spans for day in span if day is not None}
    return sorted(day for day in days if benefit.term_at(Moment(on=day), day))


def check_binding() -> Iterator[Finding]:
    """Findings that only show when the law is bound: types, units, divisors, overflow, missing versions."""
    for kind, names in (("law", benefit_ids()), ("welfare", method_ids())):
        for name in names:
            try:
                yield from _check_days(find_benefit(name))
            except Exception as error:  # a benefit that cannot be read was reported; what binding adds is a finding
                yield finding_of(error, f"{kind}/{name}/benefit.yaml:1")


def _check_days(benefit: Benefit) -> Iterator[Finding]:
    if broken_terms(benefit):
        return
    without: set[str] = set()
    for day in turning_days(benefit):
        for territory in checked_territories():
            moment = Moment(on=day, territory=territory)
            program = bind_program([benefit], moment, drafts=True)
            if program.absent.get(benefit.id) == "not_in_force":
                gaps = {rule.full_name: rule for rule in _rules_without_text(benefit, moment)}
                for name in sorted(gaps.keys() - without):
                    what = f"{name} has no text in force on {day}, when {benefit.id} is."
                    yield Finding(gaps[name].versions[-1].where, what, "Give the step a version for that day.")
                without |= gaps.keys()


def _rules_without_text(benefit: Benefit, moment: Moment) -> Iterator[Rule[Any]]:
    """Steps that a benefit comes to at a moment and that say nothing then, though a term says that it is in force."""
    queue, seen = rules_of(benefit), set[str]()
    while queue:
        rule = queue.pop()
        if rule.full_name in seen:
            continue
        seen.add(rule.full_name)
        try:
            nodes = walk(*rule.version_at(moment).result().nodes())
        except NotInForce:
            yield rule
            continue
        queue.extend(node.args[0] for node in nodes if node.op == "step")
