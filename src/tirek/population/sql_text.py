"""The answers to a population as one SQL query over a database that holds the tables of a snapshot."""

from __future__ import annotations

from pathlib import Path

from tirek.population.engines.tables import asked, largest_rows, stem
from tirek.population.questions import ask_all
from tirek.population.run import nullable_facts
from tirek.population.snapshot.reading import read_manifest
from tirek.population.snapshot.schema import FILES, load_schema
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.sql import plan_sql
from tirek.rulebook.engine.sql_spelling import DIALECTS, Spelling

_TYPES = {"bool": "boolean", "int8": "smallint", "int16": "smallint", "int32": "integer", "int64": "bigint"}


def population_query(moment: Moment, dialect: str, snapshot: Path | None = None) -> str:
    """The query that answers every programme and method: one row a family.

    Parameters
    ----------
    moment : Moment
    dialect : str
        A key of ``DIALECTS``.
    snapshot : Path, optional
        The snapshot that the tables hold: facts known for everybody in it must be known, and no family may be larger than its
        largest. Without one any fact may be null, and families may be as large as the register allows.

    Raises
    ------
    FactError
        If the dialect is unknown.
    """
    _check_dialect(dialect)
    outputs = asked(ask_all(moment))
    if snapshot is None:
        nullable = frozenset((e.name, fact) for e in load_schema().entities.values() for fact in e.facts)
        largest, facts = None, "any fact may be null"
    else:
        nullable, largest = nullable_facts(snapshot), largest_rows(read_manifest(snapshot).max_rows)
        facts = f"facts that may be null: {', '.join(f'{e}.{f}' for e, f in sorted(nullable)) or 'none'}"
    tables = {stem(file): stem(file) for file in FILES.values()}
    text = plan_sql(outputs, tables, nullable=nullable, largest=largest, dialect=dialect)
    head = [
        f"tirek, {dialect}; the law of {moment.on}, territory {moment.territory}",
        f"known on {moment.known_on or moment.on}; assumption {moment.assumption.name if moment.assumption else 'none'}",
        f"rulebook {rulebook_digest()}",
        facts,
    ]
    return "".join(f"-- {line}\n" for line in head) + text


def table_definitions(dialect: str) -> str:
    """Statements that create the five tables of a snapshot, columns in the order of its files.

    Raises
    ------
    FactError
        If the dialect is unknown.
    """
    _check_dialect(dialect)
    spelling = Spelling(DIALECTS[dialect], Ranges())
    made = []
    for entity in load_schema().entities.values():
        columns = [
            f"  {spelling.name(field.name)} {_TYPES[str(field.type)]}{'' if field.nullable else ' NOT NULL'}"
            for field in entity.arrow_schema
        ]
        made.append(f"CREATE TABLE {stem(entity.file)} (\n" + ",\n".join(columns) + "\n);\n")
    return "\n".join(made)


def _check_dialect(dialect: str) -> None:
    if dialect not in DIALECTS:
        raise FactError("--dialect", "unknown_choice", value=dialect, allowed=", ".join(DIALECTS))
