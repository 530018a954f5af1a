"""The SQL text: readable, and right where databases have traps."""

from __future__ import annotations

from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest

from tests.postgres import load, rows
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.facts import fact_register
from tirek.rulebook.engine.ranges import Ranges
from tirek.rulebook.engine.sql import plan_sql
from tirek.rulebook.engine.sql_spelling import DIALECTS, Spelling
from tirek.rulebook.engine.tree import TRUE, Node, aggregate, build, fact_node, literal

WAGE, BORN = fact_node("person", "wage", "int"), fact_node("person", "birth_date", "int")
ORPHAN, BILL = fact_node("person", "orphan", "bool"), fact_node("family", "heating_bill", "int")
TABLES = {name: name for name in ("families", "persons")}


def run(text: str, **tables: pl.DataFrame) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table.to_arrow())
        return connection.execute(f"SELECT * FROM ({text}) ORDER BY 1").fetchall()


def families(*bills: int) -> pl.DataFrame:
    return pl.DataFrame({"family_id": range(len(bills)), "heating_bill": bills}).cast(pl.Int32)


def persons(ids: list[int], **facts: Any) -> pl.DataFrame:
    return pl.DataFrame({"family_id": ids, **facts}).with_columns(pl.col(pl.Int64).cast(pl.Int32))


def test_the_text_is_meant_to_be_read() -> None:
    age = build("floordiv", build("sub", literal(20201101), BORN), literal(10000))
    child = build("lt", age, literal(18))
    outputs: dict[str, Node] = {
        "children": aggregate("count", "person", child),
        "aid.total": build("min", BILL, aggregate("sum", "person", WAGE, child)),
    }
    assert (
        plan_sql(outputs, TABLES, largest={"persons": 12})
        == """\
WITH person_0 AS (
  SELECT
    family_id,
    count(CASE WHEN birth_date >= 20021102 THEN 1 END) AS person_word_0_0,
    CAST(sum(CASE WHEN birth_date >= 20021102 THEN wage ELSE 0 END) AS BIGINT) AS person_sum
  FROM persons
  GROUP BY family_id
),
family_0 AS (
  SELECT
    family_id,
    heating_bill,
    coalesce(person_word_0_0, 0) AS children,
    coalesce(person_sum, 0) AS person_sum
  FROM families
  LEFT JOIN person_0 USING (family_id)
)
SELECT
  family_id,
  children,
  least(heating_bill, person_sum) AS "aid.total"
FROM family_0
"""
    )


