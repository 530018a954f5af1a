"""The card of a family and of a person as the pages show them: words for codes, masks for numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.identifiers.iban import mask_iban
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.registry.card import FamilyCard, Member, age_on
from tirek.department.registry.enums import (
    AddressKind,
    DisabilityCause,
    DisabilityGroup,
    DwellingKind,
    FamilyRole,
    IncomeKind,
    LifeEventKind,
    Tenure,
    VehicleKind,
)
from tirek.department.registry.facts.columns import status_kinds
from tirek.department.registry.models import (
    Address,
    BankAccount,
    Circumstance,
    Consent,
    Disability,
    Dwelling,
    Membership,
    Person,
    PersonAddress,
    Status,
    Vehicle,
)
from tirek.rulebook.decisions import Answer
from tirek.rulebook.engine.facts import fact_register
from tirek.rulebook.letters import has_letter, level_letter
from tirek.web.office.registry.evidence import answers_of
from tirek.web.office.registry.forms import CONSENT_PURPOSES
from tirek.web.ui.language import language_of_page

REVEALED = ("iin", "phone")
"""Fields of a person that are masked until a reason is given."""


@dataclass(frozen=True)
class Line:
    """A line of a list: what it is, the detail, from when to when, and how it is ended."""

    title: str | Promise
    detail: str = ""
    since: date | None = None
    until: date | None = None
    end_url: str = ""


@dataclass(frozen=True)
class Masked:
    """A number that a reason unmasks."""

    label: str
    value: str
    url: str
    field_id: str


@dataclass(frozen=True)
class ShownMember:
    """A member on the card."""

    person: Person
    name: str
    role: str | Promise
    age_years: int | None
    masked: list[Masked]
    addresses: list[Line]
    statuses: list[Line]
    accounts: list[Line]
    consents: list[Line]
    facts: list[Line]


@dataclass(frozen=True)
class Entry:
    """One entry of the timeline."""

    day: date
    text: str | Promise
    detail: str = ""


def card_context(card: FamilyCard, viewer: Viewer, language: str) -> dict[str, Any]:
    """What the template of the card is given."""
    members = [shown_member(member, card.on, language, card.addresses) for member in card.members]
    incomes = card.incomes_by_kind()
    answers = answers_of(card, language)
    head = card.head
    return {
        "card": card,
        "family": card.family,
        "members": members,
        "title": head.person.full_name(language) if head else _("Family"),
        "address": address_text(card.family.address),
        "incomes": [(IncomeKind(kind).label, amount) for kind, amount in sorted(incomes.items())],
        "income_total": sum(incomes.values()),
        "property": [line for member in card.members for line in property_lines(member, card.on, card.addresses)],
        "level": shown_level(card.level, language),
        "timeline": [Entry(e.happened_on, LifeEventKind(e.kind).label, e.evidence) for e in card.events],
        "answers": [answer for answer in answers if answer.is_asked],
        "not_asked": [answer for answer in answers if not answer.is_asked],
        "events": [(kind, kind.label) for kind in RECORDED],
        "may_edit": viewer.may("edit_person"),
        "may_retain": viewer.may("retain_data"),
        "may_register": viewer.may("register_application") and card.family.dissolved_on is None,
        "may_record": viewer.may("edit_person") and card.family.dissolved_on is None,
    }


RECORDED = (
    LifeEventKind.BIRTH,
    LifeEventKind.DEATH,
    LifeEventKind.MARRIAGE,
    LifeEventKind.DIVORCE,
    LifeEventKind.MOVE,
    LifeEventKind.JOINED,
    LifeEventKind.LEFT,
)
"""Events that an officer records from the card."""


def person_context(person: Person, membership: Membership | None, viewer: Viewer, on: date) -> dict[str, Any]:
    """What the template of a person alone is given."""
    language = language_of_page()
    return {
        "person": person,
        "title": person.full_name(language),
        "age_years": age_on(person.birth_on, on),
        "masked": masked_of(person),
        "membership": membership,
        "may_edit": viewer.may("edit_person"),
        "may_retain": viewer.may("retain_data"),
    }


def shown_member(member: Member, on: date, language: str, addresses: dict[int, Address] | Any) -> ShownMember:
    """A member with the words of the page's language."""
    person = member.person
    return ShownMember(
        person=person,
        name=person.full_name(language),
        role=FamilyRole(member.membership.role).label,
        age_years=member.age_years,
        masked=masked_of(person),
        addresses=[
            Line(AddressKind(row.kind).label, address_text(addresses.get(row.address_id)), *ends(row))
            for row in member.of(PersonAddress, on)
        ],
        statuses=[*status_lines(member, on, language), *disability_lines(member, on)],
        accounts=[
            Line(mask_iban(row.iban), _("to pay to") if row.preferred else "", *ends(row))
            for row in member.of(BankAccount, on)
        ],
        consents=[consent_line(row, person) for row in member.of(Consent, on)],
        facts=[fact_line(row, person, language) for row in member.of(Circumstance, on)],
    )


