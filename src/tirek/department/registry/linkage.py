"""Records of the whole registry that may be one person, by splink on DuckDB: the Fellegi-Sunter model, on folded names.

The weights are fixed and named here, from judgement: with few duplicates among many people training would find none of them
certain. Frequent names weigh less, by how often they occur in the registry itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from tirek.department.registry.models import DuplicateCandidate, Person
from tirek.department.registry.spelling import father_keys, spelling_keys, words_of

LEAST_PROBABILITY: Final = 0.9
BLOCKS: Final = (("born_on", "given"), ("born_on", "surname"), ("surname", "given", "father"), ("phone",))
"""Two records are compared where all columns of one of these agree."""
REASONS: Final = {
    "surname": "surname",
    "given": "given_name",
    "father": "patronymic",
    "born_on": "birth_date",
    "phone": "phone",
    "iin": "iin",
}
"""What is told of a pair: the columns in which both say the same."""
PORTION: Final = 5000
NAME_AGREES: Final = ([0.90, 0.06, 0.04], [0.002, 0.004, 0.994])
"""Among records of one person, and of two: how often a name is the same, nearly the same, another."""


def link_registry() -> int:
    """Write the pairs that may be one person and are not known yet; how many. Inside ``entered(system_viewer(...))``.

    To be run as often as one likes: a pair stands once, and one that was rejected stays rejected.
    """
    before = DuplicateCandidate.objects.count()
    for portion in _portions(pairs_among(_people())):
        DuplicateCandidate.objects.bulk_create(portion, ignore_conflicts=True)
    return DuplicateCandidate.objects.count() - before


def _people() -> pa.Table:
    """One row a person who is not merged, with the folded names of whichever language the documents give."""
    names = ("surname", "given_name", "patronymic")
    columns: dict[str, list[Any]] = {
        name: [] for name in ("unique_id", "surname", "given", "father", "born_on", "sex", "phone", "iin")
    }
    rows = Person.objects.filter(merged_into=None).values_list(
        *("pk", "sex", "birth_on", "phone", "iin"), *(f"{name}_{code}" for name in names for code in ("kk", "ru"))
    )
    for pk, sex, birth_on, phone, iin, *told in rows.order_by("pk").iterator(chunk_size=PORTION):
        surname, given, patronymic = ((told[place] or told[place + 1]) for place in (0, 2, 4))
        values = (
            *(
                pk,
                _key(surname),
                _key(given),
                next((key for w in words_of(patronymic) for key in father_keys(w)), None),
            ),
            *(birth_on.isoformat() if birth_on else None, sex, phone or None, iin),
        )
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    types = {name: pa.int64() if name == "unique_id" else pa.string() for name in columns}
    return pa.table({name: pa.array(values, types[name]) for name, values in columns.items()})


def _key(text: str) -> str | None:
    return next(iter(spelling_keys("".join(words_of(text)))), None)


def pairs_among(people: pa.Table) -> Iterator[DuplicateCandidate]:
    """The likely pairs of a table with the columns of the registry, not saved."""
    if people.num_rows < 2:
        return
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def name(column: str) -> Any:
        compared = cl.JaroWinklerAtThresholds(column, [0.92])
        return compared.configure(
            m_probabilities=NAME_AGREES[0], u_probabilities=NAME_AGREES[1], term_frequency_adjustments=True
        )

    def exact(column: str, same: float, by_chance: float) -> Any:
        return cl.ExactMatch(column).configure(
            m_probabilities=[same, 1 - same], u_probabilities=[by_chance, 1 - by_chance]
        )

    born = cl.DamerauLevenshteinAtThresholds("born_on", [1]).configure(
        m_probabilities=[0.93, 0.05, 0.02], u_probabilities=[1 / 25_000, 1 / 1_000, 1 - 1 / 25_000 - 1 / 1_000]
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        probability_two_random_records_match=1e-6,
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in BLOCKS],
        comparisons=[
            *(name("surname"), name("given"), name("father"), born),
            *(exact("sex", 0.99, 0.5), exact("phone", 0.3, 1e-5), exact("iin", 0.7, 1e-9)),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI().register(people), settings)
    found = linker.inference.predict(threshold_match_probability=LEAST_PROBABILITY)
    places = {pk: place for place, pk in enumerate(people["unique_id"].to_pylist())}
    for row in found.as_record_list():
        first, second = sorted((int(row["unique_id_l"]), int(row["unique_id_r"])))
        one, other = (people.slice(places[pk], 1).to_pylist()[0] for pk in (first, second))
        yield DuplicateCandidate(
            first_id=first,
            second_id=second,
            score_percent=min(round(100 * row["match_probability"]), 99),
            reasons=[reason for column, reason in REASONS.items() if one[column] and one[column] == other[column]],
        )


def _portions(pairs: Iterator[DuplicateCandidate]) -> Iterator[list[DuplicateCandidate]]:
    while portion := list(islice(pairs, PORTION)):
        yield portion
