"""Life events that an officer records from the card: form and action of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.registry.actions import events, families
from tirek.department.registry.actions.people import PersonDraft
from tirek.department.registry.card import FamilyCard
from tirek.department.registry.enums import LifeEventKind
from tirek.department.registry.models import Person
from tirek.web.office.registry import forms

Told = dict[str, Any]
Districts = list[tuple[str, str]]


def _nothing(_card: FamilyCard, _districts: Districts) -> Told:
    return {}


def _members(card: FamilyCard, _districts: Districts) -> Told:
    return {"members": [(str(member.person.pk), member.person.full_name()) for member in card.members]}


def _districts(_card: FamilyCard, districts: Districts) -> Told:
    return {"districts": districts}


@dataclass(frozen=True)
class Recorded:
    """A kind of event that an officer may record."""

    heading: Promise
    form: type[django_forms.Form]
    save: Callable[[FamilyCard, Told, User], object]
    options: Callable[[FamilyCard, Districts], Told] = _nothing


def _birth(card: FamilyCard, told: Told, user: User) -> None:
    names = {name: told.pop(name) for name in ("surname_kk", "given_name_kk", "surname_ru", "given_name_ru")}
    draft = PersonDraft(
        territory=card.family.territory,
        birth_on=told["on"],
        sex=told["sex"],
        iin=told["iin"] or None,
        source=told["source"],
        **names,
    )
    events.record_birth(card.family, draft, acting_user=user, evidence=told["evidence"])


def _death(card: FamilyCard, told: Told, user: User) -> None:
    member, new_head = _chosen(card, told)
    events.record_death(member, told.pop("on"), acting_user=user, new_head=new_head, **told)


def _divorce(card: FamilyCard, told: Told, user: User) -> None:
    member, new_head = _chosen(card, told)
    events.record_divorce(member, told.pop("on"), acting_user=user, new_head=new_head, **told)


def _left(card: FamilyCard, told: Told, user: User) -> None:
    member, new_head = _chosen(card, told)
    events.record_leaving(member, told.pop("on"), acting_user=user, new_head=new_head, **told)


def _marriage(card: FamilyCard, told: Told, user: User) -> None:
    spouse = _known(told.pop("iin"))
    told.pop("role")
    events.record_marriage(card.family, spouse, told.pop("on"), acting_user=user, **told)


def _joined(card: FamilyCard, told: Told, user: User) -> None:
    person = _known(told.pop("iin"))
    events.record_joining(card.family, person, told.pop("on"), acting_user=user, **told)


def _move(card: FamilyCard, told: Told, user: User) -> None:
    place = families.place_of(told.pop("territory"), told.pop("street"), told.pop("house"), told.pop("flat"))
    events.record_move(card.family, place, told.pop("on"), acting_user=user, **told)


def _chosen(card: FamilyCard, told: Told) -> tuple[Person, Person | None]:
    people = {str(member.person.pk): member.person for member in card.members}
    return people[told.pop("member")], people.get(told.pop("new_head"))


def _known(iin: str) -> Person:
    found = Person.objects.filter(iin="".join(iin.split()), merged_into=None).first()
    if found is None:
        raise Refused("nobody", _("Nobody in your territory has this IIN. Register the person first."), "iin")
    return found


EVENTS: Final[Mapping[str, Recorded]] = {
    LifeEventKind.BIRTH: Recorded(_("A child was born"), forms.BirthForm, _birth),
    LifeEventKind.DEATH: Recorded(_("A member died"), forms.MemberEventForm, _death, _members),
    LifeEventKind.MARRIAGE: Recorded(_("Marriage"), forms.JoinForm, _marriage),
    LifeEventKind.DIVORCE: Recorded(_("Divorce"), forms.MemberEventForm, _divorce, _members),
    LifeEventKind.MOVE: Recorded(_("The family moved"), forms.MoveForm, _move, _districts),
    LifeEventKind.JOINED: Recorded(_("Somebody joined the family"), forms.JoinForm, _joined),
    LifeEventKind.LEFT: Recorded(_("A member left the family"), forms.MemberEventForm, _left, _members),
}
