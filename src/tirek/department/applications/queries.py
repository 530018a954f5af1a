"""Reads of the first stage."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Application, Case
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import Family, Person
from tirek.rulebook.engine.case import Row


def list_drafts() -> QuerySet[Application]:
    """The drafts that the viewer may see and that nobody put aside, with their applicants and authors."""
    alive = Case.objects.filter(application=OuterRef("pk"), state=CaseState.DRAFT)
    return Application.objects.filter(Exists(alive), registered_at__isnull=True).select_related(
        "applicant", "created_by"
    )


def drafts_of_family(family: Family) -> list[Application]:
    """The drafts of a family, the latest first."""
    return list(list_drafts().filter(family=family).order_by("-pk")[:10])


def open_programmes(family: Family) -> frozenset[str]:
    """Programmes for which an application of the family is open, as far as the viewer sees."""
    found = Case.objects.filter(family=family, state__in=CaseState.open()).values_list("programme", flat=True)
    return frozenset(found)


def find_by_code(code: str) -> Application | None:
    """The application of a sticker's code or of a registration number; None where the viewer sees none."""
    typed = code.strip()
    try:
        return Application.objects.filter(barcode=UUID(typed)).first()
    except ValueError:
        return Application.objects.filter(number=typed).first() if typed else None


def known_facts(family: Family, on: date, members: list[Person]) -> tuple[Row, dict[int, Row]]:
    """What the registry knows on a day, in stored form: of the family, and of each person by id. Two queries."""
    ids = [person.pk for person in members]
    merged = list(Person.objects.filter(merged_into__in=ids).values_list("pk", flat=True))
    case, order = case_of_family(family.pk, [*ids, *merged], on)
    return case.family, dict(zip(order, case.rows["person"] or (), strict=True))
