"""The Polars plan, where Polars and snapshots have traps; and the checks that come before a plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.layers import Column, facts_read
from tirek.rulebook.engine.packing import pack_counts
from tirek.rulebook.engine.polars_columns import plan_polars
from tirek.rulebook.engine.snapshot_limits import largest_families, range_problems, row_problems
from tirek.rulebook.engine.tree import TRUE, ZERO, Node, aggregate, build, fact_node, literal

WAGE, BORN = fact_node("person", "wage", "int"), fact_node("person", "birth_date", "int")
ORPHAN, BILL = fact_node("person", "orphan", "bool"), fact_node("family", "heating_bill", "int")


def families(*bills: int | None) -> pl.LazyFrame:
    return pl.LazyFrame({"family_id": range(len(bills)), "heating_bill": bills})


def persons(ids: list[int], dtype: Any = pl.Int32, **facts: Any) -> pl.LazyFrame:
    return pl.LazyFrame({"family_id": ids, **facts}).with_columns(pl.col(pl.Int64).exclude("family_id").cast(dtype))


def results(outputs: dict[str, Node], **tables: pl.LazyFrame) -> dict[str, list[Any]]:
    return plan_polars(outputs, tables).collect().sort("family_id").drop("family_id").to_dict(as_series=False)


def test_a_sum_of_narrow_wages_does_not_wrap() -> None:
    made = results(
        {"wages": aggregate("sum", "person", WAGE, TRUE)},
        families=families(0),
        persons=persons([0, 0], wage=[2_000_000_000, 2_000_000_000]),
    )
    assert made == {"wages": [4_000_000_000]}


def test_products_of_narrow_facts_do_not_wrap() -> None:
    made = results(
        {"product": aggregate("sum", "person", build("mul", literal(3000), WAGE), TRUE)},
        families=families(0),
        persons=persons([0], wage=[2_000_000]),
    )
    assert made == {"product": [6_000_000_000]}


def test_a_family_without_rows_has_zero_or_the_fallback() -> None:
    outputs = {
        "count": aggregate("count", "person", ORPHAN),
        "sum": aggregate("sum", "person", WAGE, TRUE),
        "least": aggregate("least", "person", WAGE, TRUE, BILL),
    }
    made = results(outputs, families=families(5, 6), persons=persons([0], wage=[9], orphan=[True]))
    assert made == {"count": [1, 0], "sum": [9, 0], "least": [9, 6]}


def test_rows_of_no_family_do_not_count() -> None:
    made = results(
        {"wages": aggregate("sum", "person", WAGE, TRUE)}, families=families(0), persons=persons([0, 7], wage=[1, 2])
    )
    assert made == {"wages": [1]}


def test_a_family_figure_reaches_its_rows() -> None:
    made = results(
        {"above": aggregate("count", "person", build("lt", BILL, WAGE))},
        families=families(5, 50),
        persons=persons([0, 0, 1], wage=[4, 6, 60]),
    )
    assert made == {"above": [1, 1]}


@pytest.mark.parametrize("dtype", [pl.UInt8, pl.UInt64, pl.Int128, pl.Int16])
def test_any_whole_type_is_read(dtype: Any) -> None:
    outputs = {"debt": aggregate("sum", "person", build("sub", WAGE, literal(100)), build("lt", literal(-5), WAGE))}
    assert results(outputs, families=families(0), persons=persons([0], dtype, wage=[7])) == {"debt": [-93]}


@pytest.mark.parametrize("size", [1, 15, 16, 31, 32, 60])
def test_head_counts_of_any_size_stay_apart(size: int) -> None:
    wages = [aggregate("count", "person", build("le", literal(edge), WAGE)) for edge in range(40)]
    tables = {"families": families(0), "persons": persons([0] * size, wage=[100] * size)}
    for largest in ({"persons": size}, None):
        made = plan_polars({f"c{i}": node for i, node in enumerate(wages)}, tables, largest=largest).collect()
        assert set(made.drop("family_id").row(0)) == {size}


def test_words_are_as_many_as_needed() -> None:
    counts = [Column(f"c{i}", aggregate("count", "person", build("le", literal(i), WAGE))) for i in range(1, 25)]
    assert [len(word.fields) for word in pack_counts("person", 0, counts, 9)] == [15, 9]
    assert [len(word.fields) for word in pack_counts("person", 0, counts)] == [10, 10, 4]
    assert max(field.shift + word.width for word in pack_counts("person", 0, counts) for field in word.fields) <= 63


def test_what_is_not_in_the_snapshot_is_named() -> None:
    outputs = {"wages": aggregate("sum", "person", WAGE, TRUE)}
    with pytest.raises(FactError, match=r"persons: There is no such part\. There may be: families"):
        plan_polars(outputs, {"families": families(0)})
    with pytest.raises(FactError, match=r"persons\.wage: There is no such fact"):
        plan_polars(outputs, {"families": families(0), "persons": persons([0])})


OUTPUTS = {"sum": aggregate("sum", "person", WAGE, ORPHAN), "bill": BILL, "claims": aggregate("count", "claim", TRUE)}
FINE = pl.DataFrame({"family_id": [0, 0], "wage": [0, 10**11], "orphan": [True, False]})
BAD = [
    (pl.DataFrame({"heating_bill": [5, 3_000_000_000]}), "families.heating_bill: 3000000000 is outside 0 to 10000000."),
    (
        pl.DataFrame({"heating_bill": [5, 2**63 + 5]}, schema={"heating_bill": pl.UInt64}),
        "families.heating_bill: 9223372036854775813 is outside 0 to 10000000.",
    ),
    (pl.DataFrame({"heating_bill": [-1]}), "families.heating_bill: -1 is outside 0 to 10000000."),
    (
        pl.DataFrame({"heating_bill": [None, 1]}),
        "families.heating_bill: The value is unknown where it is needed. Write it, or say that the fact may be unknown.",
    ),
    (pl.DataFrame({"heating_bill": [True]}), "families.heating_bill: boolean: write a number."),
    (
        pl.DataFrame({"gas_bill": [1]}),
        "families.heating_bill: There is no such fact. Check the name: families.heating_bill.",
    ),
]


@pytest.mark.parametrize(("table", "message"), BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("as_file", [False, True])
def test_a_column_outside_the_register_is_named(
    table: pl.DataFrame, message: str, as_file: bool, tmp_path: Path
) -> None:
    tables: dict[str, Any] = {"families": table.lazy(), "persons": FINE.lazy()}
    if as_file:
        tables = {name: tmp_path / f"{name}.parquet" for name in tables}
        table.write_parquet(tables["families"])
        FINE.write_parquet(tables["persons"])
    assert range_problems(tables, facts_read(OUTPUTS)) == [message]


def test_a_float_is_no_number_of_the_law() -> None:
    table = pl.LazyFrame({"heating_bill": [5.0]})
    assert range_problems({"families": table}) == ["families.heating_bill: Float64: write a number."]


def test_a_null_is_fine_where_it_may_be_and_empty_tables_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "families.parquet"
    pl.DataFrame({"heating_bill": [None, None]}, schema={"heating_bill": pl.Int32}).write_parquet(file)
    assert range_problems({"families": file}, nullable=frozenset({("family", "heating_bill")})) == []
    FINE.clear().write_parquet(file)
    assert range_problems({"persons": file}) == []


def test_a_file_without_statistics_is_read(tmp_path: Path) -> None:
    file = tmp_path / "families.parquet"
    pl.DataFrame({"heating_bill": [3_000_000_000]}).write_parquet(file, statistics=False)
    assert range_problems({"families": file}) == [BAD[0][1]]


def test_columns_that_are_no_facts_are_nobodys_business() -> None:
    assert range_problems({"families": pl.LazyFrame({"family_id": [2**62], "district": ["x"]})}) == []


def test_the_largest_family_is_measured_and_limited() -> None:
    tables = {"families": families(0), "persons": persons([0] * 61 + [1]), "claims": persons([])}
    sizes = largest_families(tables)
    assert sizes == {"persons": 61, "claims": 0}
    assert row_problems(sizes) == ["persons: There are 61 rows, at most 60."]


def test_constants_are_outputs_too() -> None:
    assert results({"zero": ZERO, "yes": TRUE}, families=families(1, 2)) == {"zero": [0, 0], "yes": [True, True]}
