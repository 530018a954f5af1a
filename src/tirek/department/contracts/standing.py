"""Who of a family must take part in measures and who is exempt, as the law reads the facts of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tirek.department.applications.models import Case
from tirek.department.contracts.enums import ExemptionGround
from tirek.department.contracts.grounds import grounds
from tirek.department.parameters.overlays import current_overlay
from tirek.department.verification.facts import facts_of
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine import Boolean, age, parameter, person
from tirek.rulebook.engine.interpreter import Interpreter, interpret, settled
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.program import Program, bind_node, bind_program
from tirek.rulebook.engine.tree import walk
from tirek.rulebook.national.household import counted
from tirek.rulebook.national.targeted_assistance import carer, of_pension_age, owes_participation, severe_disability

GROUNDS: Mapping[ExemptionGround, Callable[[], Boolean]] = {
    ExemptionGround.DISABILITY: severe_disability,
    ExemptionGround.STUDY: lambda: person.full_time_student,
    ExemptionGround.ILLNESS: lambda: person.long_illness,
    ExemptionGround.CARE: carer,
    ExemptionGround.EMPLOYED: lambda: person.employment == "permanent_job",
    ExemptionGround.AGE: lambda: (age(person.birth_date) < parameter("able_bodied_age")) | of_pension_age(),
}
"""The condition of each ground: the steps of the rulebook by which it says who owes participation."""


@dataclass(frozen=True)
class Standing:
    """What the law says of one member.

    ``is_counted`` and ``owes`` are None where a fact is missing; ``ground`` says why a member owes nothing, and
    ``missing`` which facts of the person the answer waits for.
    """

    person_id: int
    is_counted: bool | None
    owes: bool | None
    ground: ExemptionGround | None
    missing: tuple[str, ...] = ()


def standings_of(case: Case, on: date) -> list[Standing]:
    """What the law of the case's programme says of every member of the family on a day."""
    known = facts_of(case, on)
    moment = Moment(on=on, applied_on=case.applied_on, territory=case.territory, local=current_overlay())
    program = bind_program([find_benefit(case.programme)], moment)
    return _Reading(program, interpret(program, known.facts)).standings(known.order)


class _Reading:
    """The steps of the law for one family."""

    def __init__(self, program: Program, interpreter: Interpreter) -> None:
        self.program, self.interpreter = program, interpreter

    def standings(self, order: tuple[int, ...]) -> list[Standing]:
        return [self._standing(row, person_id) for row, person_id in enumerate(order)]

    def _standing(self, row: int, person_id: int) -> Standing:
        is_counted, owes = self._holds(counted(), row), self._holds(owes_participation(), row)
        ground = None
        if owes is False and is_counted is not False:
            ground = next((code for code in grounds() if self._holds(GROUNDS[code](), row)), None)
        unclear = is_counted is not False and (owes is None or (owes is False and ground is None))
        return Standing(person_id, is_counted, owes, ground, self._missing(row) if unclear else ())

    def _holds(self, condition: Boolean, row: int) -> bool | None:
        bounds = self.interpreter.row_value(bind_node(self.program, condition.node), row)
        return bool(bounds[0]) if settled(bounds) else None

    def _missing(self, row: int) -> tuple[str, ...]:
        """Facts of the person that the step reads and nobody told."""
        known = (self.interpreter.case.rows.get("person") or ())[row]
        node = bind_node(self.program, owes_participation().node)
        asked = {each.args[1] for each in walk(node) if each.op == "fact" and each.args[0] == "person"}
        return tuple(sorted(name for name in asked if name not in known))
