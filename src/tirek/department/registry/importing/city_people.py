"""Who is who in the families of a synthetic city, and how they are called."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tirek.rulebook.engine.documents import read_document

NAMES = Path(__file__).with_name("city_names.yaml")
ADULT, WORKS_UNTIL, SPOUSES_APART, PARENT_OLDER, GRANDPARENT_OLDER = 18, 63, 15, 16, 50
"""Years of age, and years between two people, by which a role is plausible."""
_FEMALE_ENDINGS = {"ов": "ова", "ев": "ева", "ёв": "ёва", "ин": "ина", "ын": "ына"}


def give_roles(people: pl.DataFrame, on: date) -> pl.DataFrame:
    """The same people with ``age``, ``role``, ``formed_on`` of the family and ``since``, the first day in it.

    The eldest of working age heads the family; the adult of the other sex nearest in age is the spouse; the others are
    what their age allows.
    """
    aged = people.with_columns(
        age=(on.year - pl.col("birth_on").dt.year()) - (pl.col("birth_on").dt.ordinal_day() > on.timetuple().tm_yday)
    )
    able = pl.col("age").is_between(ADULT, WORKS_UNTIL - 1)
    rank = pl.when(able).then(pl.col("age") + 1000).otherwise(pl.col("age"))
    headed = aged.with_columns(is_head=_first_by(-rank)).with_columns(
        head_age=pl.col("age").filter("is_head").first().over("family_id"),
        head_sex=pl.col("sex").filter("is_head").first().over("family_id"),
    )
    apart = pl.col("head_age") - pl.col("age")
    fits = (
        ~pl.col("is_head")
        & (pl.col("age") >= ADULT)
        & (pl.col("sex") != pl.col("head_sex"))
        & (apart.abs() <= SPOUSES_APART)
    )
    distance = pl.when(fits).then(apart.abs()).otherwise(1000)
    paired = headed.with_columns(is_spouse=_first_by(distance) & fits)
    role = (
        pl.when("is_head")
        .then(pl.lit("head"))
        .when("is_spouse")
        .then(pl.lit("spouse"))
        .when(pl.col("orphan") & (pl.col("age") < ADULT))
        .then(pl.lit("ward"))
        .when(apart > GRANDPARENT_OLDER)
        .then(pl.lit("grandchild"))
        .when(apart >= PARENT_OLDER)
        .then(pl.lit("child"))
        .when(apart < -GRANDPARENT_OLDER)
        .then(pl.lit("grandparent"))
        .when(apart <= -PARENT_OLDER)
        .then(pl.lit("parent"))
        .otherwise(pl.lit("sibling"))
    )
    formed = pl.col("birth_on").filter("is_head").first().dt.offset_by(f"{ADULT}y").over("family_id")
    return paired.with_columns(role=role, formed_on=pl.min_horizontal(formed, pl.lit(on))).with_columns(
        since=pl.max_horizontal("birth_on", "formed_on")
    )


def _first_by(order: pl.Expr) -> pl.Expr:
    """Whether this row is the first of its family in an order."""
    return order.rank("ordinal").over("family_id") == 1


@lru_cache(maxsize=1)
def name_tables() -> dict[str, pl.DataFrame]:
    """``surname``, ``male``, ``female`` and ``father``: spellings by group and place in the group."""
    document = read_document(NAMES)
    special = document["patronymics"]
    rows: dict[str, list[tuple[Any, ...]]] = {"surname": [], "male": [], "female": [], "father": []}
    for group, entry in _groups().items():
        for place, (kk, ru, _) in enumerate(_entries(entry["surnames"])):
            rows["surname"].append((group, place, kk, _feminine(kk), ru, _feminine(ru)))
        for sex in ("male", "female"):
            rows[sex] += [(group, place, kk, ru) for place, (kk, ru, _) in enumerate(_entries(entry[sex]))]
        for place, (kk, ru, _) in enumerate(_entries(entry["male"])):
            russian = special.get(ru) or _patronymics(ru)
            kazakh = (f"{kk}ұлы", f"{kk}қызы") if group == "kazakh" else russian
            rows["father"].append((group, place, *kazakh, *russian))
    heads = {
        "surname": ["surname_kk_male", "surname_kk_female", "surname_ru_male", "surname_ru_female"],
        "male": ["given_kk", "given_ru"],
        "female": ["given_kk", "given_ru"],
        "father": ["father_kk_male", "father_kk_female", "father_ru_male", "father_ru_female"],
    }
    return {name: pl.DataFrame(rows[name], schema=["group", "place", *heads[name]], orient="row") for name in rows}


def _groups() -> dict[str, Any]:
    return {name: entry for name, entry in read_document(NAMES).items() if name != "patronymics"}


def _entries(lines: list[str]) -> list[tuple[str, str, int]]:
    made = []
    for line in lines:
        names, weight = line.rsplit(" ", 1)
        kk, _, ru = names.partition("/")
        made.append((kk, ru or kk, int(weight)))
    return made


def _feminine(surname: str) -> str:
    for ending, female in _FEMALE_ENDINGS.items():
        if surname.endswith(ending):
            return surname.removesuffix(ending) + female
    return surname


def _patronymics(name: str) -> tuple[str, str]:
    if name.endswith("ий"):
        stem = name[:-2] + "ьев"
    elif name[-1] in "йьаяеиіыуә":
        stem = (name if name[-1] in "еиіыу" else name[:-1]) + "ев"
    else:
        stem = name + "ов"
    return stem + "ич", stem + "на"


def name_people(people: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """The same people with names in both spellings and the language they write in.

    A family has one surname, but parents of the head's spouse and a quarter of the spouses have another; children have
    the patronymic of the man who heads the family or is the head's spouse.
    """
    groups = _groups()
    names = list(groups)
    shares = np.array([groups[name]["share"] for name in names])
    family = people["family_id"].to_numpy()
    firsts, inverse = np.unique(family, return_inverse=True)
    group = random.choice(len(names), firsts.size, p=shares / shares.sum())[inverse]
    drawn: dict[str, np.ndarray[Any, Any]] = {
        key: np.zeros(people.height, dtype=np.int64) for key in ("surname", "male", "female", "father", "other")
    }
    for code, name in enumerate(names):
        chosen = group == code
        for key, kind in (
            ("surname", "surnames"),
            ("male", "male"),
            ("female", "female"),
            ("father", "male"),
            ("other", "surnames"),
        ):
            weights = np.array([weight for _, _, weight in _entries(groups[name][kind])], dtype=float)
            drawn[key][chosen] = random.choice(weights.size, int(chosen.sum()), p=weights / weights.sum())
    frame = people.with_columns(
        pl.Series("group", np.array(names)[group]),
        *(pl.Series(f"drawn_{key}", values) for key, values in drawn.items()),
        pl.Series("keeps_own", random.random(people.height) < 0.25),
    )
    parent_man = (pl.col("sex") == "male") & pl.col("role").is_in(["head", "spouse"])
    father = pl.col("drawn_male").filter(parent_man).first().over("family_id")
    own_name = (pl.col("role") == "spouse") & pl.col("keeps_own")
    frame = frame.with_columns(
        surname_place=pl.when(own_name)
        .then(pl.col("drawn_other"))
        .otherwise(pl.col("drawn_surname").first().over("family_id")),
        given_place=pl.when(pl.col("sex") == "male").then("drawn_male").otherwise("drawn_female"),
        father_place=pl.when(pl.col("role") == "child")
        .then(pl.coalesce(father, "drawn_father"))
        .otherwise("drawn_father"),
    )
    return _spelled(frame)


def _spelled(frame: pl.DataFrame) -> pl.DataFrame:
    """Places in the tables of names as names."""
    tables = name_tables()
    given = pl.concat([tables[sex].with_columns(sex=pl.lit(sex)) for sex in ("male", "female")])
    joined = frame
    for names, own, theirs in (
        (tables["surname"], ["group", "surname_place"], ["group", "place"]),
        (given, ["group", "sex", "given_place"], ["group", "sex", "place"]),
        (tables["father"], ["group", "father_place"], ["group", "place"]),
    ):
        joined = joined.join(names, left_on=own, right_on=theirs, how="left", maintain_order="left")
    male = pl.col("sex") == "male"
    spelled = [
        pl.when(male).then(f"{old}_{language}_male").otherwise(f"{old}_{language}_female").alias(f"{new}_{language}")
        for old, new in (("surname", "surname"), ("father", "patronymic"))
        for language in ("kk", "ru")
    ]
    return joined.with_columns(
        *spelled,
        pl.col("given_kk").alias("given_name_kk"),
        pl.col("given_ru").alias("given_name_ru"),
        pl.when(pl.col("group") == "kazakh").then(pl.lit("kk")).otherwise(pl.lit("ru")).alias("language"),
    )
