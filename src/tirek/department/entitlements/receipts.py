"""Which programmes a family receives: what other programmes of the law ask, told from what was granted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from psycopg.types.range import DateRange

from tirek.department.applications.programmes import road_of
from tirek.department.applications.roads import department_programmes
from tirek.department.entitlements.counting import counted_elsewhere
from tirek.department.entitlements.models import Entitlement
from tirek.department.registry.models import Membership
from tirek.rulebook.engine.calendar import shift_months


def receipts_from_entitlements(family_id: int, on: date, programmes: Sequence[str]) -> dict[str, bool]:
    """Whether a family receives each of some programmes in the month of a day. Two queries, and three for each not received.

    Only what the department pays is told. What is held back stays unknown, and so does a programme for which somebody of the
    family is counted with another family, or in whose group where the viewer does not see it.
    """
    asked = [name for name in programmes if name in department_programmes()]
    if not asked:
        return {}
    first = on.replace(day=1)
    month = DateRange(first, shift_months(first, 1))
    granted = Entitlement.objects.filter(family=family_id, programme__in=asked, valid__overlap=month)
    runs = Q(held_from__isnull=True) | Q(held_from__gt=first)
    told = dict.fromkeys(granted.filter(runs).values_list("programme", flat=True), True)
    persons: list[int] = []
    for name in asked:
        if name in told:
            continue
        persons = persons or list(
            Membership.objects.filter(family=family_id, valid__overlap=month).values_list("person_id", flat=True)
        )
        counted = counted_elsewhere(persons, road_of(name).kind_group, first, month.upper, besides=None)
        seen = Entitlement.objects.filter(decision__in=[pk for pk, _number in counted.decisions], programme=name)
        if not counted.districts and not (counted.decisions and seen.exists()):
            told[name] = False
    return told
