"""Reads of entitlements."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from tirek.department.entitlements.enums import DueState
from tirek.department.entitlements.models import Due, Entitlement, EntitlementMember
from tirek.department.registry.models import Membership


def list_entitlements_of_family(family_id: int) -> QuerySet[Entitlement]:
    """What a family was granted, and what its members are counted in elsewhere, as far as the viewer sees; newest first."""
    people = Membership.objects.filter(family=family_id).values("person")
    counted = EntitlementMember.objects.filter(person__in=people).values("entitlement")
    rows = Entitlement.objects.filter(family=family_id) | Entitlement.objects.filter(pk__in=counted)
    return rows.select_related("holder", "decision", "case__application").order_by("-granted_at", "-pk")


def list_entitlements_of_case(case_id: int) -> QuerySet[Entitlement]:
    """What a case granted, each change a row of its own, newest first."""
    rows = Entitlement.objects.filter(case=case_id)
    return rows.select_related("holder", "decision", "case__application").order_by("-pk")


def dues_by_state(entitlement_ids: list[int]) -> dict[int, dict[str, int]]:
    """How much is planned, held, cancelled and settled, by entitlement. One query."""
    found: dict[int, dict[str, int]] = {}
    rows = Due.objects.filter(entitlement__in=entitlement_ids).order_by()
    for pk, state, total in rows.values_list("entitlement", "state").annotate(total=Sum("quantity")):
        found.setdefault(pk, dict.fromkeys(DueState.values, 0))[state] = int(total)
    return found
