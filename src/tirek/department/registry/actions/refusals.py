"""What the database or an identifier says no to, in the words of the office."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tirek.department.core import refusals as core
from tirek.department.core.refusals import Refused

CONSTRAINTS: dict[str, core.Sentence] = {
    "person_iin_once": ("iin_taken", _("A person with this IIN is in the registry already. Ask by the IIN."), "iin"),
    "person_died_after_birth": ("death_before_birth", _("The day of death is before the day of birth."), "died_on"),
    "membership_one_family_at_a_time": (
        "in_another_family",
        _("The person belongs to another family on these days. End that membership first."),
        "person",
    ),
    "membership_one_head_at_a_time": ("second_head", _("The family has a head on these days already."), "role"),
    "income_told_once": ("income_told", _("This source has told this income of the month already."), "month"),
    "disability_one_at_a_time": (
        "disability_overlaps",
        _("Another disability is established for these days. End it first."),
        "valid",
    ),
    "status_once_at_a_time": ("status_overlaps", _("The person has this status on these days already."), "valid"),
    "circumstance_one_value_at_a_time": (
        "circumstance_overlaps",
        _("Another value is recorded for these days. End it first."),
        "valid",
    ),
    "circumstance_one_open_value": (
        "circumstance_overlaps",
        _("Another value is recorded for these days. End it first."),
        "valid",
    ),
    "account_once": ("account_known", _("This account is recorded already."), "iban"),
    "account_one_preferred": ("second_account", _("Another account is the one to pay to. End it first."), "preferred"),
    "person_address_one_of_a_kind": (
        "address_overlaps",
        _("Another address of this kind is recorded for these days."),
        "valid",
    ),
}


refused_constraints = partial(core.refused_constraints, CONSTRAINTS)


class Worded(Protocol):
    """An error that says itself in ``kk``, ``ru`` and ``en``."""

    def text(self, language: str) -> str: ...  # noqa: D102


def identifier_refused(fault: Worded, field: str) -> Refused:
    """What is wrong with an identifier or a value, in the language of the reader."""

    def text() -> str:
        return fault.text((get_language() or "kk")[:2])

    return Refused(f"{field}_wrong", lazy(text, str)(), field)
