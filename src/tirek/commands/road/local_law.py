"""Values that nobody has published, entered for an invented city by the way that local law goes: one proposes, another signs."""

from __future__ import annotations

from datetime import date
from typing import Any

from tirek.commands.road.officers import CITY, acting, officer, territory_of
from tirek.department.accounts.enums import Role
from tirek.department.core.calendar.today import today
from tirek.department.parameters.actions import draft_value, propose_value, sign_value
from tirek.department.parameters.enums import ValueState
from tirek.department.parameters.models import LocalValue
from tirek.rulebook.engine.calendar import Quarter

INVENTED = {"regional_subsistence_minimum": 52_000, "median_income": 120_000}
"""Tenge a month and person: nobody published them for this quarter, and a demo says so in the source of each."""
SOURCE = "көрсету үшін ойдан алынған; мәнді ешкім жарияламаған"
UNSEEN = "ойдан құрылған қала: әсері маңызды емес"


def enter_invented_values() -> int:
    """Enter and sign the values of this quarter that are not there yet; how many."""
    editor, head, on = officer(Role.PARAMETER_EDITOR, CITY), officer(Role.HEAD, CITY), today()
    quarter = str(Quarter.of(on))
    made = 0
    for parameter, amount in INVENTED.items():
        if LocalValue.objects.filter(parameter=parameter, quarter=quarter, state=ValueState.SIGNED).exists():
            continue
        with acting(editor):
            draft = draft_value(_fields(parameter, amount, quarter, on), acting_user=editor)
            proposed = propose_value(draft, acting_user=editor)
        with acting(head):
            sign_value(proposed, acting_user=head, unseen_effect_reason=UNSEEN)
        made += 1
    return made


def _fields(parameter: str, amount: int, quarter: str, on: date) -> dict[str, Any]:
    return {
        "parameter": parameter,
        "amount": str(amount),
        "quarter": quarter,
        "place_id": territory_of(CITY),
        "act_kind": "akimat_resolution",
        "act_number": "0",
        "act_date": on,
        "act_title_kk": "Ойдан шығарылған қала үшін ойдан шығарылған мән",
        "act_title_ru": "Придуманное значение для придуманного города",
        "article": "1",
        "mark": "memory",
        "source": SOURCE,
    }