def masked_of(person: Person) -> list[Masked]:
    """The numbers of a person, masked."""
    told = {
        "iin": (_("IIN"), mask_iin(person.iin) if person.iin else ""),
        "phone": (_("Phone"), mask_phone(person.phone) if person.phone else ""),
    }
    return [
        Masked(label, value, reverse("office:person-reveal", args=[person.pk, name]), f"reason_{name}_{person.pk}")
        for name, (label, value) in told.items()
        if value
    ]


def ends(row: Any) -> tuple[date | None, date | None]:
    """The first and the last day on which a row holds; the upper end of its range does not count."""
    upper = row.valid.upper
    return row.valid.lower, upper - timedelta(days=1) if upper else None


def end_url(kind: str, row: Any) -> str:
    """Where a row of a person is ended."""
    return reverse("office:person-end", args=[row.person_id, kind, row.pk])


def status_lines(member: Member, on: date, language: str) -> Iterable[Line]:
    """Statuses of a person, by the words of ``statuses.yaml``."""
    for row in member.of(Status, on):
        titles = status_kinds().get(row.kind, {})
        document = " ".join(part for part in (row.document, row.issuer) if part)
        yield Line(str(titles.get(language, row.kind)), document, *ends(row), end_url("status", row))


def disability_lines(member: Member, on: date) -> Iterable[Line]:
    """The disability as established."""
    for row in member.of(Disability, on):
        text = f"{_('Disability')}: {DisabilityGroup(row.group).label}"
        yield Line(text, str(DisabilityCause(row.cause).label), *ends(row), end_url("disability", row))


def property_lines(member: Member, on: date, addresses: Any) -> Iterable[Line]:
    """Dwellings and vehicles of a member."""
    for row in member.of(Dwelling, on):
        area = f"{row.area_m2_hundredths / 100:g} м²".replace(".", ",") if row.area_m2_hundredths else ""
        parts = [str(Tenure(row.tenure).label), area, address_text(addresses.get(row.address_id))]
        title = DwellingKind(row.kind).label
        yield Line(title, ", ".join(part for part in parts if part), *ends(row), end_url("dwelling", row))
    for row in member.of(Vehicle, on):
        detail = " ".join(str(part) for part in (row.make, row.made_in_year or "") if part)
        yield Line(VehicleKind(row.kind).label, detail, *ends(row), end_url("vehicle", row))


def consent_line(row: Consent, person: Person) -> Line:
    """A consent, and where it is withdrawn."""
    withdrawn = row.withdrawn_at is not None
    url = "" if withdrawn else reverse("office:consent-withdraw", args=[person.pk, row.pk])
    title = str(CONSENT_PURPOSES.get(row.purpose, row.purpose))
    return Line(title, _("withdrawn") if withdrawn else row.get_form_display(), *ends(row), url)


def fact_line(row: Circumstance, person: Person, language: str) -> Line:
    """A recorded fact of the law, by its title in the register."""
    fact = fact_register()["person"].get(row.fact) or fact_register()["family"].get(row.fact)
    title = fact.title[language] if fact else row.fact
    is_boolean = fact is not None and fact.type == "boolean"
    value = (_("yes") if row.value else _("no")) if is_boolean else row.choice or str(row.value)
    return Line(title, value, *ends(row), end_url("circumstance", row))


def address_text(address: Address | None) -> str:
    """Street, house, flat."""
    if address is None:
        return ""
    return ", ".join(part for part in (address.locality, address.street, address.house, address.flat) if part)


def shown_level(answer: Answer | None, language: str) -> dict[str, Any] | None:
    """The level of welfare with its reasons, or what is missing to tell it."""
    if answer is None:
        return None
    made = answer.as_json()
    return {
        "level": made["amount"],
        "bounds": made["amount_bounds"],
        "missing": [_missing_title(entry, language) for entry in made["missing"]],
        "letter": level_letter(answer, language).splitlines() if has_letter(answer) else [],
        "steps": [step.sentence(language) for step in answer.trace],
        "is_draft": not made["decides"],
    }


def _missing_title(entry: dict[str, Any], language: str) -> str:
    """A fact or a parameter by its title; things nobody was asked about, of which there is no row, by their kind."""
    if "title" in entry:
        return str(entry["title"][language])
    return {"dwellings": _("Dwelling"), "vehicles": _("Vehicle")}.get(entry["key"], str(entry["key"]))
