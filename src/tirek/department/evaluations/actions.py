"""Evaluating: facts are frozen with the text of the law that was read, and what came out is written once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.queries import districts_to_call
from tirek.department.core.refusals import Refused
from tirek.department.evaluations.enums import Mode, Outcome
from tirek.department.evaluations.facts import FrozenFacts, facts_of_case
from tirek.department.evaluations.models import Evaluation
from tirek.department.journal.notes import note_write
from tirek.department.parameters.overlays import current_overlay, overlay_for
from tirek.department.registry.models import Family
from tirek.department.registry.queries import districts_of_hidden_members
from tirek.department.verification.facts import facts_without_a_case
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.decisions import Answer, decide_family
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.assumptions import find_assumption
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment

TABLE = "evaluations_evaluation"
AGAIN = (Mode.AS_KNOWN_THEN, Mode.AS_KNOWN_NOW)


def evaluate_case(
    case: Case,
    *,
    mode: Mode = Mode.DECIDE,
    acting_user: User | None,
    on: date | None = None,
    applied_on: date | None = None,
    assumption: str = "",
) -> Evaluation:
    """Freeze the facts of a case and write down what the law says of them.

    Parameters
    ----------
    mode
        ``decide`` for a decision: the case is ready for one. ``preview`` and ``recalculation`` at any time.
    acting_user
        Who asks; None for a job of the house.
    on
        The day that counts; today by default. A recalculation names the month that is due.
    applied_on
        The day of the application that counts for incomes; that of the case by default.
    assumption
        Values nobody published, by name: what comes out decides nothing.

    Raises
    ------
    Refused
        ``evaluation_of_a_draft``; ``evaluation_not_ready`` where a decision is asked for and the checks are not finished;
        ``evaluation_of_nobody`` where the family has no members on the day; ``evaluation_of_a_part`` where a member lives
        in a district that the viewer does not see; ``evaluation_again`` for the modes of :func:`evaluate_again`.
    """
    _refuse_unready(case, mode)
    day, applied = on or today(), applied_on or case.applied_on
    frozen = facts_of_case(case, day, applied_on=applied)
    _refuse_nobody(frozen)
    _refuse_part_of(case.family_id, day)
    told = find_assumption(assumption) if assumption else None
    moment = Moment(on=day, territory=case.territory, applied_on=applied, assumption=told, local=current_overlay())
    made = _evaluation(case.programme, moment, frozen)
    made.case, made.family, made.territory, made.confidential = case, case.family, case.territory, case.confidential
    made.mode = mode
    return _written(made, case, acting_user)


def preview_family(
    family: Family, programme: str, *, on: date | None = None, applied_on: date | None = None, assumption: str = ""
) -> Evaluation:
    """What the law would say to a family that has not applied, of what the registry knows. Nothing is written: no case, no row.

    Five queries, and those of who knows what the family receives. Facts of confidential programmes are those that the
    viewer may know; the others are unknown.

    Raises
    ------
    Refused
        ``evaluation_of_nobody`` where the family has no members on the day; ``evaluation_of_a_part`` where a member lives
        in a district that the viewer does not see; ``programme_unknown``.
    """
    try:
        find_benefit(programme)
    except FactError:
        raise Refused("programme_unknown", _("There is no such programme."), "programme") from None
    day = on or today()
    known = facts_without_a_case(family.pk, programme, day, applied_on=applied_on)
    frozen = FrozenFacts(known.facts, known.order)
    _refuse_nobody(frozen)
    _refuse_part_of(family.pk, day)
    told = find_assumption(assumption) if assumption else None
    moment = Moment(on=day, territory=family.territory, applied_on=applied_on, assumption=told, local=current_overlay())
    made = _evaluation(programme, moment, frozen)
    made.family, made.territory, made.mode = family, family.territory, Mode.PREVIEW
    return made


def evaluate_again(evaluation: Evaluation, mode: Mode, *, acting_user: User | None) -> Evaluation:
    """The same frozen facts, on the same day, by the law as it was known then or as it is known now.

    "Then" is the day of the evaluation, with the local law that was in force then; the rulebook's own text is today's, read
    with what it knew that day. "Now" is with all that is known by now, local law included.

    Raises
    ------
    Refused
        ``evaluation_again`` for another mode.
    """
    if mode not in AGAIN:
        raise Refused("evaluation_again", _("Evaluate again as known then, or as known now."), "mode")
    then = mode == Mode.AS_KNOWN_THEN
    local = current_overlay()
    if then:
        local = overlay_for(evaluation.overlay) if evaluation.overlay else None
    moment = Moment(
        on=evaluation.on,
        territory=evaluation.territory,
        applied_on=evaluation.applied_on,
        known_on=(evaluation.known_on or local_day(evaluation.evaluated_at)) if then else None,
        assumption=find_assumption(evaluation.assumption) if evaluation.assumption else None,
        local=local,
    )
    made = _evaluation(evaluation.programme, moment, FrozenFacts.from_json(evaluation.facts))
    made.case, made.family, made.again_of, made.mode = evaluation.case, evaluation.family, evaluation, mode
    made.territory, made.confidential = evaluation.territory, evaluation.confidential
    return _written(made, evaluation.case, acting_user)


def difference_tenge(before: Evaluation, after: Evaluation) -> int | None:
    """How many tenge a period more the second gives than the first; a refusal gives none.

    None where one of them is not determined, or what they give is no money.
    """
    sums = [_tenge(each) for each in (before, after)]
    return None if sums[0] is None or sums[1] is None else sums[1] - sums[0]


def _tenge(evaluation: Evaluation) -> int | None:
    if evaluation.outcome in (Outcome.REFUSED, Outcome.ABSENT):
        return 0
    in_money = evaluation.unit.startswith("tenge")
    return evaluation.amount if in_money and evaluation.outcome == Outcome.GRANTED else None


def _refuse_unready(case: Case, mode: Mode) -> None:
    if mode in AGAIN:
        raise Refused("evaluation_again", _("An evaluation is repeated on its own facts: open it and evaluate again."))
    if case.state == CaseState.DRAFT:
        raise Refused("evaluation_of_a_draft", _("The application is not registered yet."))
    if mode == Mode.DECIDE and case.state != CaseState.READY:
        raise Refused("evaluation_not_ready", _("The case is not ready for a decision: finish the checks first."))


def _refuse_nobody(frozen: FrozenFacts) -> None:
    if not frozen.order:
        raise Refused("evaluation_of_nobody", _("The family has no members on this day."))


def _refuse_part_of(family_id: int, on: date) -> None:
    """A sum for a part of the family would be wrong, and nobody could see why."""
    elsewhere = districts_of_hidden_members(family_id, on)
    if elsewhere:
        told = _(
            "A member of this family is registered in another district, and is not in sight here: %(districts)s. "
            "Record the move or the end of the membership, or hand the case to an officer who works in both districts."
        )
        raise Refused("evaluation_of_a_part", told % {"districts": districts_to_call(elsewhere)})


def _evaluation(programme: str, moment: Moment, frozen: FrozenFacts) -> Evaluation:
    """What the law says, as a row that is not written yet."""
    answer = decide_family(programme, moment, frozen.facts)
    told = answer.as_json()
    return Evaluation(
        programme=programme,
        on=moment.on,
        applied_on=moment.application,
        known_on=moment.known_on,
        facts=frozen.as_json(),
        facts_digest=frozen.digest,
        rulebook_digest=rulebook_digest(),
        overlay=(moment.local.number or 0) if moment.local else 0,
        assumption=moment.assumption.name if moment.assumption else "",
        decides=answer.decides,
        answer=told,
        **_summary(answer, told),
    )


def _summary(answer: Answer, told: dict[str, Any]) -> dict[str, Any]:
    """The columns that lists and pages read without opening the answer."""
    known = set(Outcome.values) - {Outcome.ABSENT}
    low, high = told["amount_bounds"]
    return {
        "outcome": answer.outcome.status if answer.outcome.status in known else Outcome.ABSENT,
        "amount": told["amount"],
        "amount_low": low,
        "amount_high": high,
        "unit": told["unit"] or "",
    }


def _written(made: Evaluation, case: Case | None, acting_user: User | None) -> Evaluation:
    made.evaluated_by = acting_user
    made.save(force_insert=True)
    people = made.facts["persons"] or ([case.applicant_id] if case else [])
    digest = bytes.fromhex(made.facts_digest)
    note_write("evaluate", TABLE, made.pk, people, acting_user=acting_user, detail_digest=digest)
    return made
