"""What registers were asked and answered, as the card of a family shows it: the state, never what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.registry.actions.asking import asked_registers
from tirek.department.registry.card import FamilyCard, Member
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import RegisterAnswer
from tirek.registers.catalogue import registers
from tirek.registers.failures import message


@dataclass(frozen=True)
class ShownAnswer:
    """One register of one member: ``tone`` is the class of the tag."""

    member: str
    register: str
    state: str | Promise
    tone: str
    at: datetime | None = None
    until: date | None = None
    retried_at: datetime | None = None
    detail: str = ""
    document_url: str = ""
    is_asked: bool = True


def answers_of(card: FamilyCard, language: str) -> list[ShownAnswer]:
    """The newest question to each register about each member; what was never asked is said so. No query."""
    return [
        _shown(card, member, code, language)
        for member in card.members
        for code in dict.fromkeys([*asked_registers(), *(row.register for row in member.of(RegisterAnswer))])
    ]


def _shown(card: FamilyCard, member: Member, code: str, language: str) -> ShownAnswer:
    name, title = member.person.full_name(language), registers()[code].title(language)
    rows = [row for row in member.of(RegisterAnswer) if row.register == code]
    if not rows:
        return ShownAnswer(name, title, _("not asked"), "note", is_asked=False)
    row = rows[-1]
    url = reverse("office:answer-document", args=[card.family.pk, row.pk]) if may_be_replaced(row) else ""
    if row.document:
        return ShownAnswer(
            name, title, _("a document stands in"), "good", row.document_accepted_at, detail=row.document
        )
    if row.state == AnswerState.ANSWERED:
        return _answered(card, row, name, title, url)
    return _unanswered(row, name, title, url, language)


def open_answer(row: RegisterAnswer, language: str) -> ShownAnswer:
    """An open question in a list: since when, why there is no answer, when it is asked again."""
    name, title = row.person.full_name(language), registers()[row.register].title(language)
    url = reverse("office:question-document", args=[row.pk])
    if row.state == AnswerState.ANSWERED:
        return _contradicting(row, name, title, {"at": row.asked_at, "document_url": url})
    return _unanswered(row, name, title, url, language)


def _unanswered(row: RegisterAnswer, name: str, title: str, url: str, language: str) -> ShownAnswer:
    why = _failure_of(row, language)
    if row.state == AnswerState.FAILED:
        return ShownAnswer(name, title, _("refused"), "bad", row.asked_at, detail=why, document_url=url)
    if row.attempts:
        again: dict[str, Any] = {"retried_at": row.next_try_at, "detail": why, "document_url": url}
        return ShownAnswer(name, title, _("no answer yet"), "warn", row.asked_at, **again)
    return ShownAnswer(name, title, _("asked"), "note", row.asked_at, document_url=url)


def _contradicting(row: RegisterAnswer, name: str, title: str, told: dict[str, Any]) -> ShownAnswer:
    words = ", ".join(str(disagreement_words().get(each, each)) for each in row.disagreements)
    return ShownAnswer(name, title, _("contradicts what is known"), "bad", **told, detail=words)


def _answered(card: FamilyCard, row: RegisterAnswer, name: str, title: str, url: str) -> ShownAnswer:
    told: dict[str, Any] = {"at": row.answered_at, "until": row.valid_until, "document_url": url}
    if row.outcome == AnswerOutcome.CONTRADICTS:
        return _contradicting(row, name, title, told)
    if row.outcome == AnswerOutcome.NOT_FOUND:
        return ShownAnswer(name, title, _("knows nobody by this IIN"), "warn", **told)
    if row.valid_until is not None and row.valid_until < card.on:
        return ShownAnswer(name, title, _("the answer is out of date"), "warn", **told)
    if row.applied_at is None:
        detail = _("It is tried again.") if row.apply_tries else ""
        return ShownAnswer(name, title, _("answered, not yet in the registry"), "warn", **told, detail=detail)
    if row.outcome == AnswerOutcome.PARTIAL:
        return ShownAnswer(name, title, _("answered in part"), "warn", **told)
    return ShownAnswer(name, title, _("answered"), "good", **told)


def may_be_replaced(row: RegisterAnswer) -> bool:
    """Whether a document may stand in for what the register did not say."""
    whole = row.state == AnswerState.ANSWERED and row.outcome == AnswerOutcome.COMPLETE
    return not row.document and not whole


def disagreement_words() -> dict[str, str]:
    """What a register and the registry say differently, in words."""
    return {
        "birth_date": _("birth date"),
        "sex": _("sex"),
        "died_on": _("day of death"),
        "residence": _("citizenship and right of residence"),
    }


def _failure_of(row: RegisterAnswer, language: str) -> str:
    """Why there is no answer; the place and the status of the failure were not kept, so they are left out."""
    if not row.last_failure:
        return ""
    text = message(row.last_failure, language)
    return text.format(field="…", status="…")
