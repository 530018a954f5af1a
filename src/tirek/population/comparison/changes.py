"""What a reform does to each family: bounds of tenge a year before, after and of the change, and who is newly entitled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

import polars as pl

from tirek.population.comparison.family_types import DISABILITY, FAMILY_TYPE
from tirek.population.comparison.pairing import AFTER, BEFORE, LEVEL, SIDES, Pair, times_a_year
from tirek.population.entitlement import ends_of
from tirek.population.snapshot.schema import FAMILY_ID
from tirek.rulebook.engine.benefit import PAID as PAID_OUTCOMES
from tirek.rulebook.engine.benefit import Benefit

GAIN, LOSE, SAME, UNSURE = "gain", "lose", "same", "unsure"
OUTCOMES = (GAIN, LOSE, SAME, UNSURE)
"""What happens to a family; ``unsure`` where an unknown value decides it."""

OUTCOME, BAND = "outcome", "band"
STARTS, ENDS = "starts", "ends"
HELD: Mapping[str, str] = {BEFORE: "held_before", AFTER: "held_after"}
PAID: Mapping[str, str] = {BEFORE: "paid_before", AFTER: "paid_after"}

BAND_EDGES = (1_000, 5_000, 10_000, 20_000, 50_000)
"""Edges of the bands of a change, tenge a month; the same below nothing."""

_ZERO = pl.lit(0, dtype=pl.Int64)


@dataclass(frozen=True)
class Bounds:
    """Lower and upper bound of a value of every family, as expressions."""

    low: pl.Expr
    high: pl.Expr

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Bounds) -> Bounds:
        return Bounds(self.low - other.high, self.high - other.low)

    def times(self, factor: int) -> Bounds:
        """So many times as much; the factor is not negative."""
        return self if factor == 1 else Bounds(self.low * factor, self.high * factor)

    def code(self) -> pl.Expr:
        """A code; 0 where an unknown value decides it."""
        return pl.when(self.low == self.high).then(self.low).otherwise(_ZERO)


NOTHING = Bounds(_ZERO, _ZERO)


@dataclass(frozen=True)
class Effect:
    """One programme before and after, for every family.

    Attributes
    ----------
    holders, tenge, conflicts : dict
        By side; tenge a year, and whether two norms fix the amount.
    change : Bounds
        Of tenge a year; nothing, exactly, where both sides are the same tree, whatever is unknown in it.
    starts, ends : Expr
        Families newly entitled and no longer entitled, for certain.
    """

    benefit: Benefit
    holders: Mapping[str, Bounds]
    tenge: Mapping[str, Bounds]
    conflicts: Mapping[str, pl.Expr]
    change: Bounds
    starts: pl.Expr
    ends: pl.Expr


def is_money(benefit: Benefit) -> bool:
    """Whether a programme is money due: not in kind, not a right, not a ceiling that a commission may stay below."""
    return benefit.outcome in PAID_OUTCOMES and benefit.outcome != "ceiling"


def effects(pair: Pair, columns: Collection[str]) -> list[Effect]:
    """Every programme of a pair, over the columns of an engine's answer."""
    return [_effect(pair, benefit, columns) for benefit in pair.benefits]


def _effect(pair: Pair, benefit: Benefit, columns: Collection[str]) -> Effect:
    def read(output: str) -> dict[str, Bounds]:
        return {side: Bounds(*ends_of(columns, pair.column(side, f"{benefit.id}.{output}"))) for side in SIDES}

    holders, times = read("holders"), times_a_year(benefit.id)
    tenge = {side: bounds.times(times) for side, bounds in read("total").items()}
    return Effect(
        benefit=benefit,
        holders=holders,
        tenge=tenge,
        conflicts={side: bounds.low.cast(pl.Int64) for side, bounds in read("conflict").items()},
        change=NOTHING if pair.is_unchanged(f"{benefit.id}.total") else tenge[AFTER] - tenge[BEFORE],
        starts=(holders[BEFORE].high == 0) & (holders[AFTER].low > 0),
        ends=(holders[BEFORE].low > 0) & (holders[AFTER].high == 0),
    )


