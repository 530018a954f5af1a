"""What is said where a decision cannot be drafted, handed on or signed."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused

MESSAGES: Final[dict[str, str | Promise]] = {
    "no_right": _("Your post does not give this right in this district."),
    "not_author": _("Only the author of the draft changes it, hands it on or takes it back."),
    "own_draft": _("You drafted this decision: another person signs or returns it."),
    "moved_meanwhile": _("The decision stands elsewhere by now: somebody was first. Open it again and look."),
    "case_not_ready": _("The facts of this case are not all checked: it is not ready for a decision."),
    "case_not_granted": _("This is decided for a family that receives the aid; this case was not granted."),
    "one_open": _("This case has a decision already that is not signed: go on with that one, or drop it."),
    "no_evaluation": _("The case has not been evaluated for a decision yet. Evaluate it first."),
    "foreign_evaluation": _("This evaluation belongs to another case."),
    "not_deciding": _(
        "This evaluation decides nothing: it rests on an assumption or on a draft of the law. Enter the local norm "
        "that is missing, and evaluate the case again."
    ),
    "evaluated_again": _("The case was evaluated again since this was drafted: draft the decision anew."),
    "override_reason": _("The draft differs from the rule: write why."),
    "reason_short": _("Write a reason of at least five characters."),
    "stop_reason": _("Write why the aid is stopped: the family will read it."),
    "ground_missing": _("Choose at least one ground of the refusal."),
    "ground_unknown": _("This programme knows no such ground of refusal."),
    "road_reason": _("Write what was established: the family will read it."),
    "amount_missing": _("Write the amount; where there is a ceiling, the special commission sets it."),
    "amount_above": _("The amount is above the ceiling that the rule gives."),
    "amount_negative": _("An amount is a whole number from zero on."),
    "period_wrong": _("The last day lies before the first."),
    "flagged": _("A decision with a mark is signed by itself, never in a round."),
    "round_empty": _("Choose at least one decision."),
    "round_large": _("Too many at once: sign up to two hundred in one round."),
}


class DecisionRefused(Refused):
    """Something was not done with a decision; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)
