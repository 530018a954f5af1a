"""Entitlements as pages show them: words for codes, sums by how they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tirek.department.entitlements.enums import DueState, EntitlementState
from tirek.department.entitlements.models import Entitlement
from tirek.department.entitlements.queries import dues_by_state
from tirek.web.ui.cases import programme_title, short_name
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title
from tirek.web.ui.quantities import quantity_words

TONES = {EntitlementState.ACTIVE: "good", EntitlementState.SUSPENDED: "warn"}
DUE_TONES = {DueState.PLANNED: "note", DueState.HELD: "warn", DueState.SETTLED: "good"}


@dataclass(frozen=True)
class Row:
    """One entitlement of a list; the totals are of its due rows, in its unit."""

    entitlement: Entitlement
    programme: str
    holder: str
    amount: str
    planned: str
    held: str
    settled: str
    tone: str
    district: str


def rows_of(entitlements: Sequence[Entitlement]) -> list[Row]:
    """Entitlements as rows of a list. One query."""
    totals = dues_by_state([each.pk for each in entitlements])
    return [_row(each, totals.get(each.pk, {})) for each in entitlements]


def due_lines(entitlement: Entitlement) -> list[dict[str, Any]]:
    """The due rows with their words, in the order of their periods. One query."""
    return [
        {
            "due": due,
            "period": (due.period_from, due.period_to),
            "quantity": quantity_words(due.quantity, due.unit),
            "tone": DUE_TONES.get(DueState(due.state), ""),
        }
        for due in entitlement.dues.order_by("period_from", "pk")
    ]


def persons_counted(entitlement: Entitlement) -> list[dict[str, Any]]:
    """Who is counted, for which days. One query."""
    members: Iterable[Any] = entitlement.members.select_related("person").order_by("pk")
    language = language_of_page()
    return [{"person": each.person, "name": each.person.full_name(language), "valid": each.valid} for each in members]


def _row(entitlement: Entitlement, totals: dict[str, int]) -> Row:
    def total(state: DueState) -> str:
        found = totals.get(state, 0)
        return quantity_words(found, entitlement.unit) if found else ""

    return Row(
        entitlement=entitlement,
        programme=programme_title(entitlement.programme),
        holder=short_name(entitlement.holder),
        amount=quantity_words(entitlement.quantity, entitlement.unit) if entitlement.quantity else "",
        planned=total(DueState.PLANNED),
        held=total(DueState.HELD),
        settled=total(DueState.SETTLED),
        tone=TONES.get(EntitlementState(entitlement.state), ""),
        district=place_title(entitlement.territory),
    )