def outcome_of(change: Bounds) -> pl.Expr:
    """One of ``OUTCOMES``."""
    settled = pl.when((change.low == 0) & (change.high == 0)).then(pl.lit(SAME)).otherwise(pl.lit(UNSURE))
    return pl.when(change.low > 0).then(pl.lit(GAIN)).when(change.high < 0).then(pl.lit(LOSE)).otherwise(settled)


def band_of(change: Bounds) -> pl.Expr:
    """Band of a change, from -6 to 6; 0 is no change, or one that is not certain.

    A year is compared with twelve times the edge, so that nothing is rounded. A change between two bounds counts with the one
    nearer to nothing.
    """
    surely = pl.when(change.low > 0).then(change.low).when(change.high < 0).then(change.high).otherwise(_ZERO)
    passed = [(surely.abs() >= 12 * edge).cast(pl.Int64) for edge in BAND_EDGES]
    return reduce(add, passed, pl.lit(1, pl.Int64)) * surely.sign()


def family_frame(pair: Pair, answers: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Each family of a chunk: where it belongs, and what changes for it in all its programmes together.

    Returns
    -------
    DataFrame
        The answers, and: territory; codes of level, type and disability (0 unknown); outcome and band; tenge a year
        ``before_low`` to ``change_high``; what it holds for certain before and after, and whether that starts or ends, of all
        programmes together; whether it is or may be paid money before and after.
    """
    found = effects(pair, answers.columns)
    money = [effect for effect in found if is_money(effect.benefit)]
    sums = {side: added(effect.tenge[side] for effect in money) for side in SIDES}
    sums["change"] = added(effect.change for effect in money)
    sure = {side: _any_of(effect.holders[side].low > 0 for effect in found) for side in SIDES}
    maybe = {side: _any_of(effect.holders[side].high > 0 for effect in found) for side in SIDES}
    codes = {
        f"{name}_code": Bounds(*ends_of(answers.columns, name)).code() for name in (LEVEL, FAMILY_TYPE, DISABILITY)
    }
    placed = answers.join(places, on=FAMILY_ID, how="left", maintain_order="left")
    return placed.with_columns(
        **codes,
        **{f"{name}_{end}": getattr(bounds, end) for name, bounds in sums.items() for end in ("low", "high")},
        **{OUTCOME: outcome_of(sums["change"]), BAND: band_of(sums["change"])},
        **{HELD[side]: sure[side] for side in SIDES},
        **{PAID[side]: sums[side].high > 0 for side in SIDES},
        **{STARTS: ~maybe[BEFORE] & sure[AFTER], ENDS: sure[BEFORE] & ~maybe[AFTER]},
    )


def added(parts: Iterable[Bounds]) -> Bounds:
    """Sum of bounds."""
    return reduce(add, parts, NOTHING)


def _any_of(conditions: Iterable[pl.Expr]) -> pl.Expr:
    return reduce(or_, conditions, pl.lit(value=False))


def fund_bounds(found: Iterable[Effect], pair: Pair, fund: str) -> dict[str, Bounds]:
    """Tenge a year of one fund ``before`` and ``after``, and the ``change``; a programme may pass from one fund to another."""
    paid: dict[str, Bounds] = {BEFORE: NOTHING, AFTER: NOTHING, "change": NOTHING}
    for effect in found:
        own = {side: is_money(effect.benefit) and effect.benefit.fund_at(pair.day(side)) == fund for side in SIDES}
        mine = {side: effect.tenge[side] if own[side] else NOTHING for side in SIDES}
        change = effect.change if all(own.values()) else mine[AFTER] - mine[BEFORE]
        paid = {
            BEFORE: paid[BEFORE] + mine[BEFORE],
            AFTER: paid[AFTER] + mine[AFTER],
            "change": paid["change"] + change,
        }
    return paid
