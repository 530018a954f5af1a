"""What the pages of the office are shown with in a browser: a family with a row of every kind, and work that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.parameters.local_values import editor, fields, proposed
from tests.web.office.duplicate.test_duplicate_pages import make_pair
from tests.web.office.imports.test_import_pages import FILE
from tests.web.office.registry.test_pages_for_specialist import make_full_family
from tests.web.office.registry.test_registers import question
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import BreakGlass, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.parameters.actions import draft_value
from tirek.department.parameters.models import LocalValue
from tirek.department.registry.actions.imports import bring_people
from tirek.department.registry.actions.merges import request_merge
from tirek.department.registry.break_glass import open_break_glass
from tirek.department.registry.models import (
    Consent,
    DuplicateCandidate,
    Family,
    Membership,
    Merge,
    PeopleImport,
    Person,
    PersonAddress,
    RegisterAnswer,
    Vehicle,
)

ALMALY, ALATAU, ALMATY = "751110000", "751210000", "750000000"
CLOSED_IIN = synthetic_iin(date(1985, 3, 9), "male", 7)


@dataclass(frozen=True)
class World:
    """The objects that addresses name."""

    officer: User
    """Who opens the pages of a specialist; an import is shown to whoever brought it."""
    family: Family
    head: Person
    alone: Person
    vehicle: Vehicle
    address: PersonAddress
    consent: Consent
    colleague: User
    post: Post
    draft: LocalValue
    proposal: LocalValue
    opening: BreakGlass
    answer: RegisterAnswer
    pair: DuplicateCandidate
    merge: Merge
    brought: PeopleImport


def make_world() -> World:
    """Everything that the pages with an argument need."""
    with entered(whole_city()):
        family = make_full_family()
        alone = make_person(surname_kk="Бейсенов", given_name_kk="Тимур", sex="male")
        head = Membership.objects.get(family=family, role="head").person
        closed = make_person(ALATAU, iin=CLOSED_IIN, birth_on=date(1985, 3, 9), sex="male")
        make_family(closed, territory=ALATAU)
        rows: dict[str, Any] = {
            "vehicle": Vehicle.objects.get(person=head),
            "address": PersonAddress.objects.get(person=head),
            "consent": Consent.objects.get(person=head),
            "answer": question(family, "incomes"),
            "pair": make_pair(),
        }
        doubtful = make_pair()
        rows["merge"] = request_merge(
            doubtful.second, doubtful.first, reason="Бір адамның екі жазбасы", acting_user=make_user()
        )
    colleague, author = make_user(Role.SPECIALIST, ALMALY), editor()
    with entered(viewer_for(colleague, today(), purpose="test")):
        opening = open_break_glass(
            iin=CLOSED_IIN, reason="Хозяйка заболела, нужен срочный выезд", acting_user=colleague
        )
    officer, proposal = make_user(Role.SPECIALIST, ALMALY), proposed(author)
    viewer = viewer_for(officer, today(), purpose="test")
    with entered(viewer):
        brought = bring_people(
            FILE.encode(),
            "a.csv",
            territory=ALMALY,
            known="skip",
            reason="Үй кітабы",
            viewer=viewer,
            acting_user=officer,
        )
    with entered(viewer_for(author, today(), purpose="test")):
        draft = draft_value(local_value(), acting_user=author)
    return World(
        officer=officer,
        brought=brought,
        family=family,
        head=head,
        alone=alone,
        colleague=colleague,
        post=Post.objects.get(user=colleague),
        draft=draft,
        proposal=proposal,
        opening=opening,
        **rows,
    )


def local_value() -> dict[str, Any]:
    """A second value, still a draft."""
    return fields(amount="9", starts_on=date(2026, 9, 1), act_number="101")
