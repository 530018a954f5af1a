"""Drawing a sample: the population, the lot, the risks; once, and for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import current_viewer
from tirek.department.control.actions.planning import lock_plan
from tirek.department.control.enums import Origin, PlanState, SampleMethod, SampleUnit
from tirek.department.control.models import InspectionPlan, Sample, SampledCase
from tirek.department.control.population import Population, population_for
from tirek.department.control.refusals import CONSTRAINTS, ControlRefused
from tirek.department.control.register import score_of
from tirek.department.control.risks import Found, risks_of
from tirek.department.control.sampling import drawn, fresh_seed, population_digest, sample_size
from tirek.department.core.refusals import refused_constraints
from tirek.department.journal.notes import note_write


@dataclass(frozen=True)
class Choice:
    """What is drawn from, and how many. ``risk_size`` counts only for the methods that look at risk."""

    method: SampleMethod
    unit: SampleUnit
    first_day: date
    last_day: date
    programmes: tuple[str, ...] = ()
    confidence_percent: int = 95
    margin_percent: Decimal = Decimal(5)
    risk_size: int = 0


@dataclass(frozen=True)
class Sizes:
    """How many there are, and how many will be drawn by lot and by risk."""

    population: int
    lot: int
    risk: int


def sizes_for(plan: InspectionPlan, choice: Choice) -> Sizes:
    """What a drawing would take, before it is drawn. One query.

    Raises
    ------
    ControlRefused
        ``days_wrong``, ``margin_wrong``, ``risk_size_missing``, ``population_empty``.
    """
    return _sizes(population_for(plan, choice.unit, _checked(choice)), choice)


def draw_sample(plan: InspectionPlan, choice: Choice, *, acting_user: User) -> Sample:
    """Draw a sample for an approved plan: the seed is taken now, and what is drawn stays drawn.

    By lot and by risk together, the lot is drawn first from all; risk adds the highest scores among the others, so that
    what the lot finds still speaks for all.

    Raises
    ------
    ControlRefused
        As :func:`sizes_for`, and ``plan_moved`` where the plan is not approved or closed meanwhile.
    """
    checked = _checked(choice)
    with transaction.atomic(), refused_constraints(CONSTRAINTS):
        row = lock_plan(plan, PlanState.APPROVED)
        population = population_for(row, choice.unit, checked)
        sizes, seed = _sizes(population, choice), fresh_seed()
        by_lot = drawn(population.keys, sizes.lot, seed) if sizes.lot else []
        found = risks_of(population)
        by_risk = _riskiest(population, found, set(by_lot), sizes.risk)
        sample = Sample.objects.create(
            plan=row,
            method=choice.method,
            unit=choice.unit,
            filter=_told(choice),
            population_size=sizes.population,
            population_digest=population_digest(population.keys),
            lot_size=len(by_lot),
            risk_size=len(by_risk),
            seed=seed,
            confidence_percent=choice.confidence_percent,
            margin_percent=choice.margin_percent,
            drawn_by=acting_user,
        )
        _write_cases(sample, population, found, by_lot, by_risk)
        note_write("draw", "sample", sample.pk, [], acting_user=acting_user)
    return sample


def _checked(choice: Choice) -> Choice:
    if choice.last_day < choice.first_day:
        raise ControlRefused("days_wrong", "last_day")
    if not Decimal("0.5") <= choice.margin_percent <= 50:
        raise ControlRefused("margin_wrong", "margin_percent")
    if choice.method == SampleMethod.RISK and choice.risk_size < 1:
        raise ControlRefused("risk_size_missing", "risk_size")
    return choice


def _sizes(population: Population, choice: Choice) -> Sizes:
    count = len(population.keys)
    if not count:
        raise ControlRefused("population_empty", "first_day")
    by_lot = choice.method != SampleMethod.RISK
    lot = sample_size(count, choice.confidence_percent, float(choice.margin_percent)) if by_lot else 0
    risk = 0 if choice.method == SampleMethod.RANDOM else min(choice.risk_size, count - lot)
    return Sizes(count, lot, risk)


def _riskiest(population: Population, found: Found, taken: set[int], size: int) -> list[int]:
    """The highest scores among what the lot left; of equal ones the older. Whoever has no risk at all is not taken."""
    scored = [(score_of(found.get(key, {})), key) for key in population.keys if key not in taken]
    return [key for score, key in sorted(scored, key=lambda each: (-each[0], each[1]))[:size] if score]


def _told(choice: Choice) -> dict[str, object]:
    return {
        "first_day": choice.first_day.isoformat(),
        "last_day": choice.last_day.isoformat(),
        "programmes": list(choice.programmes),
        "confidential": sorted(current_viewer().confidential),
    }


def _write_cases(sample: Sample, population: Population, found: Found, by_lot: list[int], by_risk: list[int]) -> None:
    of_origin = [*((key, Origin.LOT) for key in by_lot), *((key, Origin.RISK) for key in by_risk)]
    SampledCase.objects.bulk_create(
        SampledCase(
            sample=sample,
            position=place,
            origin=origin,
            score=score_of(found.get(key, {})),
            risks=[{"code": code, **figures} for code, figures in found.get(key, {}).items()],
            **population.row(key),
        )
        for place, (key, origin) in enumerate(of_origin, start=1)
    )
