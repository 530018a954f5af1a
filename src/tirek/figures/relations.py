"""The verdict on each kind of relation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from tirek.figures.findings import Detail, Finding, Side, agree, stays_within
from tirek.figures.formulas import COUNTRY, Formula, FormulaError, read_formula
from tirek.figures.records import Figure, Publication, Relation, shown_day
from tirek.figures.units import base_of, is_within


class Claim:
    """One relation with the figures it names."""

    def __init__(self, relation: Relation, publication: Publication) -> None:
        self.relation, self.publication = relation, publication
        self.stated = self._figure(relation.stated) if relation.stated else None
        self.of = read_formula(relation.of) if relation.of else None
        self.terms = [self._figure(name) for name in self.of.names] if self.of else []
        self.territory = publication.territory or COUNTRY

    @property
    def figures(self) -> list[Figure]:
        """All figures that take part."""
        names = [name for text in (self.relation.low, self.relation.high) if text for name in read_formula(text).names]
        return [*([self.stated] if self.stated else []), *self.terms, *(self._figure(name) for name in names)]

    def _figure(self, name: str) -> Figure:
        figure = self.publication.find(name)
        assert figure is not None, name
        return figure

    def side(self, text: str) -> Side:
        """A formula as one side of a comparison.

        Raises
        ------
        FormulaError
            If the law holds no value for the day.
        ZeroDivisionError
            If something is divided by what may be zero.
        """
        formula: Formula = read_formula(text)
        return Side(
            formula.value(lambda name: self._figure(name).numeral.value, self.territory),
            formula.interval(lambda name: self._figure(name).interval(), self.territory),
            formula.interval(lambda name: self._figure(name).interval(cut=True), self.territory),
        )

    def finding(
        self, verdict: str, computed: Fraction | None, stated: Fraction | None, detail: Detail | None = None
    ) -> Finding:
        """A finding on this relation; both numbers are shown as the stated figure was printed."""
        lone = self.terms[0] if len(self.terms) == 1 else None
        shown, unit = self.stated or lone, self.relation.shown_as
        return Finding(
            id=self.relation.id,
            kind=self.relation.kind,
            verdict=verdict,
            expected=self.relation.expected,
            where=self.relation.where,
            computed=computed,
            stated=stated,
            like=shown.numeral if shown and not unit else None,
            unit=unit or (shown.unit if shown else ""),
            detail=detail,
            explain=self.relation.explain,
            subject=shown.name if shown else {},
            whole_unit=lone.unit if lone and self.stated and self.relation.kind in ("part_of", "limit") else "",
        )


def check_relation(relation: Relation, publication: Publication) -> Finding:
    """The finding on a relation."""
    claim = Claim(relation, publication)
    try:
        return _CHECKS[relation.kind](claim)
    except ZeroDivisionError:
        return claim.finding("not_computable", None, None, ("divided_by_zero", {}))
    except FormulaError as error:
        return claim.finding("not_computable", None, None, ("no_value", {"value": error.value}))


def _check_equation(claim: Claim) -> Finding:
    """The stated figure is what the formula gives."""
    assert claim.stated is not None
    stated, computed = claim.side(claim.relation.stated), claim.side(claim.relation.of)
    return claim.finding(agree(stated, computed, claim.figures), computed.exact, stated.exact)


def mixed_units(relation: Relation, publication: Publication) -> Detail | None:
    """The first term of a sum whose unit is not one of the whole's."""
    claim = Claim(relation, publication)
    assert claim.stated is not None
    return next(
        (_units(term, claim.stated) for term in claim.terms if not is_within(term.unit, claim.stated.unit)), None
    )


def _check_sum(claim: Claim) -> Finding:
    found = _check_equation(claim)
    mixed = mixed_units(claim.relation, claim.publication)
    return replace(found, verdict="unit", detail=mixed) if mixed and found.verdict == "contradicts" else found


def _check_part(claim: Claim) -> Finding:
    return _check_within(claim, "contradicts", [is_within(claim.figures[0].unit, term.unit) for term in claim.terms])


def _check_limit(claim: Claim) -> Finding:
    base = base_of(claim.figures[0].unit)
    return _check_within(claim, "limit_exceeded", [base_of(term.unit) == base for term in claim.terms])


