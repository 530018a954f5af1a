"""Who came, who left and whose row changed since the last list of the same body and district."""

from __future__ import annotations

from dataclasses import dataclass

from tirek.department.lists.models import IncomingList, ListRow


@dataclass(frozen=True)
class Difference:
    """Rows of this list that came or changed, and rows of the one before whose people left."""

    before: IncomingList | None
    came: tuple[ListRow, ...]
    left: tuple[ListRow, ...]
    changed: tuple[ListRow, ...]


def list_before(incoming: IncomingList) -> IncomingList | None:
    """The list it corrects; else the last applied one of an earlier period."""
    if incoming.corrects is not None:
        return incoming.corrects
    return (
        IncomingList.objects.filter(
            schema=incoming.schema,
            territory=incoming.territory,
            state=IncomingList.State.APPLIED,
            period_on__lt=incoming.period_on,
        )
        .order_by("-period_on")
        .first()
    )


def difference_to(incoming: IncomingList) -> Difference:
    """The difference to the list before. Three queries."""
    before = list_before(incoming)
    now = {
        row.person_id: row for row in incoming.rows.filter(person__isnull=False).select_related("person", "incoming")
    }
    then = (
        {row.person_id: row for row in before.rows.filter(person__isnull=False).select_related("person", "incoming")}
        if before
        else {}
    )
    return Difference(
        before,
        came=tuple(row for key, row in now.items() if key not in then),
        left=tuple(row for key, row in then.items() if key not in now),
        changed=tuple(row for key, row in now.items() if key in then and row.data != then[key].data),
    )
