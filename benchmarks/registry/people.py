"""Invented people in millions, straight into the tables of the registry: names by frequency, as in a real city.

The eight most frequent given names of a sex cover a quarter of it, and two thousand surnames half of all; the rest is a long
tail of surnames put together from parts. Numbers are those of invented persons, which no real person has.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import yaml
from numpy.typing import NDArray

from tirek.department.core.identifiers.iin import Sex, synthetic_iin

NAMES = {
    kind: text.split()
    for kind, text in yaml.safe_load(Path(__file__).with_name("names.yaml").read_text("utf-8")).items()
}
MALE, FEMALE, FIRST, SECOND = (NAMES[kind] for kind in ("male", "female", "first", "second"))
DISTRICTS = tuple(f"751{number}10000" for number in (1, 2, 3, 4, 5, 7, 8, 9))
THIRD = ("", "", "кен", "ғұл", "дар", "ел", "іш", "ова", "ман", "тай", "ұл", "ест", "инд", "ал", "ош", "урт")
LATIN = dict(
    zip(
        "абвгғдежзийкқлмнңоөпрстуұүфхһшщыіэьяюцчәё",
        [
            "a",
            "b",
            "v",
            "g",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "k",
            "l",
            "m",
            "n",
            "n",
            "o",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "u",
            "u",
            "f",
            "kh",
            "h",
            "sh",
            "shch",
            "y",
            "i",
            "e",
            "_",
            "ya",
            "yu",
            "ts",
            "ch",
            "a",
            "e",
        ],
        strict=True,
    )
)


def zipf(length: int, flatness: float) -> NDArray[np.float64]:
    weights = 1 / (np.arange(length) + 4) ** flatness
    return weights / weights.sum()


@cache
def surname_stems() -> list[str]:
    """About forty thousand stems, the short ones, which are frequent, first."""
    pairs = [a + b for a, b in itertools.product(FIRST, SECOND)]
    rest = [a + b + c for a, b, c in itertools.product(FIRST, SECOND, THIRD[2:])]
    return list(dict.fromkeys([*FIRST, *pairs, *rest]))


def latin(name: str) -> str:
    """As a passport writes it."""
    return "".join(LATIN.get(letter, letter) for letter in name.lower()).replace("_", "").title()


def russian(name: str) -> str:
    return name.translate(str.maketrans("ӘәҒғҚқҢңӨөҰұҮүҺһІі", "АаГгКкНнОоУуУуХхИи"))


def people(count: int, seed: int) -> Iterator[tuple[Any, ...]]:
    """Rows of persons: id, territory, IIN, names in Kazakh and Russian, birth, sex, phone."""
    random = np.random.default_rng(seed)
    stems = surname_stems()
    stem = random.choice(len(stems), count, p=zipf(len(stems), 0.9))
    ending = random.choice(3, count, p=(0.8, 0.12, 0.08))
    given = {"male": random.choice(len(MALE), count, p=zipf(len(MALE), 0.8))}
    given["female"] = random.choice(len(FEMALE), count, p=zipf(len(FEMALE), 0.8))
    father = random.choice(len(MALE), count, p=zipf(len(MALE), 0.8))
    is_male = random.random(count) < 0.48
    days = random.integers(0, 80 * 365, count)
    district = random.choice(len(DISTRICTS), count)
    serials: dict[tuple[int, bool], int] = {}
    for place in range(count):
        male = bool(is_male[place])
        sex: Sex = "male" if male else "female"
        born_on = date(1945, 1, 1) + timedelta(days=int(days[place]))
        iin = None
        while iin is None:
            serial = serials.get((int(days[place]), male), 0)
            serials[int(days[place]), male] = serial + 1
            iin = synthetic_iin(born_on, sex, serial)
        name = (MALE if male else FEMALE)[given[sex][place]]
        kind, root = ending[place], stems[stem[place]]
        surname = (root + ("ов" if male else "ова"), root, root + ("ұлы" if male else "қызы"))[kind]
        parent = MALE[father[place]]
        kazakh = (surname, name, parent + ("ұлы" if male else "қызы"))
        in_russian = (russian(surname), russian(name), russian(parent) + ("ович" if male else "овна"))
        yield (place + 1, DISTRICTS[district[place]], iin, *kazakh, *in_russian, born_on, sex, f"+77{place:09d}")


COLUMNS = (
    "id, territory, iin, surname_kk, given_name_kk, patronymic_kk, surname_ru, given_name_ru, patronymic_ru, birth_on, "
    "sex, phone"
)
CONSTANTS = {"citizenship": "'KAZ'", "residence": "'citizen'", "language": "'kk'", "version": "1", "source": "'import'"}
"""What every row says; other columns that must be told are empty, false or the present moment."""
EMPTY = {
    "character varying": "''",
    "text": "''",
    "boolean": "false",
    "timestamp with time zone": "now()",
    "integer": "0",
    "ARRAY": "'{}'",
    "jsonb": "'{}'",
}
UNTOLD = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER'
"""


def dwellings(count: int) -> int:
    return max(count // 4, 1)


def street_and_house(place: int, count: int) -> tuple[str, str]:
    """Of the dwelling with the number ``place + 1``; a person lives in the one of ``id`` modulo the number of dwellings."""
    streets = max(count // 1000, 20)
    return f"{surname_stems()[place % streets]} көшесі", str(place // streets % 200 + 1)


def load(owner: psycopg.Connection[Any], count: int, seed: int) -> None:
    """Persons and an address each, by COPY, without the triggers that keep the keys; they are filled afterwards."""
    owner.execute("ALTER TABLE registry_person DISABLE TRIGGER USER")
    owner.execute("ALTER TABLE registry_personaddress DISABLE TRIGGER USER")
    for table in ("registry_person", "registry_address", "registry_personaddress"):
        for column, kind in owner.execute(UNTOLD, [table]).fetchall():
            if value := CONSTANTS.get(column, EMPTY.get(kind)):
                owner.execute(f"ALTER TABLE {table} ALTER {column} SET DEFAULT {value}")
    with owner.cursor() as cursor, cursor.copy(f"COPY registry_person ({COLUMNS}) FROM STDIN") as stream:
        for row in people(count, seed):
            stream.write_row(row)
    with (
        owner.cursor() as cursor,
        cursor.copy(
            "COPY registry_address (id, territory, locality, street, house, flat, cadastral_number) FROM STDIN"
        ) as stream,
    ):
        for place in range(dwellings(count)):
            street, house = street_and_house(place, count)
            stream.write_row((place + 1, DISTRICTS[place % 8], "", street, house, str(place), ""))
    owner.execute(
        "INSERT INTO registry_personaddress (person_id, territory, address_id, kind, valid) "
        f"SELECT id, territory, 1 + id % {dwellings(count)}, 'actual', '[2020-01-01,)' FROM registry_person"
    )
    owner.execute("ALTER TABLE registry_person ENABLE TRIGGER USER")
    owner.execute("ALTER TABLE registry_personaddress ENABLE TRIGGER USER")
