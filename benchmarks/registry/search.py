"""Search in a registry of a whole city, as the app's role with policies on: ``python -m benchmarks.registry.search``.

The server is the house's own, made for the run; ``fsync`` is off, as no query writes. Each query goes the whole way: the
viewer's transaction, the function, the rows through the policies, the reasons, the line of the journal (counted, not written).
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tirek.config.settings")

Question = Callable[[Any, random.Random], str]


def slipped(word: str, luck: random.Random) -> str:
    """Two letters inside changed about, or one left out."""
    place = luck.randrange(1, len(word) - 1)
    if luck.random() < 0.5:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place + 1 :]


def questions(count: int) -> dict[str, Question]:
    from benchmarks.registry.people import dwellings, latin, street_and_house

    def at_home(p: Any) -> str:
        street, house = street_and_house(p.pk % dwellings(count), count)
        return f"{p.surname_ru} {street.split()[0]} {house}"

    return {
        "iin": lambda p, luck: p.iin,
        "phone": lambda p, luck: p.phone,
        "given name and year": lambda p, luck: f"{p.given_name_ru} {p.birth_on.year}",
        "slip in given name, year": lambda p, luck: f"{slipped(p.given_name_kk, luck)} {p.birth_on.year}",
        "surname and given name, Latin": lambda p, luck: latin(f"{p.surname_kk} {p.given_name_kk}"),
        "surname with a slip, given name, year": lambda p, luck: (
            f"{slipped(p.surname_kk, luck)} {p.given_name_ru} {p.birth_on.year}"
        ),
        "whole name": lambda p, luck: f"{p.surname_ru} {p.given_name_ru} {p.patronymic_ru}",
        "given name only": lambda p, luck: p.given_name_ru,
        "given name with a slip only": lambda p, luck: slipped(p.given_name_kk, luck),
        "surname only": lambda p, luck: p.surname_kk,
        "start of surname, start of given name": lambda p, luck: f"{p.surname_kk[:5]} {p.given_name_kk[:4]}",
        "nobody": lambda p, luck: f"Ъщъ{p.surname_kk[::-1]} {p.given_name_kk} {p.birth_on.year}",
        "surname, street, house": lambda p, luck: at_home(p),
    }


def measure(count: int, calls: int, seed: int) -> dict[str, Any]:
    from benchmarks.registry.people import DISTRICTS
    from tests.department.database import owner_connection
    from tirek.department.accounts.viewer import Viewer, entered
    from tirek.department.registry.models import Person
    from tirek.department.registry.search import search_people

    luck = random.Random(seed)
    viewers = {
        "district": Viewer(None, territories=DISTRICTS[:1], purpose="benchmark"),
        "city": Viewer(None, territories=DISTRICTS, purpose="benchmark"),
    }
    with owner_connection() as owner:
        of_district = [
            pk
            for (pk,) in owner.execute(
                "SELECT id FROM registry_person WHERE territory = %s ORDER BY random() LIMIT %s", [DISTRICTS[0], calls]
            )
        ]
    result: dict[str, Any] = {}
    for name, viewer in viewers.items():
        with entered(viewer):
            asked = list(Person.objects.filter(pk__in=of_district))
        for question, ask in questions(count).items():
            texts = [(person, ask(person, luck)) for person in asked]
            taken, hits, among = [], [], 0
            for warm in (True, False):
                for person, text in texts[: 5 if warm else None]:
                    begun = time.perf_counter()
                    with entered(viewer, read_only=True):
                        answer = search_people(text, record=lambda line: None)
                    if not warm:
                        taken.append((time.perf_counter() - begun) * 1000)
                        hits.append(len(answer.hits))
                        among += any(hit.person.pk == person.pk for hit in answer.hits)
            taken.sort()
            result[f"{name}: {question}"] = {
                "p50_ms": round(statistics.median(taken), 2),
                "p95_ms": round(taken[int(len(taken) * 0.95)], 2),
                "max_ms": round(taken[-1], 2),
                "median_hits": statistics.median(hits),
                "found_percent": round(100 * among / len(texts)),
            }
            print(f"{name + ': ' + question:55} {json.dumps(result[f'{name}: {question}'])}", flush=True)
    return result


def measure_writes(calls: int) -> dict[str, float]:
    """Milliseconds to add a person with the keys that the triggers make, a transaction each."""
    from benchmarks.registry.people import DISTRICTS, people
    from tirek.department.accounts.viewer import Viewer, entered
    from tirek.department.registry.models import Person

    taken = []
    for row in itertools.islice(people(calls, seed=99), calls):
        parts = ("surname_kk", "given_name_kk", "patronymic_kk", "surname_ru", "given_name_ru", "patronymic_ru")
        told = dict(zip(parts, row[3:9], strict=True)) | {"birth_on": row[9], "sex": row[10]}
        begun = time.perf_counter()
        with entered(Viewer(None, territories=DISTRICTS, purpose="benchmark")):
            Person.objects.create(territory=row[1], **told)
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return {"p50_ms": round(statistics.median(taken), 2), "p95_ms": round(taken[int(calls * 0.95)], 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2_300_000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--wait", action="store_true", help="keep the server running until Enter is pressed")
    told = parser.parse_args()
    import django

    django.setup()
    from benchmarks.registry.people import load
    from tests.department.database import owner_connection, running_department

    result: dict[str, Any] = {"people": told.people, "calls": told.calls, "load_average": os.getloadavg()}
    with running_department() as addresses:
        print(addresses.app.host, flush=True)
        with owner_connection() as owner:
            for name, step in {
                "copy_seconds": lambda: load(owner, told.people, told.seed),
                "keys_seconds": lambda: owner.execute("SELECT registry_fill_namekeys()"),
                "analyze_seconds": lambda: owner.execute("VACUUM ANALYZE"),
            }.items():
                begun = time.perf_counter()
                step()
                result[name] = round(time.perf_counter() - begun, 1)
                print(name, result[name], flush=True)
            sizes = owner.execute(
                "SELECT relname, pg_relation_size(oid) / 1048576 FROM pg_class "
                "WHERE relname ~ '^registry_name(key|word)' ORDER BY 1"
            ).fetchall()
            result["megabytes"] = {name: int(size) for name, size in sizes}
            result["words"] = owner.execute("SELECT count(*) FROM registry_nameword").fetchone()[0]  # type: ignore[index]
            print(result["megabytes"], result["words"], flush=True)
        result["searches"] = measure(told.people, told.calls, told.seed)
        with owner_connection() as owner:
            owner.execute(
                "SELECT setval(pg_get_serial_sequence('registry_person', 'id'), max(id)) FROM registry_person"
            )
        result["create"] = measure_writes(told.calls)
        print(result["create"], flush=True)
        if told.wait:
            input("Enter to stop ")
    if told.out:
        told.out.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
