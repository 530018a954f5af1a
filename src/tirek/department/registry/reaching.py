"""Where people are reached: what the outbox looks up when it sends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory
from tirek.department.messages.addresses import Reach
from tirek.department.registry.enums import AddressKind
from tirek.department.registry.models import Person, PersonAddress


def look_up_addresses(person_ids: Iterable[int], language: str) -> Mapping[int, Reach]:
    """Telephone, e-mail and the lines of an envelope of living persons, by the id that was asked for.

    Of a person whose record turned out to be another's, the address of the other one: a merge moves nothing.
    """
    asked = Person.objects.select_related("merged_into").filter(pk__in=list(person_ids))
    meant = {person.pk: person.merged_into or person for person in asked}
    living = {asked_id: person for asked_id, person in meant.items() if person.died_on is None}
    lines = _lines({person.pk for person in living.values()}, language)
    return {
        asked_id: Reach(person.full_name(language), person.phone, person.email, lines.get(person.pk, ()))
        for asked_id, person in living.items()
    }


def _lines(person_ids: set[int], language: str) -> dict[int, tuple[str, ...]]:
    """Street, house and flat, then the place: where somebody lives, or else where one is registered."""
    held = PersonAddress.objects.select_related("address").filter(person_id__in=person_ids, valid__contains=today())
    best = {row.person_id: row.address for row in sorted(held, key=lambda row: row.kind == AddressKind.ACTUAL)}
    titles = {
        unit.pk: getattr(unit, f"title_{language}")
        for unit in Territory.objects.filter(pk__in={address.territory for address in best.values()})
    }
    found: dict[int, tuple[str, ...]] = {}
    for person_id, address in best.items():
        street = " ".join(part for part in (address.street, address.house) if part)
        flat = f"{street}, {address.flat}" if address.flat else street
        place = ", ".join(part for part in (address.locality, titles.get(address.territory, "")) if part)
        found[person_id] = (flat, place)
    return found
