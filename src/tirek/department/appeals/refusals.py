"""What is said where something cannot be done with an appeal or a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused, Sentence

MESSAGES: Final[dict[str, str | Promise]] = {
    "not_signed": _("Only a signed decision can be appealed against."),
    "appellant_not_a_member": _("The appellant is the applicant or a member of the family."),
    "claim_missing": _("Write what is asked for, and why."),
    "day_to_come": _("This day has not come yet."),
    "known_before_signed": _("The family cannot have learnt of the decision before it was signed."),
    "received_before_known": _("The appeal came before the family learnt of the decision: check both days."),
    "nothing_to_suspend": _("A grant or a refusal changes nothing that runs: there is nothing to suspend."),
    "appeal_open": _("An appeal against this decision is open already. Go on with that one."),
    "moved_meanwhile": _("It stands elsewhere by now: somebody was first. Open it again and look."),
    "own_decision": _("You drafted or signed this decision: another person decides the appeal."),
    "reviewed_by_another": _("A colleague has taken this appeal up. Take it over first, if you are to decide it."),
    "reasons_missing": _("Write the reasons: the family will read them."),
    "came_late": _("The appeal came after the term. Say why the term is restored, or find it not admissible."),
    "case_open_elsewhere": _("The family has another open case of this programme. Close that one first."),
    "reason_missing": _("Say why."),
    "text_missing": _("Write what the complaint is about."),
    "district_closed": _("Your posts do not cover this district."),
    "other_district": _("The case belongs to another district."),
    "cannot_handle": _("This member of the staff has no post in the district of the complaint."),
    "complains_about_own": _("Nobody answers a complaint about oneself: choose a colleague."),
    "answer_missing": _("Write the answer."),
    "justified_missing": _("Say whether the complaint was justified."),
}

CONSTRAINTS: Mapping[str, Sentence] = {
    "appeal_one_open": ("appeal_open", MESSAGES["appeal_open"], ""),
    "appeal_decided_by_another": ("own_decision", MESSAGES["own_decision"], ""),
    "appeal_late_is_heard_with_a_reason": ("came_late", MESSAGES["came_late"], "restored_reason"),
    "case_one_open_a_programme": ("case_open_elsewhere", MESSAGES["case_open_elsewhere"], ""),
}
"""Constraints of the database in the same words."""


class AppealRefused(Refused):
    """Something was not done; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)
