"""Times in which nothing is granted, as contracts establish and lift them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tirek.department.accounts.models import User
from tirek.department.applications.bars import establish_bar, lift_bar
from tirek.department.applications.enums import BarGround
from tirek.department.applications.models import Bar, Case
from tirek.department.applications.programmes import road_of
from tirek.department.applications.roads import roads
from tirek.department.contracts.models import SocialContract
from tirek.department.registry.models import Membership, Person


def barred_programmes(programme: str) -> list[str]:
    """What a breach bars from: the programme, and those of its group of kinds."""
    group = road_of(programme).kind_group
    return [name for name, road in roads().of.items() if road.kind_group == group]


def bar_people(
    persons: Iterable[Person], case: Case, ground: BarGround, *, since: date, acting_user: User
) -> list[Bar]:
    """Bar people for the term of the act. Bars of several breaches stand beside one another: each is lifted with its own."""
    programmes = barred_programmes(case.programme)
    return [
        establish_bar(person, programmes, ground, since=since, acting_user=acting_user, family=case.family, beside=True)
        for person in persons
    ]


def lift_bars(bars: Iterable[Bar], *, acting_user: User, reason: str) -> None:
    """Lift those of some bars that stand, with a reason."""
    for bar in bars:
        if bar.lifted_at is None:
            lift_bar(bar, acting_user=acting_user, reason=reason)


def whole_family(contract: SocialContract, on: date) -> list[Person]:
    """Everybody whom the contract names, and everybody who was a member of the family on a day."""
    members = Membership.objects.filter(family=contract.family_id, valid__contains=on).values_list(
        "person_id", flat=True
    )
    named = contract.obligations.values_list("person_id", flat=True)
    exempt = contract.exemptions.values_list("person_id", flat=True)
    ids = {*members, *named, *exempt}
    return list(Person.objects.filter(pk__in=ids, merged_into__isnull=True).order_by("pk"))
