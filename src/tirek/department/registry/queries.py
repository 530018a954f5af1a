"""Reads of the registry that several pages share."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import Family, RegisterAnswer


def open_questions_for(family: Family, on: date) -> list[RegisterAnswer]:
    """Questions about the members of a family on a day that still wait: for a register, for a person's hand, or for a document.

    An answer that contradicts what is known is open until a document stands in; whatever a document settled is left out.
    One query, the oldest question first.
    """
    open_ones = Q(state__in=[AnswerState.ASKED, AnswerState.FAILED]) | Q(outcome=AnswerOutcome.CONTRADICTS)
    members = family.memberships.filter(valid__contains=on).values("person_id")
    return list(RegisterAnswer.objects.filter(open_ones, document="", person__in=members).order_by("asked_at", "pk"))
