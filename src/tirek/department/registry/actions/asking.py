"""Asking everybody about a family at once: who is asked, whose consent is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import Refused
from tirek.department.registry.actions.evidence import ask_register, enqueue_fetch
from tirek.department.registry.enums import AnswerOutcome, AnswerState
from tirek.department.registry.models import Person, RegisterAnswer
from tirek.registers.catalogue import registers
from tirek.registers.contract import KeyKind, Purpose


@dataclass(frozen=True)
class Asked:
    """How many questions were put, and who could not be asked about: persons by register, and persons without an IIN."""

    questions: int
    no_consent: dict[str, list[Person]]
    no_iin: list[Person]


def ask_registers(
    people: Iterable[Person], *, as_of: date, acting_user: User, facts: Collection[str] | None = None
) -> Asked:
    """Ask every register that fills a fact about each of these people, as far as there is a consent.

    A register that fills no fact of the law is not asked: nothing would be decided by what it says. One that has answered for
    the day, wholly or in part, is not asked again; nor is one whose question is open. With ``facts`` (``person.wage``) only
    registers that fill one of them are asked: what a programme does not read is nobody's business.
    """
    questions, no_consent, no_iin = 0, dict[str, list[Person]](), list[Person]()
    for person in people:
        if not person.iin:
            no_iin.append(person)
            continue
        answered = RegisterAnswer.objects.filter(person=person, as_of=as_of, outcome__in=AnswerOutcome.usable())
        known = set(answered.values_list("register", flat=True))
        for code in asked_registers(facts):
            if code in known:
                continue
            try:
                ask_register(person, code, Purpose.REVIEW, as_of=as_of, acting_user=acting_user)
                questions += 1
            except Refused as refusal:
                if refusal.code != "no_consent":
                    raise
                no_consent.setdefault(code, []).append(person)
    return Asked(questions, no_consent, no_iin)


def ask_again(row: RegisterAnswer, *, acting_user: User) -> RegisterAnswer:
    """Ask an open question once more: one that waits at once, one that was refused or contradicted anew, for today.

    Raises
    ------
    Refused
        ``answered_already``, and what `ask_register` refuses.
    """
    if not row.is_open:
        raise Refused("answered_already", _("This question is settled already."))
    if row.state == AnswerState.ASKED:
        enqueue_fetch(row.request_id)
        return row
    return ask_register(row.person, row.register, Purpose(row.purpose), as_of=today(), acting_user=acting_user)


def asked_registers(facts: Collection[str] | None = None) -> list[str]:
    """Codes of the registers that are asked by an IIN and fill a fact, or one of these facts."""
    return [
        code
        for code, register in registers().items()
        if KeyKind.IIN in register.keys and (register.fills if facts is None else set(register.fills) & set(facts))
    ]
