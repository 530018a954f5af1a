"""How far a visit was from the registered address."""

from __future__ import annotations

from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Final

from tirek.department.registry.enums import AddressKind
from tirek.department.registry.models import Address, Family, Person, PersonAddress

EARTH_METRES: Final = 6_371_008.8
"""Mean radius of the Earth (IUGG); a sphere is enough for metres within a city."""


def metres_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """The great-circle distance of two places in degrees, in whole metres.

    >>> metres_between(43.25, 76.95, 43.25, 76.95), metres_between(43.0, 76.0, 44.0, 76.0)
    (0, 111195)
    """
    first, second = radians(latitude), radians(other_latitude)
    across = sin((second - first) / 2) ** 2
    along = cos(first) * cos(second) * sin(radians(other_longitude - longitude) / 2) ** 2
    return round(2 * EARTH_METRES * asin(min(1.0, sqrt(across + along))))


def registered_address(applicant: Person, family: Family, on: date) -> Address | None:
    """Where the applicant is registered on a day; without such a record, where the family lives."""
    found = (
        PersonAddress.objects.select_related("address")
        .filter(person=applicant, kind=AddressKind.REGISTERED, valid__contains=on)
        .first()
    )
    return found.address if found else family.address


def distance_to(address: Address | None, latitude: float | None, longitude: float | None) -> int | None:
    """Metres from an address; None where either place is not known."""
    if (
        address is None
        or address.latitude is None
        or address.longitude is None
        or latitude is None
        or longitude is None
    ):
        return None
    return metres_between(latitude, longitude, address.latitude, address.longitude)
