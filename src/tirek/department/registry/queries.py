"""Reads of the registry that several pages share."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import Family, PeopleImport, RegisterAnswer


def open_questions_for(family: Family, on: date) -> list[RegisterAnswer]:
    """Questions about the members of a family on a day that still wait: for a register, for a person's hand, or for a document.

    An answer that contradicts what is known is open until a document stands in; whatever a document settled is left out.
    One query, the oldest question first.
    """
    open_ones = Q(state__in=[AnswerState.ASKED, AnswerState.FAILED]) | Q(outcome=AnswerOutcome.CONTRADICTS)
    members = family.memberships.filter(valid__contains=on).values("person_id")
    return list(RegisterAnswer.objects.filter(open_ones, document="", person__in=members).order_by("asked_at", "pk"))


def questions_that_wait() -> QuerySet[RegisterAnswer]:
    """Questions of the viewer's territories that no register has answered yet; by a partial index, however many answers."""
    return RegisterAnswer.objects.filter(next_try_at__isnull=False).order_by()


def imports_that_wait(viewer: Viewer) -> QuerySet[PeopleImport]:
    """The viewer's own files of people that have not come to their end."""
    ended = [PeopleImport.State.DONE, PeopleImport.State.CANCELLED]
    return PeopleImport.objects.filter(uploaded_by=viewer.user_id).exclude(state__in=ended).order_by()
