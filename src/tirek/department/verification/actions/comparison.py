"""Bringing the checks of a case up to what is said now, and changing one with its history."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from tirek.department.accounts.models import User
from tirek.department.journal.history import change_row
from tirek.department.journal.notes import note_write
from tirek.department.registry.models import Person
from tirek.department.verification.comparing import SETTLED, About, CaseFacts
from tirek.department.verification.enums import CheckSource, CheckState
from tirek.department.verification.facts import key_of
from tirek.department.verification.models import FactCheck

TABLE: Final = "verification_factcheck"
COMPARED: Final = ("declared_value", "found_value", "found_source", "found_at", "evidence", "visit")
NOT_SETTLED: Final[dict[str, Any]] = {"settled_by": None, "settled_at": None, "reason": "", "document": None}


def write_comparison(facts: CaseFacts, acting_user: User | None) -> list[About]:
    """Bring the checks of a case up to what is said now; what is still missing has a check as well."""
    by_key = {key_of(check): check for check in facts.checks}
    changed = []
    for about in list(facts.wanted()):
        check = by_key.get(key_of(about))
        if check is None:
            _add(facts, about)
        elif _bring_up(facts, check, acting_user):
            changed.append(check)
    missing = facts.missing()
    by_key = {key_of(check): check for check in facts.checks}
    for about in missing:
        if key_of(about) not in by_key:
            _add(facts, about)
    new = [check for check in facts.checks if check.pk is None]
    FactCheck.objects.bulk_create(new)
    FactCheck.objects.bulk_update(changed, [*COMPARED, "state", "settled_value", "settled_source", "version"])
    if new or changed:
        people = {check.person_id for check in (*new, *changed) if check.person_id} | {facts.case.applicant_id}
        note_write("compare-facts", "applications_case", facts.case.pk, people, acting_user=acting_user)
    return missing


def _add(facts: CaseFacts, about: About) -> None:
    check = FactCheck(case=facts.case, entity=about.entity, row=about.row, person_id=about.person_id, fact=about.fact)
    for name, value in told_fields(facts, about).items():
        setattr(check, name, value)
    facts.checks.append(check)


def told_fields(facts: CaseFacts, about: About) -> dict[str, Any]:
    """What a check that nobody has settled holds, by field."""
    said = facts.said_of(about)
    told = said.fields() | {"state": said.state, "settled_value": None, "settled_source": ""}
    if said.state == CheckState.CONFIRMED:
        own = said.found is None
        told["settled_value"] = said.declared if own else said.found
        told["settled_source"] = CheckSource.DECLARED if own else told["found_source"]
    return told


def _bring_up(facts: CaseFacts, check: FactCheck, acting_user: User | None) -> bool:
    """Whether the check has to be saved: something else is said now."""
    about = About(*key_of(check))
    told = told_fields(facts, about)
    if check.state in SETTLED:
        if told["found_value"] in (None, check.found_value, check.settled_value):
            return False
        # Somebody says by now what the officer could not know; the reason stays in the history of the row.
        change_check(check, told | NOT_SETTLED, acting_user, _("somebody says something else by now"))
        return False
    same = all(getattr(check, name) == value for name, value in told.items())
    if same:
        return False
    for name, value in told.items():
        setattr(check, name, value)
    check.version += 1
    return True


def unsettled_fields(facts: CaseFacts, check: FactCheck) -> dict[str, Any]:
    """What a check holds again once its settlement is taken back, by field."""
    return told_fields(facts, About(*key_of(check))) | NOT_SETTLED


def change_check(check: FactCheck, changes: dict[str, Any], acting_user: User | None, reason: str) -> None:
    """Change a check with its history, which is sealed for the person and lies where the person does.

    A person who has moved to a district out of sight takes no history: the check itself says who settled it and why.
    """
    person_id = check.person_id or check.case.applicant_id
    where = Person.objects.filter(pk=person_id).values_list("territory", flat=True).first()
    if where is not None:
        change_row(check, changes, person_id=person_id, acting_user=acting_user, reason=reason, territory=where)
        return
    for name, value in changes.items():
        setattr(check, name, value)
    check.version += 1
    check.save()
    note_write("settle-fact", TABLE, check.pk, [person_id], acting_user=acting_user)
