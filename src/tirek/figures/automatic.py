"""Checks that need no relation: figures printed twice, mixed units and dates in a sum, chains of parts, shares, completeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from tirek.figures.findings import Finding, Side, agree, stays_within
from tirek.figures.formulas import read_formula
from tirek.figures.intervals import interval_of
from tirek.figures.records import AGREES, Figure, Publication, Relation
from tirek.figures.relations import mixed_units, times
from tirek.figures.units import is_within

SOUND = ("holds", "holds_by_rounding", "holds_by_truncation")


def check_automatically(publication: Publication, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Every automatic finding; each is what the file foresaw under ``automatic``, or else expected to hold."""
    verdicts = {found.id: found.verdict for found in findings}
    foreseen = dict(publication.automatic)
    for found in _all(publication, verdicts):
        known = foreseen.pop(found.id, None)
        if known:
            yield replace(found, id=known.id, expected=known.expected, explain=known.explain, where=known.where)
        else:
            yield found
    for id_, known in foreseen.items():
        yield Finding(
            known.id,
            id_.partition(".")[0],
            "holds",
            known.expected,
            known.where,
            automatic=True,
            detail=("gone", {"id": id_}),
        )


def _all(publication: Publication, verdicts: Mapping[str, str]) -> Iterator[Finding]:
    for figure in publication.figures.values():
        yield from _printed_again(figure)
        yield from _unit_as_printed(figure)
        yield from _share(figure)
    for relation in publication.relations.values():
        if relation.kind in ("sum", "difference"):
            yield from _mixture(relation, publication, verdicts)
    yield from _chains(publication, verdicts)
    yield from _numbers(publication)


def _finding(id_: str, verdict: str, **more: object) -> Finding:
    return Finding(id_, id_.partition(".")[0], verdict, AGREES, id_, automatic=True, **more)  # type: ignore[arg-type]


def _side(figure: Figure) -> Side:
    return Side(figure.numeral.value, figure.interval(), figure.interval(cut=True))


def _printed_again(figure: Figure) -> Iterator[Finding]:
    """The other places where a source prints a figure."""
    found: list[Finding] = []
    for again in figure.also:
        value, step = again.numeral.value, again.numeral.step
        exact = "rounded" if again.numeral.multiple or step < 1 or figure.is_rate else "exact"
        reading = figure.reading if step == figure.numeral.step else exact
        other = Side(value, interval_of(value, step, reading), interval_of(value, step, reading, cut=True))
        verdict = agree(_side(figure), other, [figure])
        found.append(
            _finding(
                f"same.{figure.key}",
                verdict,
                computed=value,
                stated=figure.numeral.value,
                like=figure.numeral,
                unit=figure.unit,
                subject=figure.name,
            )
        )
    if found:  # the gravest of them stands for all: one figure, one line
        yield max(found, key=lambda one: ("holds", *SOUND[1:], "contradicts").index(one.verdict))


def _unit_as_printed(figure: Figure) -> Iterator[Finding]:
    if figure.printed_unit != figure.unit:
        detail = ("printed_unit", {"unit_one": figure.printed_unit, "unit_two": figure.unit})
        yield _finding(
            f"printed.{figure.key}",
            "unit",
            stated=figure.numeral.value,
            like=figure.numeral,
            unit=figure.unit,
            detail=detail,
            subject=figure.name,
        )


def _share(figure: Figure) -> Iterator[Finding]:
    if figure.unit == "share":
        whole = Side(
            Fraction(1), interval_of(Fraction(1), Fraction(0), "exact"), interval_of(Fraction(1), Fraction(0), "exact")
        )
        verdict = stays_within(_side(figure), whole, []) if figure.numeral.value >= 0 else "contradicts"
        yield _finding(
            f"share.{figure.key}",
            verdict,
            computed=Fraction(1),
            stated=figure.numeral.value,
            like=figure.numeral,
            unit="share",
            subject=figure.name,
        )


def _mixture(relation: Relation, publication: Publication, verdicts: Mapping[str, str]) -> Iterator[Finding]:
    """Units and dates mixed in a sum."""
    mixed = mixed_units(relation, publication)
    if verdicts[relation.id] in SOUND:
        yield _finding(f"unit.{relation.id}", "unit" if mixed else "holds", detail=mixed)
    names = (relation.stated, *read_formula(relation.of).names)
    first, *others = (figure for name in names if (figure := publication.find(name)))
    other = next((one for one in others if one.time != first.time), None)
    detail = times(first, other) if other else None
    yield _finding(f"date.{relation.id}", "unit" if detail else "holds", detail=detail)


def _chains(publication: Publication, verdicts: Mapping[str, str]) -> Iterator[Finding]:
    """Parts of parts: each step holds, and so must the whole way."""
    wholes: dict[str, set[str]] = {}
    for relation in publication.relations.values():
        if verdicts[relation.id] in SOUND:
            for part, whole in _steps(relation, publication):
                wholes.setdefault(part, set()).add(whole)
    for part in wholes:
        for whole in sorted(_above(part, wholes) - wholes[part] - {part}):
            one, two = publication.find(part), publication.find(whole)
            assert one is not None
            assert two is not None
            verdict = stays_within(_side(one), _side(two), [])
            yield _finding(
                f"chain.{part}.{whole}",
                verdict,
                computed=two.numeral.value,
                stated=one.numeral.value,
                like=one.numeral,
                unit=one.unit,
            )


def _steps(relation: Relation, publication: Publication) -> Iterator[tuple[str, str]]:
    """Pairs of a part and its whole that a relation tells of."""
    if relation.kind == "part_of" and publication.find(relation.of):
        yield relation.stated, relation.of
    if relation.kind == "sum" and not set("-*/") & set(relation.of):
        whole = publication.find(relation.stated)
        for name in read_formula(relation.of).names:
            part = publication.find(name)
            if part and whole and is_within(part.unit, whole.unit):
                yield name, relation.stated


def _above(part: str, wholes: Mapping[str, set[str]]) -> set[str]:
    """All wholes of a part, of its wholes, and so on."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        for whole in wholes.get(waiting.pop(), ()):
            if whole not in found:
                found.add(whole)
                waiting.append(whole)
    return found


def _numbers(publication: Publication) -> Iterator[Finding]:
    """Whether every numeral that the source prints is a record, paragraph by paragraph."""
    counted = dict.fromkeys(publication.paragraphs, 0)
    for figure in publication.figures.values():
        if figure.printed == "digits":
            counted[figure.paragraph] += 1
        for again in figure.also:
            counted[again.paragraph] += 1
    for key, paragraph in publication.paragraphs.items():
        if paragraph.numbers_in_source is not None:
            have, printed = counted[key] + paragraph.not_figures, paragraph.numbers_in_source
            verdict = "holds" if have == printed else "contradicts"
            yield _finding(f"numbers.{key}", verdict, computed=Fraction(have), stated=Fraction(printed))
