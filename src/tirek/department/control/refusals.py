"""What is said where something of social audit cannot be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused, Sentence

MESSAGES: Final[dict[str, str | Promise]] = {
    "district_not_yours": _("Your posts do not cover this territory."),
    "plan_words_missing": _("Write what is to be inspected, and on what ground."),
    "plan_moved": _("The plan stands elsewhere by now: open it again and look."),
    "own_plan": _("You prepared this plan: another person approves it."),
    "plan_not_approved": _("A sample is drawn for an approved plan."),
    "population_empty": _("Nothing answers to this choice: take a longer time, or more programmes."),
    "days_wrong": _("The last day comes before the first."),
    "margin_wrong": _("A margin lies between 0.5 and 50 per cent."),
    "risk_size_missing": _("Say how many are taken by risk."),
    "sampled_moved": _("This case stands elsewhere by now: open it again and look."),
    "took_part": _("This inspector took part in the case, or it is of the own family: choose somebody else."),
    "cannot_inspect": _("This member of the staff may not inspect in the district of the case."),
    "reason_missing": _("Say why."),
    "not_inspector": _("The case was given to another inspector."),
    "inspection_closed": _("The inspection is closed: nothing of it changes."),
    "words_missing": _("Write what was seen."),
    "day_to_come": _("This day has not come yet."),
    "code_unknown": _("The list of findings knows no such code."),
    "sum_missing": _("Write the sum at stake, in whole tenge."),
    "sum_not_asked": _("No sum stands with this finding."),
    "finding_twice": _("This is written down already: one finding of a code in an inspection."),
    "finding_moved": _("The finding stands elsewhere by now: open it again and look."),
    "inspection_open": _("The inspection is still open: the section replies when it is closed."),
    "own_finding": _("You wrote this finding: the section replies, not its inspector."),
    "replied": _("The section replied already."),
    "reply_too_late": _("A measure is ordered already: object to the finding instead."),
    "not_heard": _("The section has not replied, and still has time: order the measure after that."),
    "orders_own": _("You wrote this finding: another person orders what follows."),
    "measure_twice": _("A measure of this kind is ordered already."),
    "due_past": _("The last day lies before today."),
    "measure_moved": _("The measure stands elsewhere by now: open it again and look."),
    "objection_open": _("An objection to this finding is open already."),
    "objection_moved": _("The objection is decided already."),
    "objection_own": _("An objection is decided by somebody who neither found, ordered, objected, nor took part in the case."),
    "plan_unfinished": _("Some sampled cases are neither inspected nor left out: the report comes after them."),
    "nothing_drawn": _("No sample was drawn for this plan: there is nothing to report."),
    "decision_not_signed": _("Only a signed decision can be proved."),
    "payment_of_another": _("This payment belongs to another decision."),
    "evidence_broken": _("What stands here is not what was signed. Tell the head of control at once; nothing was made."),
    "round_hidden": _("The decision was signed together with others that you may not see: a colleague makes the bundle."),
    "sharing_twice": _("This sharing is explained already."),
    "sharing_unknown": _("Nobody shares this any longer: open the list again."),
}  # fmt: skip

CONSTRAINTS: Mapping[str, Sentence] = {
    "inspector_took_no_part": ("took_part", MESSAGES["took_part"], "inspector"),
    "inspection_by_its_inspector": ("not_inspector", MESSAGES["not_inspector"], ""),
    "sample_of_an_approved_plan": ("plan_not_approved", MESSAGES["plan_not_approved"], ""),
    "finding_of_an_open_inspection": ("inspection_closed", MESSAGES["inspection_closed"], ""),
    "finding_code_once": ("finding_twice", MESSAGES["finding_twice"], "code"),
    "reply_of_the_section": ("own_finding", MESSAGES["own_finding"], ""),
    "measure_by_another": ("orders_own", MESSAGES["orders_own"], ""),
    "measure_after_the_reply": ("not_heard", MESSAGES["not_heard"], ""),
    "measure_kind_once": ("measure_twice", MESSAGES["measure_twice"], "kind"),
    "objection_one_open": ("objection_open", MESSAGES["objection_open"], ""),
    "objection_decided_by_another": ("objection_own", MESSAGES["objection_own"], ""),
    "objection_decided_whole_by_another": ("objection_own", MESSAGES["objection_own"], ""),
    "sharing_once": ("sharing_twice", MESSAGES["sharing_twice"], ""),
}
"""Constraints of the database in the same words."""


class ControlRefused(Refused):
    """Something was not done; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)
