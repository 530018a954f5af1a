"""Reads of the registry that several pages share."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.registry.models import Family, PeopleImport, RegisterAnswer
from tirek.department.registry.models.evidence import STILL_OPEN


def open_questions_for(family: Family, on: date) -> list[RegisterAnswer]:
    """Questions about the members of a family on a day that still wait: for a register, for a person's hand, or for a document.

    An answer that contradicts what is known is open until a document stands in; whatever a document settled is left out.
    One query, the oldest question first.
    """
    members = family.memberships.filter(valid__contains=on).values("person_id")
    return list(RegisterAnswer.objects.filter(STILL_OPEN, document="", person__in=members).order_by("asked_at", "pk"))


def open_questions() -> QuerySet[RegisterAnswer]:
    """Questions of the viewer's territories for which somebody or something still has to do a step: not answered, refused,
    or contradicted, without a document instead and not asked anew since. By a partial index, however many answers.
    """
    anew = RegisterAnswer.objects.filter(
        person=OuterRef("person"), register=OuterRef("register"), asked_at__gt=OuterRef("asked_at")
    )
    return RegisterAnswer.objects.filter(STILL_OPEN, ~Exists(anew), document="").order_by()


def access_open_question(viewer: Viewer, pk: int) -> RegisterAnswer:
    """An open question with its person; the look is journalled. Raises ``NotSeen`` for one that is settled, or not seen."""
    found = open_questions().select_related("person").filter(pk=pk).first()
    if found is None:
        raise NotSeen("question")
    note_view("person", found.person_id, [found.person_id], detail="question")
    return found


def imports_that_wait(viewer: Viewer) -> QuerySet[PeopleImport]:
    """The viewer's own files of people that have not come to their end."""
    ended = [PeopleImport.State.DONE, PeopleImport.State.CANCELLED]
    return PeopleImport.objects.filter(uploaded_by=viewer.user_id).exclude(state__in=ended).order_by()


def districts_of_hidden_members(family_id: int, on: date) -> list[str]:
    """KATO codes of the districts where members of a family live on a day whom the viewer does not see there. One query.

    A person of whom only a confidential programme knows is not told of.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_members_elsewhere(%s, %s)", [family_id, on])
        return [str(code) for (code,) in cursor.fetchall()]