def _check_within(claim: Claim, otherwise: str, comparable: list[bool]) -> Finding:
    """The stated figure is at most what the formula gives."""
    assert claim.stated is not None
    stated, computed = claim.side(claim.relation.stated), claim.side(claim.relation.of)
    if not all(comparable):
        detail = _units(claim.stated, claim.terms[comparable.index(False)])
        return claim.finding("unit", computed.exact, stated.exact, detail)
    return claim.finding(stays_within(stated, computed, claim.figures, otherwise), computed.exact, stated.exact)


def _check_ratio(claim: Claim) -> Finding:
    found, stated = _check_equation(claim), claim.stated
    assert stated is not None
    if stated.share_of:
        for term in claim.terms:
            if base_of(term.counted) != base_of(stated.share_of):
                return replace(found, verdict="unit", detail=_units(term, stated))
    return found


def _check_execution(claim: Claim) -> Finding:
    """What was done against what was planned."""
    computed = claim.side(claim.relation.of)
    stated = claim.side(claim.relation.stated) if claim.stated else None
    verdict = agree(stated, computed, claim.figures) if stated else "derived"
    found = claim.finding(verdict, computed.exact, stated.exact if stated else None)
    found = found if claim.stated else replace(found, like=None, unit="percent")
    return _unless_mixed(found, claim.terms, by_base=True)


def _check_equal(claim: Claim) -> Finding:
    """One quantity stated twice; of two dates it may be two quantities."""
    assert claim.stated is not None
    found = _unless_mixed(_check_equation(claim), [claim.stated, *claim.terms], by_base=True)
    dates = {figure.as_of for figure in claim.figures}
    if found.verdict in ("contradicts", "holds_by_truncation") and len(dates) > 1:
        days = {"first": shown_day(min(dates)), "last": shown_day(max(dates))}
        return replace(found, verdict="unit", detail=("dates", days))
    return found


def _check_same_unit(claim: Claim) -> Finding:
    found = _unless_mixed(claim.finding("holds", None, None), claim.terms, by_base=False)
    if found.verdict == "holds":
        for one, two in pairwise(claim.terms):
            if one.time != two.time:
                return replace(found, verdict="unit", detail=times(one, two))
    return found


def _unless_mixed(found: Finding, figures: list[Figure], *, by_base: bool) -> Finding:
    """The finding, or ``unit`` where two figures count different things."""
    for one, two in pairwise(figures):
        units = (base_of(one.counted), base_of(two.counted)) if by_base else (one.counted, two.counted)
        if units[0] != units[1]:
            return replace(found, verdict="unit", detail=_units(one, two))
        if one.scope != two.scope:
            return replace(found, verdict="unit", detail=("scopes", {"one": one.name, "two": two.name}))
    return found


def _check_count(claim: Claim) -> Finding:
    assert claim.stated is not None
    counted = Fraction(len(claim.relation.items))
    return claim.finding(
        "holds" if counted == claim.stated.numeral.value else "contradicts", counted, claim.stated.numeral.value
    )


def _check_bounds(claim: Claim) -> Finding:
    """A computed value lies between two others; a bound that is crossed is the stated number."""
    relation, computed = claim.relation, claim.side(claim.relation.of)
    low, high = (claim.side(text) if text else None for text in (relation.low, relation.high))
    below = stays_within(low, computed, claim.figures) if low else "holds"
    above = stays_within(computed, high, claim.figures) if high else "holds"
    verdict, crossed = (below, low) if below != "holds" else (above, high)
    found = claim.finding(verdict, computed.exact, crossed.exact if crossed and verdict != "holds" else None)
    return replace(found, bounds=(low.exact if low else None, high.exact if high else None))


def _check_derived(claim: Claim) -> Finding:
    return claim.finding("derived", claim.side(claim.relation.of).exact, None)


def _units(one: Figure, two: Figure) -> Detail:
    return "units", {"one": one.name, "unit_one": one.counted, "two": two.name, "unit_two": two.counted}


def times(one: Figure, two: Figure) -> Detail:
    """Two figures of different dates or periods."""
    return "times", {"one": one.name, "time_one": one.time, "two": two.name, "time_two": two.time}


_CHECKS: Mapping[str, Callable[[Claim], Finding]] = {
    "sum": _check_sum,
    "difference": _check_sum,
    "part_of": _check_part,
    "ratio": _check_ratio,
    "product": _check_equation,
    "limit": _check_limit,
    "plan_fact": _check_execution,
    "equal": _check_equal,
    "same_unit": _check_same_unit,
    "count": _check_count,
    "bounds": _check_bounds,
    "derived": _check_derived,
}
