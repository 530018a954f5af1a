"""Entitled and not receiving: every programme asked of every family of some districts, in columns, as the population run does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.applications.programmes import askable_programmes, confidential_kind, road_of
from tirek.department.entitlements.actions.stopping import RUNNING
from tirek.department.entitlements.models import Entitlement, EntitlementMember
from tirek.department.flows.models import Offer, Recalculation
from tirek.department.flows.recalculation.running import DECIDED_PERCENT, READ_PERCENT, law_read
from tirek.department.parameters.overlays import current_overlay
from tirek.department.registry.facts.many import facts_of_families
from tirek.department.registry.models import Membership
from tirek.population.entitlement import ends_of
from tirek.population.questions import Questions, ask_all
from tirek.population.snapshot.schema import FAMILY_ID, load_schema
from tirek.rulebook.catalogue import family_benefit_ids
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.calendar import shift_months
from tirek.rulebook.engine.fact_limits import TABLES
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.polars_columns import plan_polars

CHUNK = 100_000
"""Families answered at once."""
CEILING = "ceiling"
UNPERIODIC_MONTHS = 12
"""What is given once, or until further notice, is offered once a year."""
DISTRICT = "territory"
Heard = Callable[[int], None]


@dataclass(frozen=True)
class Everybody:
    """The tables of all families of the districts, whom they are, and what each receives or has asked for already.

    ``ids`` are the families in the order of their numbers. ``taken`` are pairs of family and kind group, ``asked`` of family
    and programme.
    """

    ids: Sequence[int]
    tables: Mapping[str, pl.DataFrame]
    taken: frozenset[tuple[int, str]]
    asked: frozenset[tuple[int, str]]
    local: Any


@dataclass(frozen=True)
class Found:
    """A family that is entitled to a programme for certain, and does not receive it."""

    family_id: int
    territory: str
    programme: str
    amount: int | None
    unit: str
    is_ceiling: bool
    period: tuple[date, date]


def offerable(on: date) -> list[str]:
    """Programmes that may be offered: the department's own, in force, none of them confidential."""
    kinds = set(family_benefit_ids())
    return [b.id for b in askable_programmes(on) if b.id in kinds and not b.confidential and not confidential_kind(b)]


def read_everybody_for(run: Recalculation) -> Everybody:
    """All that a run for offers decides of. Reads only, inside the caller's transaction, without what is confidential."""
    many = facts_of_families(None, run.on)
    tables: dict[str, pl.DataFrame] = {}
    for name, entity in load_schema().entities.items():
        table = entity.arrow_schema.empty_table() if name == "claim" else many.filling.table(name)
        tables[name] = _frame(pa.table({column: table[column] for column in entity.arrow_schema.names}))
    return Everybody(many.ids.tolist(), tables, _taken(run), _asked(run), current_overlay())


def _frame(table: pa.Table) -> pl.DataFrame:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame


def _taken(run: Recalculation) -> frozenset[tuple[int, str]]:
    """Who receives something of a group: the family it was granted to, and the families of whoever is counted."""
    running = Entitlement.objects.filter(state__in=RUNNING, valid__contains=run.on)
    own = set(running.values_list("family_id", "kind_group"))
    members = EntitlementMember.objects.filter(entitlement__in=running.values("pk"), valid__contains=run.on)
    groups: dict[int, set[str]] = defaultdict(set)
    for person, group in members.values_list("person_id", "kind_group").iterator(chunk_size=10_000):
        groups[person].add(group)
    homes = Membership.objects.filter(valid__contains=run.on, person__in=list(groups))
    for family, person in homes.values_list("family_id", "person_id").iterator(chunk_size=10_000):
        own |= {(family, group) for group in groups[person]}
    return frozenset(own)


def _asked(run: Recalculation) -> frozenset[tuple[int, str]]:
    """Who has asked already, or was offered it in this period."""
    waiting = Case.objects.filter(state__in=[CaseState.DRAFT, *CaseState.open()])
    offered = Offer.objects.filter(period_from__lte=run.on, period_to__gte=run.on)
    return frozenset(waiting.values_list("family_id", "programme")) | frozenset(
        offered.values_list("family_id", "programme")
    )


def decide_offers(
    run: Recalculation, read: Everybody, heard: Heard = lambda _: None
) -> tuple[list[Found], dict[str, Any]]:
    """Who is entitled for certain and does not receive, and what the run's row is told. No query."""
    names, made, done = offerable(run.on), [], 0
    for territory, numbers in _districts(read.tables["family"]):
        questions = ask_all(Moment(run.on, territory, local=read.local), names)
        for first in range(0, numbers.size, CHUNK):
            part = numbers[first : first + CHUNK]
            made += list(_entitled(run, read, questions, territory, part))
            done += part.size
            heard(READ_PERCENT + (DECIDED_PERCENT - READ_PERCENT) * done // max(len(read.ids), 1))
    return made, {**law_read(read.local), "looked_at": len(read.ids)}


def _districts(families: pl.DataFrame) -> Iterator[tuple[str, Any]]:
    for code in families[DISTRICT].unique().sort():
        yield str(code), families.filter(pl.col(DISTRICT) == code)[FAMILY_ID].to_numpy()


def _entitled(
    run: Recalculation, read: Everybody, questions: Questions, territory: str, numbers: Any
) -> Iterator[Found]:
    chosen = {name: frame.filter(pl.col(FAMILY_ID).is_in(numbers)) for name, frame in read.tables.items()}
    nullable = frozenset(
        (name, column) for name, frame in chosen.items() for column in frame.columns if frame[column].null_count()
    )
    tables = {TABLES[name]: frame.lazy() for name, frame in chosen.items()}
    answers = plan_polars(questions.outputs, tables, nullable=nullable).collect().sort(FAMILY_ID)
    for benefit in questions.programmes:
        bound = questions.program.benefits[benefit.id]
        period, group = _period(benefit.id, run.on), road_of(benefit.id).kind_group
        unit = str(bound.amount_step.shape.unit) if bound.amount_step is not None else ""  # type: ignore[attr-defined]
        for number, least, most in _holders(answers, benefit).iter_rows():
            family = read.ids[number]
            if (family, group) in read.taken or (family, benefit.id) in read.asked or (unit and least != most):
                continue
            amount = least if unit else None
            yield Found(family, territory, benefit.id, amount, unit, benefit.outcome == CEILING, period)


def _holders(answers: pl.DataFrame, benefit: Benefit) -> pl.DataFrame:
    """Families that are entitled for certain, with the bounds of what they would receive."""
    at_least, _ = ends_of(answers.columns, f"{benefit.id}.holders")
    low, high = ends_of(answers.columns, f"{benefit.id}.{benefit.measure}")
    told = answers.select(FAMILY_ID, low=low, high=high, holders=at_least)
    return told.filter(pl.col("holders") > 0).drop("holders")


def _period(programme: str, on: date) -> tuple[date, date]:
    """The period of the road in which a day lies, first and last day: a family is offered a programme once in it."""
    months = {"quarter": 3, "half_year": 6, "year": 12}.get(road_of(programme).granted_for, UNPERIODIC_MONTHS)
    start = date(on.year, (on.month - 1) // months * months + 1, 1)
    return start, date.fromordinal(shift_months(start, months).toordinal() - 1)
