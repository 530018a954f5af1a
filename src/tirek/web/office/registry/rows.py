"""Which rows an officer adds to a person, and which are ended: form and action of each kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms as django_forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.registry.actions import rows
from tirek.department.registry.models import Circumstance, Disability, Dwelling, Person, Status, Vehicle
from tirek.department.registry.models.recorded import OfPerson
from tirek.web.office.registry import forms

Told = dict[str, Any]


def _nothing(_viewer: Viewer) -> Told:
    return {}


@dataclass(frozen=True)
class Added:
    """A kind of row that an officer may add."""

    heading: Promise
    form: type[django_forms.Form]
    save: Callable[[Person, Told, User], object]
    options: Callable[[Viewer], Told] = _nothing


def _income(person: Person, told: Told, user: User) -> object:
    return rows.record_income(person, acting_user=user, **told)


def _disability(person: Person, told: Told, user: User) -> object:
    return rows.record_row(Disability, person, acting_user=user, **_dated(told))


def _status(person: Person, told: Told, user: User) -> object:
    return rows.record_status(person, acting_user=user, **told)


def _dwelling(person: Person, told: Told, user: User) -> object:
    values = _dated(told)
    values["area_m2_hundredths"] = int(values.pop("area_m2") * 100)
    return rows.record_row(Dwelling, person, acting_user=user, **values)


def _vehicle(person: Person, told: Told, user: User) -> object:
    return rows.record_row(Vehicle, person, acting_user=user, **_dated(told))


def _account(person: Person, told: Told, user: User) -> object:
    return rows.record_account(person, acting_user=user, **told)


def _consent(person: Person, told: Told, user: User) -> object:
    return rows.give_consent(person, acting_user=user, **told)


def _circumstance(person: Person, told: Told, user: User) -> object:
    return rows.record_circumstance(person, acting_user=user, **told)


def _programmes(viewer: Viewer) -> Told:
    return {"confidential": viewer.confidential}


def _dated(told: Told) -> Told:
    """The two days of a form as the range of a row."""
    values = dict(told)
    values["valid"] = (values.pop("since"), values.pop("until"))
    return values


ADDED: Final[Mapping[str, Added]] = {
    "income": Added(_("Income of a month"), forms.IncomeForm, _income),
    "disability": Added(_("Disability"), forms.DisabilityForm, _disability),
    "status": Added(_("Status"), forms.StatusForm, _status, _programmes),
    "dwelling": Added(_("Dwelling"), forms.DwellingForm, _dwelling),
    "vehicle": Added(_("Vehicle"), forms.VehicleForm, _vehicle),
    "account": Added(_("Bank account"), forms.AccountForm, _account),
    "consent": Added(_("Consent"), forms.ConsentGivenForm, _consent),
    "circumstance": Added(_("Another fact"), forms.CircumstanceForm, _circumstance, _programmes),
}

ENDED: Final[Mapping[str, type[OfPerson]]] = {
    "circumstance": Circumstance,
    "disability": Disability,
    "dwelling": Dwelling,
    "status": Status,
    "vehicle": Vehicle,
}
