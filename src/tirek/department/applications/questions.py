"""What an application asks: the facts that its programmes read and that no register, list or record of the house answers.

An answer is kept as it was typed, under the name of its field: ``family.heating_bill``, ``person.12.alimony`` (12 is the id of
the person), ``claim.1.cost`` (the first thing claimed).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tirek.department.core.refusals import Refused
from tirek.department.lists.schemas import schemas
from tirek.department.registry.enums import IncomeKind
from tirek.department.registry.facts.columns import OWN_SOURCES, status_facts
from tirek.registers.catalogue import registers
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.case import stored_value
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import ENTITIES, RECEIVES, Fact, find_fact
from tirek.rulebook.engine.needs import facts_needed

YES, NO, UNKNOWN, NEVER = "yes", "no", "?", "-"
"""What stands for a yes, a no, "I do not know" and "it never happened" in an answer."""
CLAIM, PERSON, FAMILY = "claim", "person", "family"
ORDINAL = "number"
"""The fact that counts the claims of an application: it is counted, not asked."""
MOST_CLAIMS = 10
LONGEST = 60
KEY = re.compile(r"(?:family|person\.(?P<person>\d{1,18})|claim\.(?P<row>\d{1,2}))\.(?P<fact>[a-z0-9_]{1,60})")


@dataclass(frozen=True)
class Told:
    """One answer in the stored form of the law; ``value`` is None for "I do not know", ``row`` the place among the claims."""

    fact: Fact
    value: int | None
    person_id: int | None = None
    row: int = 0


class AnswersRefused(Refused):
    """Answers that cannot be declared: ``faults`` says why, by the name of the field."""

    def __init__(self, faults: Mapping[str, str | Promise]) -> None:
        message = gettext_lazy("Some answers cannot be accepted yet. Correct them, and register again.")
        super().__init__("answers_wrong", message)
        self.faults = dict(faults)


def key_of(fact: Fact, *, person_id: int | None = None, row: int = 0) -> str:
    """The name of the field of a fact: of the family, of a person, or of a claim (``row`` from 0)."""
    if fact.entity == PERSON:
        return f"person.{person_id}.{fact.name}"
    return f"claim.{row + 1}.{fact.name}" if fact.entity == CLAIM else f"{fact.entity}.{fact.name}"


@cache
def answered_elsewhere() -> frozenset[str]:
    """Facts (``entity.name``) that an outside register or a list of another body answers."""
    told = {key for register in registers().values() for key in register.fills}
    by_status = {kind: fact for fact, kind in status_facts().items()}
    for schema in schemas().values():
        for give in schema.gives:
            if give.fact:
                told |= {f"person.{give.fact}", f"family.{give.fact}"}
            elif give.status:
                told.add(f"person.{by_status[give.status]}")
            else:
                words = set(schema.words[give.status_in].values())
                told |= {f"person.{by_status[word]}" for word in words if word in by_status}
    return frozenset(told)


def is_asked(fact: Fact) -> bool:
    """Whether the applicant is asked for a fact: nobody else answers it, or it is an income, which the applicant may correct."""
    if fact.entity not in (FAMILY, PERSON, CLAIM) or fact.name.startswith(RECEIVES):
        return False
    if fact.entity == PERSON and fact.name in IncomeKind.values:
        return True
    return fact.source not in OWN_SOURCES and fact.key not in answered_elsewhere()


@cache
def _asked_by(programme: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts_needed(find_benefit(programme)) if is_asked(fact))


def asked_facts(programmes: Iterable[str]) -> list[Fact]:
    """The facts that programmes ask, each once, by entity and then in the order in which the law reads them."""
    found = {fact.key: fact for name in programmes for fact in _asked_by(name)}
    return sorted(found.values(), key=lambda fact: ENTITIES.index(fact.entity))


def read_answers(programmes: Sequence[str], members: Iterable[int], answers: Mapping[str, str]) -> list[Told]:
    """Typed answers in the stored form of the law; an empty one is no answer.

    Parameters
    ----------
    members
        Ids of those who belong to the family on the day.

    Raises
    ------
    AnswersRefused
        Naming every field that is wrong, or that nobody asks any more.
    """
    asked = {fact.key: fact for fact in asked_facts(programmes)}
    known = set(members)
    told: list[Told] = []
    faults: dict[str, str | Promise] = {}
    for key, text in answers.items():
        if not text.strip():
            continue
        place = KEY.fullmatch(key)
        fact = asked.get(f"{key.split('.', 1)[0]}.{place['fact']}") if place else None
        person_id = int(place["person"]) if place and place["person"] else None
        if place is None or fact is None or (person_id is not None and person_id not in known):
            faults[key] = gettext_lazy("The family or its programmes have changed: open the form, look and save again.")
            continue
        try:
            told.append(Told(fact, read_value(fact, text), person_id, int(place["row"] or 1) - 1))
        except Refused as refusal:
            faults[key] = refusal.message
    if faults:
        raise AnswersRefused(faults)
    return _with_ordinals(told, asked)


def _with_ordinals(told: list[Told], asked: Mapping[str, Fact]) -> list[Told]:
    """Claims closed up to 0, 1, 2 ..., and numbered from 1 where the law counts them and nobody did."""
    rows = sorted({one.row for one in told if one.fact.entity == CLAIM})
    place = {row: number for number, row in enumerate(rows)}
    made = [
        Told(one.fact, one.value, one.person_id, place[one.row]) if one.fact.entity == CLAIM else one for one in told
    ]
    ordinal = asked.get(f"{CLAIM}.{ORDINAL}")
    if ordinal is not None:
        numbered = {one.row for one in made if one.fact == ordinal}
        made += [Told(ordinal, row + 1, None, row) for row in place.values() if row not in numbered]
    return made


def read_value(fact: Fact, text: str) -> int | None:
    """A typed answer in stored form; None for "I do not know".

    Numbers may be written in groups and with a comma, days as 22.11.2026 or 2026-11-22.

    Raises
    ------
    Refused
        ``value_wrong``, saying what to write.
    """
    typed = text.strip()
    if typed == UNKNOWN:
        return None
    value: Any = typed
    if fact.type == "boolean":
        value = {YES: True, NO: False}.get(typed, typed)
    elif fact.type == "date":
        value = _day(typed)
    elif fact.type == "integer":
        value = re.sub(r"[\s\u00a0\u202f]", "", typed).replace(",", ".")
    try:
        return int(stored_value(fact, value, ""))
    except FactError as fault:
        raise Refused("value_wrong", _what_to_write(fact, fault), fact.name) from None


def _day(typed: str) -> object:
    if typed == NEVER:
        return "never"
    for form in ("%d.%m.%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return typed


def _what_to_write(fact: Fact, fault: FactError) -> str | Promise:
    if fact.type == "date":
        return gettext_lazy("Write a day, for example 22.11.2026.")
    if fact.type in ("boolean", "enum"):
        return gettext_lazy("Choose one of the answers.")
    if fault.code == "not_whole" and fact.scale == 1:
        return gettext_lazy("Write a whole number.")
    if fault.code == "out_of_range":
        told = {"low": fact.low // fact.scale, "high": fact.high // fact.scale}
        return _("Write a number from %(low)s to %(high)s.") % told
    return gettext_lazy("Write a number.")


def written_value(fact: Fact, stored: int | None) -> str:
    """A stored value as it is typed into the form: the inverse of `read_value`."""
    if stored is None:
        return UNKNOWN
    if fact.type == "boolean":
        return YES if stored else NO
    if fact.type == "enum":
        return fact.values[stored]
    if fact.type == "date":
        return NEVER if stored == 0 else date(stored // 10000, stored // 100 % 100, stored % 100).strftime("%d.%m.%Y")
    if fact.scale == 1:
        return str(stored)
    whole, part = divmod(stored, fact.scale)
    return f"{whole}.{part:0{len(str(fact.scale)) - 1}}" if part else str(whole)


def is_same(fact: Fact, one: str, other: str) -> bool:
    """Whether two typed answers mean the same."""
    try:
        return read_value(fact, one) == read_value(fact, other)
    except Refused:
        return one.strip() == other.strip()


def claims_told(answers: Iterable[str]) -> int:
    """How many claims the names of fields reach to."""
    places = [place for place in map(KEY.fullmatch, answers) if place and place["row"]]
    return max((int(place["row"]) for place in places), default=0)


def shown_language() -> str:
    """The language of the page, as the law's titles know it."""
    language = (get_language() or "kk")[:2]
    return language if language in ("kk", "ru", "en") else "kk"


def missing_claim(programmes: Iterable[str], told: Iterable[Told]) -> bool:
    """Whether a programme refunds something and nothing is claimed."""
    claims = any(find_benefit(name).entity == CLAIM for name in programmes)
    return claims and not any(one.fact.entity == CLAIM for one in told)


def known_fact(key: str) -> Fact | None:
    """The fact of a field, None where the name is none."""
    place = KEY.fullmatch(key)
    if place is None:
        return None
    try:
        return find_fact(key.split(".", 1)[0], place["fact"])
    except KeyError:
        return None
