"""The rules of the registry over whole tables: the same for a table an officer brings and for a city in the exchange form.

A table is checked column by column (``cells``), then row by row, then as a whole (what no two rows share, references,
overlapping days). Nothing here asks the database: what it must know is given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import polars as pl

from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS, facts_of
from tirek.department.registry.importing.cells import born_by_iin, read_cells, sex_by_iin
from tirek.department.registry.importing.exchange import Table, status_kinds
from tirek.department.registry.importing.problems import found, joined
from tirek.rulebook.engine.facts import Fact

NOT_AFTER_TODAY = ("birth_on", "died_on", "kandas_since", "checked_on", "formed_on", "document_on")


def check_rows(
    frame: pl.DataFrame,
    table: Table,
    today: date,
    *,
    with_synthetic: bool,
    words: dict[str, dict[str, str]] | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Values and problems of rows, each by itself.

    Parameters
    ----------
    frame
        ``row`` and columns of the table, as text or in their own types; columns that are missing are empty.
    table
        What they must be.
    today
        No birth, death or document may be later.
    with_synthetic
        Take the numbers of invented people.
    words
        Other ways to say the words of a list, by column.

    Returns
    -------
    tuple of DataFrame
        The columns in their own types with ``row`` (null where wrong), and the problems.
    """
    clean, parts = [frame["row"]], []
    for column in table.columns:
        given = (
            frame if column.name in frame.columns else frame.with_columns(pl.lit(None, column.type).alias(column.name))
        )
        own_words = (words or {}).get(column.name)
        values, problems = read_cells(given, column, with_synthetic=with_synthetic, words=own_words)
        clean.append(values.cast(column.type))
        if column.words:
            problems = problems.with_columns(
                expected=pl.when(pl.col("kind") == "not_in_list")
                .then(pl.lit(", ".join(own_words or column.words)))
                .otherwise("expected")
            )
        parts.append(problems)
    rows = pl.DataFrame(clean)
    past = [name for name in NOT_AFTER_TODAY if name in rows.columns]
    parts += [found(rows, pl.col(name) > today, "in_the_future", name) for name in past]
    for rule in _RULES:
        parts += rule(rows)
    return rows, joined(parts).with_columns(table=pl.lit(table.name))


def check_table(rows: pl.DataFrame, table: Table, known: dict[str, pl.Series]) -> pl.DataFrame:
    """Problems of a table as a whole.

    Parameters
    ----------
    rows
        Clean rows with ``row``; only the columns of its key, references, days and what no two rows share are read.
    table
        What it is.
    known
        Keys of the tables that it refers to, by table.
    """
    parts = [
        found(rows, ~pl.col(c.name).is_in(known[c.refers].implode()), "unknown_reference", c.name)
        for c in table.columns
        if c.refers
    ]
    for columns in ((table.key,) if table.key else (), *table.once):
        if columns:
            whole = pl.all_horizontal(pl.col(name).is_not_null() for name in columns)
            again = ~pl.struct(columns).is_first_distinct() & whole
            parts.append(found(rows, again, "repeated", columns[-1]))
    if table.apart:
        parts.append(_overlaps(rows, table.apart))
    if table.name == "memberships":
        heads = rows.filter(pl.col("role") == "head")
        parts.append(_overlaps(heads, ("family",), "two_heads", "role"))
    return joined(parts).with_columns(table=pl.lit(table.name))


def check_territories(rows: pl.DataFrame, table: Table, known: Collection[str], own: Collection[str]) -> pl.DataFrame:
    """Rows of a territory that nobody knows, or that is not the viewer's."""
    if "territory" not in rows.columns:
        return joined(())
    code = pl.col("territory")
    parts = [
        found(rows, code.is_not_null() & ~code.is_in(list(known)), "unknown_territory", "territory"),
        found(rows, code.is_in(list(known)) & ~code.is_in(list(own)), "other_territory", "territory"),
    ]
    return joined(parts).with_columns(table=pl.lit(table.name))


