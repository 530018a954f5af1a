"""Whether a person who is about to be registered is in the registry already: offered at entry, decided by the officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from tirek.department.registry.models import Person
from tirek.department.registry.search import scores_of
from tirek.department.registry.search_words import SearchedText, SearchedWord
from tirek.department.registry.spelling import closeness, father_keys, spelling_keys, words_of

LEAST_PERCENT: Final = 60
AT_MOST: Final = 10
WEIGHTS: Final = {"surname": 25, "given_name": 20, "patronymic": 10, "birth_date": 35, "phone": 35, "sex": 5}
"""Percent of each agreement; a name or a date that is nearly the same counts for half. From judgement, not measured."""


class Draft(Protocol):
    """What is told of a person, whether recorded or not; `PersonDraft` and `Person` both fit."""

    iin: str | None
    phone: str
    birth_on: date | None
    sex: str
    surname_kk: str
    surname_ru: str
    given_name_kk: str
    given_name_ru: str
    patronymic_kk: str
    patronymic_ru: str


@dataclass(frozen=True)
class PossibleDuplicate:
    """A person who may be the one of the draft.

    Parameters
    ----------
    person : Person
        As the viewer may see the row.
    score_percent : int
        60 to 100; an equal IIN is 100.
    reasons : tuple of str
        What agrees: ``iin``, ``phone``, ``surname``, ``given_name``, ``patronymic``, ``birth_date``, ``near_name``,
        ``near_birth_date``, ``sex``.
    """

    person: Person
    score_percent: int
    reasons: tuple[str, ...]


def possible_duplicates_for(draft: Draft, *, excluding: int | None = None) -> list[PossibleDuplicate]:
    """People in the viewer's districts who may be the person of a draft, the likeliest first; at most ten.

    Parameters
    ----------
    draft
        With parsed identifiers; empty fields say nothing.
    excluding
        The id of the draft's own record, where it has one.
    """
    found = Person.objects.in_bulk(_ids_near(draft) - {excluding})
    offered = [duplicate for person in found.values() if (duplicate := agreement_of(draft, person))]
    offered.sort(key=lambda duplicate: (-duplicate.score_percent, duplicate.person.pk))
    return offered[:AT_MOST]


def _ids_near(draft: Draft) -> set[int | None]:
    ids: set[int | None] = set()
    exact = {"iin": draft.iin, "phone": draft.phone}
    for column, value in exact.items():
        if value:
            rows = Person.objects.filter(**{column: value}).values_list("pk", "merged_into_id")
            ids |= {root or pk for pk, root in rows[:AT_MOST]}
    words = tuple(
        SearchedWord(keys, ()) for part in ("surname", "given_name") if (keys := tuple(sorted(_keys_of(draft, part))))
    )
    if words:
        years = (draft.birth_on.year,) if draft.birth_on else ()
        ids |= set(scores_of(SearchedText(words=words, years=years)))
        if draft.birth_on:  # a surname may have changed: the given name, the father and the day of birth stay
            given = SearchedText(words=words[-1:], years=years)
            ids |= set(scores_of(given))
    return ids


def _keys_of(draft: Draft, part: str) -> set[str]:
    texts = (getattr(draft, f"{part}_kk"), getattr(draft, f"{part}_ru"))
    if part == "patronymic":
        return {key for text in texts for word in words_of(text) for key in father_keys(word)}
    return {key for text in texts if text for key in spelling_keys("".join(words_of(text)))}


def agreement_of(draft: Draft, person: Person) -> PossibleDuplicate | None:
    """How far a draft and a person agree; None where too little does.

    Two different IINs of the same day of birth are two people (twins), unless the names say otherwise by their score.
    """
    if draft.iin and draft.iin == person.iin:
        return PossibleDuplicate(person, 100, ("iin",))
    score, reasons = 0.0, []
    for part in ("surname", "given_name", "patronymic"):
        near = closeness(_keys_of(draft, part), _keys_of(person, part))
        score += WEIGHTS[part] * near / 2
        reasons += [part] if near == 2 else ["near_name"] * near
    if draft.birth_on and person.birth_on:
        near = _date_closeness(draft.birth_on, person.birth_on)
        score += WEIGHTS["birth_date"] * near / 2
        reasons += [("", "near_birth_date", "birth_date")[near]] * (near > 0)
    if draft.phone and draft.phone == person.phone:
        score += WEIGHTS["phone"]
        reasons.append("phone")
    if draft.sex == person.sex:
        score += WEIGHTS["sex"]
        reasons.append("sex")
    if draft.iin and person.iin:
        score -= WEIGHTS["birth_date"]
    percent = min(round(score), 99)
    return PossibleDuplicate(person, percent, tuple(dict.fromkeys(reasons))) if percent >= LEAST_PERCENT else None


def _date_closeness(one: date, other: date) -> int:
    """2 the same day; 1 one digit wrong, or day and month changed about; 0 another day."""
    if one == other:
        return 2
    wrong = sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True))
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return int(wrong == 1 or swapped)
