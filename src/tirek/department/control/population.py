"""From what a sample is drawn: what was signed in a time, under the policies of whoever draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol

from django.utils.timezone import make_aware

from tirek.department.control.enums import SampleUnit
from tirek.department.control.models import InspectionPlan
from tirek.department.core.queries import territories_under
from tirek.department.decisions.enums import DecisionKind, DecisionState
from tirek.department.decisions.models import Decision
from tirek.department.payments.enums import PaymentState
from tirek.department.payments.models import Payment

KINDS = (DecisionKind.GRANT, DecisionKind.REFUSE, DecisionKind.CHANGE)
"""Decisions that say what a family gets, or that it gets nothing."""
COLUMNS = ("id", "case_id", "family_id", "case__applicant_id", "territory", "confidential", "programme")


class Bounds(Protocol):
    """Which days and programmes a sample is drawn from; both days count."""

    @property
    def first_day(self) -> date: ...  # noqa: D102
    @property
    def last_day(self) -> date: ...  # noqa: D102
    @property
    def programmes(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True)
class Population:
    """What may be drawn, by key: a decision or a payment by its id."""

    rows: Mapping[int, Mapping[str, Any]]

    @property
    def keys(self) -> Sequence[int]:
        """The keys, in order."""
        return sorted(self.rows)

    @property
    def decisions(self) -> Sequence[int]:
        """The decisions that the keys stand for."""
        return sorted({row["decision_id"] for row in self.rows.values()})

    def row(self, key: int) -> Mapping[str, Any]:
        """The columns of a sampled case."""
        return self.rows[key]


def population_for(plan: InspectionPlan, unit: SampleUnit, bounds: Bounds) -> Population:
    """Everything of a plan's territory that a sample could take. One query."""
    territories = territories_under([plan.territory])
    return _payments(territories, bounds) if unit == SampleUnit.PAYMENT else _decisions(territories, bounds)


def _decisions(territories: Sequence[str], bounds: Bounds) -> Population:
    found = Decision.objects.filter(
        territory__in=territories,
        state=DecisionState.SIGNED,
        kind__in=KINDS,
        signed_at__gte=_start_of(bounds.first_day),
        signed_at__lt=_start_of(bounds.last_day + timedelta(days=1)),
    )
    if bounds.programmes:
        found = found.filter(programme__in=bounds.programmes)
    rows = found.values_list(*COLUMNS)
    return Population({number: _row(number, *rest) for number, *rest in rows})


def _payments(territories: Sequence[str], bounds: Bounds) -> Population:
    """Money that reached a person for a month of these days; what is owed to organisations has its own control."""
    found = Payment.objects.filter(
        territory__in=territories,
        state=PaymentState.PAID,
        due__isnull=False,
        month__range=(bounds.first_day.replace(day=1), bounds.last_day),
    )
    if bounds.programmes:
        found = found.filter(programme__in=bounds.programmes)
    of_due = "due__entitlement__"
    names = (f"{of_due}decision_id", f"{of_due}case_id", f"{of_due}family_id", f"{of_due}holder_id", *COLUMNS[4:])
    return Population(
        {number: {**_row(*rest), "payment_id": number} for number, *rest in found.values_list("id", *names)}
    )


def _row(
    decision: int, case: int, family: int, person: int, territory: str, confidential: str, programme: str
) -> dict[str, Any]:
    return {
        "decision_id": decision,
        "case_id": case,
        "family_id": family,
        "person_id": person,
        "territory": territory,
        "confidential": confidential,
        "programme": programme,
    }


def _start_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
