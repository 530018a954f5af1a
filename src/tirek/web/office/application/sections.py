"""The form of an application, section by section: the family, each person, each thing claimed; filled in from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from tirek.department.applications.actions.registration import Applying, applying_members
from tirek.department.applications.models import Application
from tirek.department.applications.questions import (
    CLAIM,
    FAMILY,
    MOST_CLAIMS,
    ORDINAL,
    PERSON,
    asked_facts,
    key_of,
    written_value,
)
from tirek.department.journal.views import note_view
from tirek.department.registry.card import age_on
from tirek.department.registry.enums import FamilyRole, IncomeKind
from tirek.department.verification.facts import registry_facts
from tirek.rulebook.engine.case import Row
from tirek.rulebook.engine.facts import Fact
from tirek.web.office.application.forms import Asked, Section
from tirek.web.ui.language import language_of_page

EARNS_YEARS = 16
"""Below this age the questions about earnings are folded: a child of whom there is something to tell is the exception."""
OF_EARNERS = frozenset({IncomeKind.WAGE, IncomeKind.BUSINESS_INCOME, IncomeKind.RENT_INCOME, IncomeKind.FARM_INCOME})


def sections_of(application: Application, *, claims: int = 1) -> list[Section]:
    """The sections of a draft, with places for so many claims; empty ones are left out. A fixed number of queries."""
    facts = asked_facts(application.programmes)
    members = applying_members(application.family, application.received_on)
    note_view("application", application.pk, [one.person.pk for one in members], detail="form")
    known = registry_facts(application.family_id, application.received_on)
    persons = dict(zip(known.order, known.facts.rows["person"] or (), strict=True))
    made = [
        Section(_("The family"), "", [_asked(fact, known.facts.family) for fact in facts if fact.entity == FAMILY]),
        *(_of_person(member, facts, persons.get(member.person.pk, {}), application.received_on) for member in members),
        *_claims(facts, claims),
    ]
    return [section for section in made if section.asked]


def _asked(fact: Fact, known: Row, person_id: int | None = None, *, is_aside: bool = False) -> Asked:
    stored = known.get(fact.name)
    written = written_value(fact, int(stored)) if stored is not None else ""
    return Asked(key_of(fact, person_id=person_id), fact, written, is_aside)


def _of_person(member: Applying, facts: Sequence[Fact], known: Row, on: date) -> Section:
    person, age = member.person, age_on(member.person.birth_on, on)
    is_child = age is not None and age < EARNS_YEARS
    role = str(FamilyRole(member.role).label)
    note = role if age is None else _("%(role)s, age %(age)s") % {"role": role, "age": age}
    asked = [
        _asked(fact, known, person.pk, is_aside=is_child and fact.name in OF_EARNERS)
        for fact in facts
        if fact.entity == PERSON
    ]
    return Section(person.full_name(language_of_page()), note, asked)


def _claims(facts: Sequence[Fact], claims: int) -> list[Section]:
    asked = [fact for fact in facts if fact.entity == CLAIM and fact.name != ORDINAL]
    if not asked:
        return []
    return [
        Section(
            _("What is to be refunded or provided, %(number)s") % {"number": row + 1},
            "",
            [Asked(key_of(fact, row=row), fact) for fact in asked],
        )
        for row in range(min(max(1, claims), MOST_CLAIMS))
    ]
