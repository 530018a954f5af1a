"""The one search box of the office: whom it finds, in which order, and why each is found.

Ids come from one function of the database, which looks in a table that the app cannot read; the rows come back through the
policies. Every search is told to the journal before its answer is given: no line, no answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.crypto import salted_hmac

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iin import parse_iin
from tirek.department.core.identifiers.phone import parse_phone
from tirek.department.core.models import Territory
from tirek.department.registry.models import Person
from tirek.department.registry.search_words import SearchedText, read_search, search_table
from tirek.department.registry.spelling import father_keys, has_slip, spelling_keys, words_of

AT_MOST: Final = 50
FEW: Final = 10
"""With fewer answers than this, a word that is also the name of a district is tried as the district."""


@dataclass(frozen=True)
class SearchLine:
    """What the journal is told of a search: no name, no number, only a keyed digest of what was typed.

    Parameters
    ----------
    kind : str
        ``name``, or a kind of number of ``search.yaml``.
    digest : bytes
        Keyed by the secret of the installation: who reads the journal cannot try names one by one.
    person_ids : tuple of int
        Whom the answer shows.
    """

    kind: str
    digest: bytes
    person_ids: tuple[int, ...]


Record = Callable[[SearchLine], None]


@dataclass(frozen=True)
class Hit:
    """A person found; ``reasons`` are keys of ``search.yaml``, the strongest first."""

    person: Person
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Elsewhere:
    """An IIN known in a district that the viewer does not serve."""

    district: str
    contact: str


@dataclass(frozen=True)
class SearchAnswer:
    """What a search gives.

    Parameters
    ----------
    hits : tuple of Hit
        Best first, at most 50.
    remark : str or None
        Key of ``answers`` in ``search.yaml``: ``empty``, ``too_many``, ``elsewhere``.
    fault : IdentifierError or None
        What is wrong with the number that was typed.
    elsewhere : Elsewhere or None
    """

    hits: tuple[Hit, ...] = ()
    remark: str | None = None
    fault: IdentifierError | None = None
    elsewhere: Elsewhere | None = None


def search_people(text: str, *, record: Record) -> SearchAnswer:
    """Find people by what was typed into the box, inside ``entered(viewer)``.

    Parameters
    ----------
    text : str
        An IIN, a phone, or a name in any spelling and layout with a birth year or date, a street and house, a district.
    record : callable
        Writes the line of the journal; called once, before anything is returned.

    Raises
    ------
    django.db.ProgrammingError
        Outside ``entered(viewer)``.
    """
    searched = read_search(text)
    if searched.is_empty:
        return SearchAnswer(remark="empty")
    answer = FINDERS[searched.number[0]](searched.number[1]) if searched.number else _by_name(searched)
    kind = searched.number[0] if searched.number else "name"
    record(SearchLine(kind, _digest(text), tuple(hit.person.pk for hit in answer.hits)))
    return answer


def _digest(text: str) -> bytes:
    plain = " ".join(text.lower().split())
    return salted_hmac("tirek.registry.search", plain, algorithm="sha256").digest()


def _by_iin(number: str) -> SearchAnswer:
    try:
        parse_iin(number, with_synthetic=True)
    except IdentifierError as error:
        return SearchAnswer(fault=error)
    hits = _hits_of(Person.objects.filter(iin=number), "iin")
    if hits:
        return SearchAnswer(hits)
    with connection.cursor() as cursor:
        cursor.execute("SELECT district, contact FROM registry_known(%s)", [number])
        known = cursor.fetchone()
    return SearchAnswer(remark="elsewhere", elsewhere=Elsewhere(*known)) if known else SearchAnswer()


def _by_phone(number: str) -> SearchAnswer:
    try:
        phone = parse_phone(number)
    except IdentifierError as error:
        return SearchAnswer(fault=error)
    return SearchAnswer(_hits_of(Person.objects.filter(phone=phone).order_by("pk")[:AT_MOST], "phone"))


def _hits_of(people: Iterable[Person], reason: str) -> tuple[Hit, ...]:
    """These people, or the records they turned out to be."""
    told = list(people)
    if any(person.merged_into_id for person in told):
        ids = [_survivor_of(person.pk) for person in told]
        told = list(Person.objects.filter(pk__in=ids).order_by("pk"))
    return tuple(Hit(person, 1.0, (reason,)) for person in told)


def _survivor_of(pk: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_survivor(%s)", [pk])
        return int(cursor.fetchone()[0])


FINDERS: Final[dict[str, Callable[[str], SearchAnswer]]] = {"iin": _by_iin, "phone": _by_phone}
"""What finds each kind of number of ``search.yaml``."""


def _by_name(searched: SearchedText) -> SearchAnswer:
    scores = scores_of(searched)
    if len(scores) < FEW and len(searched.words) > 1:
        for place, codes in _districts_among(searched):
            rest = SearchedText(
                words=(*searched.words[:place], *searched.words[place + 1 :]),
                years=searched.years,
                house=searched.house,
            )
            scores = scores_of(rest, codes) | scores
    people = Person.objects.in_bulk(scores)
    hits = [
        Hit(person, scores[pk] + 0.2 * (person.birth_on is not None and person.birth_on == searched.born_on), reasons)
        for pk, person in people.items()
        if (reasons := reasons_for(person, searched))
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.person.sort_key, hit.person.pk))
    return SearchAnswer(tuple(hits[:AT_MOST]), remark="too_many" if len(hits) >= AT_MOST else None)


def scores_of(searched: SearchedText, districts: Sequence[str] = ()) -> dict[int, float]:
    """Ids that the database finds for words, with their scores; inside ``entered(viewer)``."""
    query = json.dumps(searched.as_query(tuple(districts)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, score FROM registry_search(%s::jsonb, %s)", [query, AT_MOST])
        return {pk: float(score) for pk, score in cursor.fetchall()}


def _districts_among(searched: SearchedText) -> list[tuple[int, tuple[str, ...]]]:
    """Places of the words that name districts, with the codes of those districts."""
    table: dict[str, set[str]] = {}
    passed_over = set(search_table()["districts"])
    for code, kk, ru in Territory.objects.exclude(parent=None).values_list("code", "title_kk", "title_ru"):
        for word in {*words_of(kk), *words_of(ru)} - passed_over:
            for key in spelling_keys(word):
                table.setdefault(key, set()).add(code)
    found = []
    for place, searched_word in enumerate(searched.words):
        codes = {code for key in searched_word.keys for code in table.get(key, ())}
        if codes:
            found.append((place, tuple(sorted(codes))))
    return found


def reasons_for(person: Person, searched: SearchedText) -> tuple[str, ...]:
    """Why a person answers a search, by keys of ``search.yaml``; only from what the viewer may see of the row."""
    told = {
        "surname": (person.surname_kk, person.surname_ru),
        "given_name": (person.given_name_kk, person.given_name_ru),
        "patronymic": (person.patronymic_kk, person.patronymic_ru),
    }
    reasons = [reason for word in searched.words for reason in (_reason_of(word.keys, word.fathers, told),)]
    if searched.born_on and person.birth_on == searched.born_on:
        reasons.append("birth_date")
    elif searched.years and person.birth_on:
        reasons.append("birth_year" if person.birth_on.year in searched.years else "near_birth_year")
    if searched.house:
        reasons.append("address")
    return tuple(dict.fromkeys(reasons))


def _reason_of(keys: Iterable[str], fathers: Iterable[str], told: dict[str, tuple[str, str]]) -> str:
    wanted, is_near = set(keys), False
    for part, texts in told.items():
        stored = {
            key for text in texts for word in (*words_of(text), "".join(words_of(text))) for key in spelling_keys(word)
        }
        if wanted & stored:
            return part
        if part == "patronymic":
            of_father = {key for text in texts for word in words_of(text) for key in father_keys(word)}
            if set(fathers) & of_father:
                return part
        is_near = is_near or any(has_slip(one, other) or other.startswith(one) for one in wanted for other in stored)
    return "near_name" if is_near else "address"