def _overlaps(
    rows: pl.DataFrame, keys: tuple[str, ...], kind: str = "overlaps", column: str = "valid_from"
) -> pl.DataFrame:
    """Rows that begin before one of the same keys has ended; the end itself is free again.

    Where two rows overlap in the order of their beginnings, two neighbours do: only groups with such neighbours are looked
    at closely, and in a right table there are none.
    """
    begins, ends = pl.col("valid_from"), pl.col("valid_to").fill_null(date(9999, 12, 31))
    ordered = rows.sort(*keys, "valid_from", "row")
    same = pl.all_horizontal(pl.col(key).eq_missing(pl.col(key).shift(1)) for key in keys)
    unclear = begins.is_null() | begins.shift(1).is_null() | (begins < ends.shift(1))
    suspected = ordered.filter((same & unclear).fill_null(value=False)).select(keys).unique()
    closely = ordered.join(suspected, on=keys, how="semi", nulls_equal=True, maintain_order="left")
    closely = closely.with_columns(ended=ends.cum_max().shift(1).over(keys))
    return found(closely, begins < pl.col("ended"), kind, column)


def _person_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    if "iin" not in rows.columns or "birth_on" not in rows.columns:
        return []
    told = [found(rows, born_by_iin() != pl.col("birth_on"), "iin_birth", "birth_on")]
    if "sex" not in rows.columns:
        return told
    names = [pl.col(f"{part}_{language}") for part in ("surname", "given_name") for language in ("kk", "ru")]
    nameless = pl.all_horizontal(name.fill_null("") == "" for name in names)
    return [
        *told,
        found(rows, nameless, "no_name", "surname_kk"),
        found(rows, sex_by_iin() != pl.col("sex"), "iin_sex", "sex"),
        found(rows, pl.col("died_on") < pl.col("birth_on"), "died_before_birth", "died_on"),
    ]


def _term_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    if "valid_to" not in rows.columns:
        return []
    return [found(rows, pl.col("valid_to") <= pl.col("valid_from"), "ends_before", "valid_to")]


def _income_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    return (
        [found(rows, pl.col("month").dt.day() != 1, "not_first_of_month", "month")] if "month" in rows.columns else []
    )


def _share_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    if "share_numerator" not in rows.columns:
        return []
    over = pl.col("share_numerator") > pl.col("share_denominator")
    return [found(rows, over, "share_over_one", "share_numerator")]


def _status_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    if "issuer" not in rows.columns:
        return []
    kinds = {kind: str(entry.get("confidential", "")) for kind, entry in status_kinds().items()}
    return _confidentiality(rows, "kind", kinds)


def _circumstance_rules(rows: pl.DataFrame) -> list[pl.DataFrame]:
    if "choice" not in rows.columns:
        return []
    facts = {fact.name: fact for entity in ("family", "person") for fact in facts_of(entity)}
    both = pl.col("value").is_not_null() == (pl.col("choice").fill_null("") != "")
    known = pl.col("fact").is_in(list(facts))
    parts = [
        found(rows, ~known, "unknown_fact", "fact"),
        found(rows, both, "value_or_choice", "value"),
        *_confidentiality(rows, "fact", dict.fromkeys(facts, "") | dict(CONFIDENTIAL_FACTS)),
    ]
    for name, own in rows.filter(known).partition_by("fact", as_dict=True).items():
        parts += _value_rules(own, facts[str(name[0])])
    return parts


def _value_rules(own: pl.DataFrame, fact: Fact) -> list[pl.DataFrame]:
    """The value of a circumstance as the register of facts bounds it."""
    if fact.type == "enum":
        wrong = ~pl.col("choice").is_in(list(fact.values)) | pl.col("value").is_not_null()
        return [found(own, wrong, "not_in_list", "choice", ", ".join(fact.values))]
    inside = pl.col("value").is_between(fact.low, fact.high)
    return [
        found(
            own, ~inside | (pl.col("choice").fill_null("") != ""), "out_of_range", "value", f"{fact.low}..{fact.high}"
        )
    ]


def _confidentiality(rows: pl.DataFrame, column: str, kinds: dict[str, str]) -> list[pl.DataFrame]:
    right = pl.col(column).replace_strict(kinds, default=None, return_dtype=pl.String)
    told = rows.with_columns(right=right)
    wrong = pl.col("right") != pl.col("confidential").fill_null("")
    return [
        found(told, wrong & (pl.col("right") == kind), "wrong_confidentiality", "confidential", kind or "—")
        for kind in sorted(set(kinds.values()))
    ]


_RULES: tuple[Callable[[pl.DataFrame], list[pl.DataFrame]], ...] = (
    _person_rules,
    _term_rules,
    _income_rules,
    _share_rules,
    _status_rules,
    _circumstance_rules,
)
