"""Reads of the first stage."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Application, Case
from tirek.department.registry.models import Family


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
