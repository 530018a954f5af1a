"""The columns of a snapshot, read off the register of facts. Entities without a file (employers) belong to no family."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from functools import cached_property, lru_cache
from typing import Any, Literal

import pyarrow as pa

from tirek.rulebook.engine.facts import read_facts

FORMAT = "tirek-snapshot"
VERSION = 1
MANIFEST = "manifest.json"
FAMILY_ID = "family_id"
FILES = {
    "family": "families.parquet",
    "person": "persons.parquet",
    "dwelling": "dwellings.parquet",
    "vehicle": "vehicles.parquet",
    "claim": "claims.parquet",
}
# A city without a single claim or vehicle is a city; one without families or persons is a mistake.
NEVER_EMPTY = ("family", "person")

Kind = Literal["integer", "boolean", "date", "enum"]


@dataclass(frozen=True)
class Fact:
    """One fact of one entity: what its column holds.

    `low` and `high` bound the *stored* integer: hundredths where `scale` is 100, the code where the fact is an enum.
    """

    entity: str
    name: str
    kind: Kind
    low: int = 0
    high: int = 0
    scale: int = 1
    values: tuple[str, ...] = ()
    never: bool = False

    @cached_property
    def column_type(self) -> pa.DataType:
        """The Parquet type: the narrowest that holds the declared range."""
        if self.kind == "boolean":
            return pa.bool_()
        if self.kind == "enum":
            return pa.int8()
        if self.kind == "date":
            return pa.int32()
        for bits, kind in ((15, pa.int16()), (31, pa.int32())):
            if -(2**bits) <= self.low and self.high < 2**bits:
                return kind
        return pa.int64()

    def code(self, value: str) -> int:
        """The stored code of an enum's value, such as 0 for `none`."""
        return self.values.index(value)


@dataclass(frozen=True)
class Entity:
    """An entity of the register: its file, its facts in order, and how many rows a family may have."""

    name: str
    rows: int
    facts: dict[str, Fact]

    @property
    def file(self) -> str:
        """Name of the entity's file in a snapshot folder."""
        return FILES[self.name]

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """`family_id` and every fact, in the register's order."""
        columns = [pa.field(FAMILY_ID, pa.int32(), nullable=False)]
        columns += [pa.field(fact.name, fact.column_type) for fact in self.facts.values()]
        return pa.schema(columns)


@dataclass(frozen=True)
class Schema:
    """All entities of a snapshot and the digest of the register they were read from: names, types, ranges, in order."""

    entities: dict[str, Entity]
    digest: str

    def fact(self, entity: str, name: str) -> Fact:
        """The fact `name` of `entity`."""
        return self.entities[entity].facts[name]

    def code(self, entity: str, name: str, value: str) -> int:
        """The stored code of an enum's value.

        Examples
        --------
        >>> load_schema().code("person", "sex", "female")
        1
        """
        return self.fact(entity, name).code(value)


def parse_schema(register: Any) -> Schema:
    """The columns of a parsed register of facts: entity to ``rows`` and ``facts``."""
    entities = {}
    for name in FILES:
        body = register[name]
        facts = {key: _fact(name, key, fields) for key, fields in body["facts"].items()}
        entities[name] = Entity(name, int(body["rows"]), facts)
    return Schema(entities, _digest(entities))


def _digest(entities: dict[str, Entity]) -> str:
    """SHA-256 of all that says how a column is read; a title may change, and every snapshot stays good."""
    stored = {
        name: [entity.rows, [astuple(fact) for fact in entity.facts.values()]] for name, entity in entities.items()
    }
    return hashlib.sha256(json.dumps(stored).encode()).hexdigest()


def _fact(entity: str, name: str, fields: dict[str, Any]) -> Fact:
    kind: Kind = fields["type"]
    values = tuple(fields.get("values", ()))
    low, high = fields.get("range", (0, max(len(values) - 1, 0)))
    return Fact(entity, name, kind, low, high, fields.get("scale", 1), values, fields.get("never", False))


@lru_cache(maxsize=1)
def load_schema() -> Schema:
    """The schema of the rulebook's own register of facts."""
    return parse_schema(read_facts())
