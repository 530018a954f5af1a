"""Who was known only through a confidential programme, and is met outside of it: from then on a person like any other."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from tirek.department.accounts.models import User
from tirek.department.journal.notes import note_write


def note_met_otherwise(
    numbers: Iterable[str | None], *, acting_user: User | None, persons: Iterable[int] = (), everywhere: bool = False
) -> int:
    """Open the records, of these IINs and ids, that were hidden because only a programme knew them; how many.

    Called where a person comes to us by another way: a row of an open list or of an officer's file (in the viewer's
    districts); or registered at a desk (``everywhere``) by somebody who may not know of the record, in whatever district it
    lies. What belongs to the programme stays hidden; only that the person is known shows. Inside ``entered(viewer)``.

    Writes ``known_otherwise`` of those persons, for good, and a line of the journal.
    """
    with connection.cursor() as cursor:
        told = [iin for iin in numbers if iin]
        cursor.execute("SELECT registry_met_otherwise(%s, %s, %s)", [told, list(persons), everywhere])
        met = [pk for (pk,) in cursor.fetchall()]
    if met:
        # A change like any other: a word of its own would say, to whoever reads the journal, what was hidden.
        note_write("change", "registry_person", None, met, acting_user=acting_user)
    return len(met)
