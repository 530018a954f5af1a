"""Whether the rulebook takes a value, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tirek.department.core.calendar.today import today
from tirek.department.parameters.faults import ValueRefused
from tirek.department.parameters.models import LocalValue
from tirek.department.parameters.overlays import current_overlay, entries_of, last_overlay
from tirek.rulebook.catalogue import list_benefits
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.errors import FactError, LawError, message_text
from tirek.rulebook.engine.local_law import DRAFT, LocalLaw, make_local_law, read_entry
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import parameters_used
from tirek.rulebook.engine.program import bind_program

FIELDS: Mapping[str, str] = {
    "local_parameter": "parameter",
    "local_not_territorial": "parameter",
    "local_not_a_number": "amount",
    "local_not_whole": "amount",
    "local_range": "amount",
    "local_between": "amount",
    "local_start_day": "starts_on",
    "local_start_quarter": "quarter",
    "local_ends_first": "until",
    "local_provenance": "source",
    "local_act": "act_number",
    "unknown_territory": "place",
}
"""Field of the form that a fault of the engine is about."""


def check_value(value: LocalValue) -> None:
    """Let the engine read the value as an overlay would hold it.

    Raises
    ------
    ValueRefused
        With the engine's message in the reader's language.
    """
    try:
        read_entry(value.as_entry(known_from=today().isoformat()), "")
    except FactError as fault:
        language = (get_language() or "ru")[:2]
        told = message_text(fault.code, language, fault.details)
        raise ValueRefused(told, FIELDS.get(fault.code, "")) from fault


def check_binding(value: LocalValue) -> None:
    """Let the engine bind every programme that reads the value: ranges are proven before anybody signs.

    Raises
    ------
    ValueRefused
        If it cannot be bound.
    """
    concerned = [benefit for benefit in list_benefits() if value.parameter in parameters_used(benefit)]
    try:
        bind_program(concerned, Moment(day_of(value), value.place_id, local=law_with(value)))
    except LawError as fault:
        raise ValueRefused(
            _("With this value the law cannot be computed: %(fault)s") % {"fault": fault.what}, "amount"
        ) from fault


def law_with(value: LocalValue) -> LocalLaw:
    """The overlay in force with a value that is not signed yet, or without the one that it withdraws; decides nothing."""
    row = last_overlay()
    entries = entries_of(row.content) if row else []
    known = today().isoformat()
    if value.withdraws is None:
        entries.append(value.as_entry(known_from=known))
    else:
        for entry in entries:
            if _is_entry_of(entry, value.withdraws):
                entry["withdrawn_from"] = known
    place = row.department if row else value.place_id
    return make_local_law(entries, department=place, number=None, origin=DRAFT)


def _is_entry_of(entry: Mapping[str, object], value: LocalValue) -> bool:
    assert value.known_from is not None
    told = value.as_entry(known_from=value.known_from.isoformat())
    return all(entry.get(key) == told[key] for key in told if not isinstance(told[key], dict) and told[key] is not None)


def day_of(value: LocalValue) -> date:
    """The day on which a value is tried: today where it holds today, otherwise its first day."""
    if value.quarter:
        quarter = Quarter.parse(value.quarter)
        return today() if Quarter.of(today()) == quarter else date(quarter.year, quarter.number * 3 - 2, 1)
    assert value.starts_on is not None
    holds = value.starts_on <= today() and (value.until is None or today() < value.until)
    return today() if holds else value.starts_on


def base_number() -> int:
    """Number of the overlay in force, 0 before the first."""
    base = current_overlay()
    return base.number or 0 if base else 0
