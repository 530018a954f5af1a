"""What is said where something cannot be done with a social contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused, Sentence

MESSAGES: Final[dict[str, str | Promise]] = {
    "no_contract_asked": _("This programme asks for no social contract."),
    "case_closed": _("The case is closed: a contract is drafted while it is open, or while its aid runs."),
    "contract_open": _("This case has a contract already. Go on with that one."),
    "contract_overlaps": _("The family has another contract in force on these days. End that one first."),
    "moved_meanwhile": _("The contract stands elsewhere by now: somebody was first. Open it again and look."),
    "days_wrong": _("The last day lies before the first."),
    "nobody_obliged": _("Nobody of this family must take part in measures: it needs no social contract."),
    "not_a_member": _("This person is no member of the family."),
    "outside_the_contract": _("This day lies outside the days of the contract."),
    "day_to_come": _("This day has not come yet."),
    "exempt_already": _("This member is exempt. Lift the exemption first."),
    "exempted": _("This member is exempt already."),
    "obliged_member": _("This member has obligations in the plan. Strike them first."),
    "document_of_another": _("This file belongs elsewhere. Store it anew here."),
    "plan_missing": _(
        "A member who must take part has no measure in the plan, and no exemption. Complete the plan first."
    ),
    "other_signer": _("The applicant signs the contract."),
    "settled_already": _("This obligation was settled already."),
    "reason_missing": _("Say why."),
    "finding_missing": _("Write what was found."),
    "month_not_next": _("The months are looked at one after another. Look at the earliest first."),
    "month_not_over": _("This month is not over yet."),
    "month_done": _("Every month of this contract has been looked at."),
    "other_obligation": _("This obligation belongs to another member or another contract."),
    "breach_known": _("A breach of this member on this day is established already."),
    "no_fault": _("Where it was no fault of the member there is no breach: excuse the obligation, with a reason."),
    "reinstated_already": _("This breach was put right already."),
    "reinstated_by_oneself": _("You established this breach: another person looks at it again."),
    "refusal_known": _("A refusal of this member on this day is recorded already."),
    "owes_nothing": _("This member need not take part in measures: a refusal has no consequences."),
    "obligations_open": _("Some obligations are not settled yet. Settle them first."),
    "ends_early": _("The contract ends before its last day: say why."),
    "fact_stands_elsewhere": _(
        "The registry holds another value of this fact for later days. Put it right there first."
    ),
}

CONSTRAINTS: Mapping[str, Sentence] = {
    "social_contract_one_open_a_case": ("contract_open", MESSAGES["contract_open"], ""),
    "social_contract_one_at_a_time": ("contract_overlaps", MESSAGES["contract_overlaps"], "ends_on"),
    "social_contract_lasts": ("days_wrong", MESSAGES["days_wrong"], "ends_on"),
    "exemption_once": ("exempted", MESSAGES["exempted"], "person"),
    "monitoring_once_a_month": ("month_not_next", MESSAGES["month_not_next"], "month"),
    "breach_once_a_day": ("breach_known", MESSAGES["breach_known"], "happened_on"),
    "breach_reinstated_by_another": ("reinstated_by_oneself", MESSAGES["reinstated_by_oneself"], ""),
    "measure_refusal_once_a_day": ("refusal_known", MESSAGES["refusal_known"], "refused_on"),
}
"""Constraints of the database in the same words."""


class ContractRefused(Refused):
    """Something was not done with a contract; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)