@pytest.mark.parametrize("bill", [0, 1, 4, 5, 6, 7, 8, 10**7])
def test_a_division_of_negatives_floors(bill: int) -> None:
    outputs = {"half": build("floordiv", build("sub", BILL, literal(7)), literal(2))}
    assert run(plan_sql(outputs, TABLES), families=families(bill)) == [(0, (bill - 7) // 2)]


def test_a_division_that_cannot_be_negative_is_short() -> None:
    text = plan_sql({"half": build("floordiv", BILL, literal(2))}, TABLES)
    assert "CASE" not in text
    assert run(text, families=families(7)) == [(0, 3)]


def test_narrow_facts_are_widened_before_they_overflow() -> None:
    outputs = {
        "square": build("mul", BILL, BILL),
        "sum": aggregate("sum", "person", WAGE, TRUE),
        "scaled": aggregate("sum", "person", build("mul", WAGE, literal(3)), ORPHAN),
        "chosen": build("mul", build("when", build("lt", BILL, literal(5)), literal(1), literal(10**6)), BILL),
    }
    wages = persons([0, 0], wage=[2_000_000_000, 2_000_000_000], orphan=[True, False])
    assert run(plan_sql(outputs, TABLES), families=families(10**7), persons=wages) == [
        (0, 10**14, 4_000_000_000, 6_000_000_000, 10**13)
    ]


def test_results_are_64_bit_integers_and_booleans() -> None:
    outputs = {"bill": BILL, "zero": literal(0), "sum": aggregate("sum", "person", WAGE, TRUE), "yes": TRUE}
    asked = ", ".join(f"typeof({name})" for name in outputs)
    text = f"SELECT 0, {asked} FROM ({plan_sql(outputs, TABLES)})"
    made = run(text, families=families(1), persons=persons([0], wage=[1]))
    assert made == [(0, "BIGINT", "BIGINT", "BIGINT", "BOOLEAN")]


def test_families_without_rows_have_zero_or_the_fallback() -> None:
    outputs = {
        "count": aggregate("count", "person", ORPHAN),
        "all": aggregate("count", "person", TRUE),
        "greatest": aggregate("greatest", "person", WAGE, ORPHAN, BILL),
    }
    made = run(plan_sql(outputs, TABLES), families=families(5, 6), persons=persons([0], wage=[9], orphan=[True]))
    assert made == [(0, 1, 1, 9), (1, 0, 0, 6)]


def test_a_value_out_of_64_bits_is_an_error_of_the_database() -> None:
    huge = pl.DataFrame(
        {"family_id": [0], "heating_bill": [2**63 + 5]}, schema={"family_id": pl.Int64, "heating_bill": pl.UInt64}
    )
    with pytest.raises(duckdb.Error):
        run(plan_sql({"bill": BILL}, TABLES), families=huge)


def test_the_edges_of_64_bits_can_be_written() -> None:
    outputs = {"low": literal(-(2**63)), "high": literal(2**63 - 1), "five": literal(-5)}
    assert run(plan_sql(outputs, TABLES), families=families(1)) == [(0, -(2**63), 2**63 - 1, -5)]


@pytest.mark.parametrize("name", ["order", "group", "half_yearly_aid.total", "Итог"])
def test_an_output_may_have_any_name(name: str) -> None:
    count = aggregate("count", "person", ORPHAN)
    text = plan_sql({name: count, "twice": build("add", count, count)}, TABLES)
    assert run(text, families=families(1), persons=persons([0], orphan=[True])) == [(0, 1, 2)]


def test_names_of_facts_mean_nothing_else_in_sql() -> None:
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved'")
        reserved = {row[0] for row in rows.fetchall()}
    assert not reserved & {name for facts in fact_register().values() for name in facts}


def run_postgres(server: psycopg.Connection[Any], text: str, **tables: pl.DataFrame) -> list[tuple[Any, ...]]:
    load(server, tables)
    return [tuple(row.values()) for row in rows(server, f"SELECT * FROM ({text}) AS made ORDER BY 1")]


def test_postgres_computes_a_named_value_once(postgres: psycopg.Connection[Any]) -> None:
    """Its planner merges queries into their readers; unfenced, ten levels that use the one below twice are 2 ** 10 copies."""
    value: Node = BILL
    for number in range(10):
        value = build(
            "mul", build("add", value, literal(number)), build("sub", literal(9), build("min", value, literal(3)))
        )
        value = build("floordiv", value, literal(1000))
    text = plan_sql({"value": value}, TABLES, dialect="postgres")
    assert text.count("OFFSET 0") == text.count(" AS (")
    load(postgres, {"families": families(7)})
    plan = "\n".join(str(*row.values()) for row in rows(postgres, f"EXPLAIN VERBOSE {text}"))
    assert len(plan) < 20 * len(text)
    assert run_postgres(postgres, text, families=families(7)) == run(
        plan_sql({"value": value}, TABLES), families=families(7)
    )


def test_postgres_refuses_what_leaves_64_bits(postgres: psycopg.Connection[Any]) -> None:
    wages = pl.DataFrame({"family_id": [0, 0], "wage": [2**62, 2**62]})
    text = plan_sql({"sum": aggregate("sum", "person", WAGE, TRUE)}, TABLES, dialect="postgres")
    with pytest.raises(psycopg.errors.NumericValueOutOfRange):
        run_postgres(postgres, text, families=families(0), persons=wages)


def test_postgres_gives_64_bit_integers_and_booleans(postgres: psycopg.Connection[Any]) -> None:
    outputs = {"bill": BILL, "zero": literal(0), "sum": aggregate("sum", "person", WAGE, TRUE), "yes": TRUE}
    load(postgres, {"families": families(1), "persons": persons([0], wage=[1])})
    asked = ", ".join(f"pg_typeof({name})::text AS {name}" for name in outputs)
    [made] = rows(postgres, f"SELECT {asked} FROM ({plan_sql(outputs, TABLES, dialect='postgres')}) AS made")
    assert list(made.values()) == ["bigint", "bigint", "bigint", "boolean"]


def test_words_of_postgres_are_quoted(postgres: psycopg.Connection[Any]) -> None:
    reserved = {row["word"] for row in rows(postgres, "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")}
    spelling = Spelling(DIALECTS["postgres"], Ranges())
    assert len(reserved) > 90
    assert [word for word in reserved if spelling.name(word) == word] == []


def test_a_name_that_a_database_would_cut_is_refused() -> None:
    assert plan_sql({"a" * 63: BILL}, TABLES, dialect="postgres")
    with pytest.raises(ValueError, match="at most 63 bytes"):
        plan_sql({"ә" * 32: BILL}, TABLES, dialect="postgres")


def test_names_on_the_way_are_cut_and_stay_apart(postgres: psycopg.Connection[Any]) -> None:
    steps = [build("mul", build("add", BILL, literal(number)), build("add", BILL, literal(-7))) for number in (1, 2)]
    names = {step: f"{'long_' * 20}{number}" for number, step in enumerate(steps)}
    outputs = {
        str(number): build("mul", build("min", s, literal(9)), build("max", s, literal(3)))
        for number, s in enumerate(steps)
    }
    text = plan_sql(outputs, TABLES, dialect="postgres", names=names)
    assert f"AS {('long_' * 20)[:48]}," in text
    assert run_postgres(postgres, text, families=families(10)) == [(0, 9 * 33, 9 * 36)]


def test_spark_spells_fields_and_division_its_own_way() -> None:
    counts = {
        f"count_{fact}": aggregate("count", "person", fact_node("person", fact, "bool"))
        for fact in ("orphan", "full_time_student")
    }
    outputs = {**counts, "aid.total": build("floordiv", BILL, literal(3))}
    text = plan_sql(outputs, TABLES, largest={"persons": 12}, dialect="spark")
    assert "shiftright(coalesce(person_word_0_0, 0), 4) & 15 AS count_full_time_student" in text
    assert "CAST(heating_bill AS BIGINT) div 3 AS `aid.total`" in text


def test_a_table_that_is_not_given_is_named() -> None:
    with pytest.raises(FactError, match=r"claims: There is no such part"):
        plan_sql({"claims": aggregate("count", "claim", TRUE)}, TABLES)
