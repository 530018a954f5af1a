"""Checks of benefits: form, texts, terms, rounding, refusals, steps, cases, cycles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from tirek.rulebook.catalogue import benefit_ids, find_benefit, method_ids
from tirek.rulebook.checks.acts import broken_terms, check_acts_in_force
from tirek.rulebook.checks.finding import Finding, at, finding_of, guarded, missing_languages
from tirek.rulebook.checks.registers import MARKS
from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.benefit import (
    BUDGETS,
    DEPARTMENT,
    OUTCOMES,
    PAID,
    PAID_TO,
    PAYERS,
    PERIODS,
    STATUSES,
    VALUED_ON,
    Benefit,
)
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.expressions import Number
from tirek.rulebook.engine.needs import read_steps, rules_of
from tirek.rulebook.engine.rounding import ROUNDINGS
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.engine.units import Unit, named_unit, unit_register

HOLDERS = ("person", "family", "child", "device", "dwelling", "deceased", "employer")
CHOICES = {
    "scope": ("national", "local"),
    "outcome": OUTCOMES,
    "entity": ("family", "person", "claim", "employer"),
    "holder": HOLDERS,
    "period": PERIODS,
    "valued_on": VALUED_ON,
    "proration": ("none", "days", "months"),
}
WITH_AMOUNT = (*PAID, "level", "duty")
"""Outcomes that must have an amount; in kind and a right may have a quantity."""


def check_benefits() -> Iterator[Finding]:
    """Findings in every benefit and welfare method."""
    for kind, names in (("law", benefit_ids()), ("welfare", method_ids())):
        for name in names:
            yield from _check_benefit(name, f"{kind}/{name}/benefit.yaml:1")
    yield from _check_cycles()


def _check_benefit(name: str, where: str) -> Iterator[Finding]:
    try:
        benefit = find_benefit(name)
        read_steps(benefit)
    except Exception as error:  # a rule is a program: whatever it raises while it is built is a finding
        yield finding_of(error, where)
        return
    for check in (_check_form, _check_payer, _check_terms, _check_texts, _check_steps, _check_amount, _check_cases):
        yield from guarded(where, partial(check, benefit))


def _check_form(benefit: Benefit) -> Iterator[Finding]:
    path, document = benefit.path, benefit.document
    for key, allowed in CHOICES.items():
        if document.get(key) not in allowed:
            yield at(path, (key,), f"{key} is {document.get(key)!r}.", f"Use one of: {', '.join(allowed)}.")
    if document.get("paid_to", PAID_TO[0]) not in PAID_TO:
        what, remedy = f"paid_to is {document['paid_to']!r}.", f"Use one of: {', '.join(PAID_TO)}; or leave it out."
        yield at(path, ("paid_to",), what, remedy)
    if benefit.amount_rule is not None and document.get("outcome") != "level":
        rounding = document.get("rounding") or {}
        named = rounding.get("mode") in ROUNDINGS and rounding.get("source")
        if not named or rounding.get("provenance") not in MARKS:
            remedy = "Give mode (down, half_up, up), source and provenance."
            yield at(path, ("rounding",), "the rounding or its source is not named.", remedy)
    yield from _check_fund(benefit)
    for key in ("excludes", "receives"):
        for other in document.get(key) or ():
            if other not in benefit_ids():
                yield at(path, (key,), f"{key} names {other}, which is no benefit.", "Correct the id.")
    read = {fact.name.removeprefix("receives.") for fact in _receives(benefit)}
    if read != set(document.get("receives") or ()):
        yield at(path, ("receives",), f"the rule reads receives of {sorted(read)}.", "List the same under receives.")


def _check_fund(benefit: Benefit) -> Iterator[Finding]:
    """Whose budget pays is an attribute of a date, and need not be known."""
    for index, entry in enumerate(benefit.document.get("fund") or ()):
        known = isinstance(entry.get("from"), date) and entry.get("budget") in BUDGETS
        if not known or (entry.get("provenance") or {}).get("mark") not in MARKS:
            remedy = f"Give from: YYYY-MM-DD, budget ({', '.join(BUDGETS)}) and provenance: {{mark, source}}."
            yield at(benefit.path, ("fund", index), "the fund has no first day, budget or provenance.", remedy)


def _check_payer(benefit: Benefit) -> Iterator[Finding]:
    path, document, payer = benefit.path, benefit.document, benefit.payer
    if payer not in PAYERS:
        yield at(path, ("payer",), f"payer is {payer!r}.", f"Use one of: {', '.join(PAYERS)}.")
    if payer != DEPARTMENT:
        yield from missing_languages(path, ("apply_at",), document.get("apply_at"))
    counted = document.get("counts_as_income")
    if counted is None and payer != "state_corporation":
        return
    told = counted if isinstance(counted, dict) else {}
    known = isinstance(told.get("value"), bool) and told.get("act") in act_register()
    if not known or (told.get("provenance") or {}).get("mark") not in MARKS:
        what = "it is not said whether the benefit counts as income for targeted assistance."
        yield at(path, ("counts_as_income",), what, "Give counts_as_income: {value: true|false, act, provenance}.")


def _receives(benefit: Benefit) -> list[Any]:
    steps = read_steps(benefit).values()
    return [fact for reads in steps for fact in reads.facts if fact.name.startswith("receives.")]


def _check_terms(benefit: Benefit) -> Iterator[Finding]:
    path = benefit.path
    if not benefit.document.get("terms"):
        remedy = "Give terms: [{from, until, status, act}]."
        yield at(path, ("terms",), "no term says since when it is in force.", remedy)
        return
    broken = broken_terms(benefit)
    for index in broken:
        yield at(path, ("terms", index), "the term has no first day or no status.", "Give from: YYYY-MM-DD and status.")
    if broken:
        return
    for index, term in enumerate(benefit.terms):
        where = ("terms", index)
        if term.status not in STATUSES:
            yield at(path, where, f"status {term.status!r} is unknown.", f"Use one of: {', '.join(STATUSES)}.")
        if term.act not in act_register():
            what = "it is in force without an act." if not term.act else f"act {term.act!r} is unknown."
            yield at(path, where, what, "Name an act of acts/.")
        if term.until is not None and term.until <= term.start:
            yield at(path, where, "the term ends before it starts.", "Correct from or until.")
    yield from _check_order(benefit)
    yield from check_acts_in_force(benefit)


def _check_order(benefit: Benefit) -> Iterator[Finding]:
    path = benefit.path
    for index, (before, after) in enumerate(pairwise(benefit.terms), 1):
        if before.known_from == after.known_from and (before.until is None or before.until > after.start):
            yield at(path, ("terms", index), "terms overlap.", "End the one where the next starts.")
        elif before.until is not None and before.until < after.start:
            yield at(path, ("terms", index), f"no term covers {before.until} to {after.start}.", "Close the gap.")


def _check_texts(benefit: Benefit) -> Iterator[Finding]:
    path, document = benefit.path, benefit.document
    keys = (
        ("title", "summary", "term")
        if document.get("outcome") == "level"
        else ("title", "short_title", "summary", "term")
    )
    for key in keys:
        yield from missing_languages(path, (key,), document.get(key))
    for index, texts in enumerate(document.get("documents") or ()):
        yield from missing_languages(path, ("documents", index), texts)
    refusals = document.get("refusals") or {}
    for code in benefit.conditions:
        yield from missing_languages(path, ("refusals", code), refusals.get(code))
    for code in set(refusals) - set(benefit.conditions):
        yield at(path, ("refusals", code), f"no condition refuses with {code}.", "Remove it, or add the condition.")


def _check_steps(benefit: Benefit) -> Iterator[Finding]:
    for reads in read_steps(benefit).values():
        folder = reads.rule.path.parent
        path = folder / ("benefit.yaml" if (folder / "benefit.yaml").exists() else "steps.yaml")
        title = step_titles(folder).get(reads.rule.name)
        if path.name == "benefit.yaml":
            yield from missing_languages(path, ("steps", reads.rule.name), title)
        else:
            yield from missing_languages(path, (reads.rule.name,), title)
        for version in reads.rule.versions:
            if version.act not in act_register():
                what = f"{reads.rule.name} " + (f"cites act {version.act!r}." if version.act else "rests on no act.")
                yield Finding(version.where, what, "Cite a key of acts/.")


def _check_amount(benefit: Benefit) -> Iterator[Finding]:
    outcome, rule = benefit.document.get("outcome"), benefit.amount_rule
    if rule is None and outcome in WITH_AMOUNT:
        remedy = "fixed, cost_up_to, ceiling, level and duty have an amount; in_kind and right may have a quantity."
        yield at(benefit.path, ("outcome",), f"outcome {outcome} does not fit the rule.", remedy)
        return
    if rule is None:
        return
    if benefit.measure == "quantity" and benefit.document.get("unit") not in unit_register():
        what = f"{outcome} has an amount, but no unit of units.yaml says what is counted."
        yield at(benefit.path, ("outcome",), what, "Give `unit:`, such as hours_day, or remove the amount.")
        return
    for version in rule.versions:
        result = version.result()
        wanted = _unit_due(benefit)
        if isinstance(result, Number) and result.unit != wanted:
            remedy = "The amount's unit must fit the period of benefit.yaml, or be its `unit`."
            yield Finding(version.where, f"the amount is in {result.unit}, not in {wanted}.", remedy)


def _unit_due(benefit: Benefit) -> Unit:
    if benefit.outcome == "level":
        return Unit.of({"level": 1})
    if benefit.measure == "quantity":
        return named_unit(str(benefit.document.get("unit")))
    period = str(benefit.document.get("period"))
    dated = {} if period in ("once", "event") else {period: -1}
    return Unit.of({"tenge": 1, **dated})


def _check_cases(benefit: Benefit) -> Iterator[Finding]:
    path = benefit.folder / "cases.yaml"
    cases = (read_document(path) or {}).get("cases") if path.exists() else None
    if not cases:
        yield at(benefit.path, (), "there are no cases.", "Write cases.yaml beside it.")
        return
    proven = {code for case in cases for code in (case.get("expect") or {}).get("reasons") or ()}
    for code in benefit.conditions:
        if code not in proven:
            yield at(path, ("cases",), f"no case is refused with {code}.", "Add one: each refusal has a case.")
    cited = {str(case.get("article")) for case in cases}
    for rule in rules_of(benefit):
        for article in {version.article for version in rule.versions} - {""} - cited:
            yield at(path, ("cases",), f"no case proves article {article} of {rule.name}.", "Add one that names it.")
    for index, case in enumerate(cases):
        if not case.get("because"):
            yield at(path, ("cases", index), f"{case.get('name')} has no `because`.", "Write the arithmetic by hand.")


def _document(name: str) -> dict[str, Any]:
    return read_document(ROOT / "law" / name / "benefit.yaml") or {}


def _check_cycles() -> Iterator[Finding]:
    asks = {name: set(_document(name).get("receives") or ()) for name in benefit_ids()}
    for name in asks:
        seen: set[str] = set()
        queue = list(asks[name])
        while queue:
            other = queue.pop()
            if other == name:
                where = ROOT / "law" / name / "benefit.yaml"
                yield at(where, ("receives",), f"{name} asks, through others, about itself.", "Break the circle.")
                break
            if other not in seen:
                seen.add(other)
                queue.extend(asks.get(other, ()))
