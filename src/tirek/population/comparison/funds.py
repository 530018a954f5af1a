"""Which budget pays a programme: an attribute of a date, since it has changed from year to year."""

from __future__ import annotations

from datetime import date

from tirek.rulebook.engine.benefit import Benefit

REPUBLICAN, LOCAL, UNSTATED = "republican", "local", "unstated"
FUNDS = (REPUBLICAN, LOCAL, UNSTATED)


def fund_of(benefit: Benefit, day: date) -> str:
    """The budget that pays on a day, from ``fund`` of its ``benefit.yaml``; ``unstated`` where nothing is said of the day."""
    stated = [entry for entry in benefit.document.get("fund") or () if entry["from"] <= day]
    return str(max(stated, key=lambda entry: entry["from"])["budget"]) if stated else UNSTATED
