"""A column of text as a column of a snapshot: dates, whole numbers, yes and no, words of a list; all rows at once."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tirek.population.importing.mapping import ColumnMapping
from tirek.population.importing.problems import RowProblem, listed
from tirek.population.importing.sources import ROW
from tirek.population.snapshot.columns import EARLIEST_YEAR
from tirek.population.snapshot.schema import Fact
from tirek.rulebook.engine.facts import labels

YES = ("true", "1", "yes", "+", "да", "иә", "иа", "ия", "бар", "есть")
NO = ("false", "0", "no", "-", "нет", "жоқ", "жок")
NEVER = ("0", "never", "никогда", "ешқашан", "болған жоқ", "не было")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")
SHOWN_DATES = ("2026-01-31", "31.01.2026")
_NUMBER = r"^[+-]?\d{1,18}(\.\d{1,9})?$"

TYPES = {"boolean": pl.Boolean, "enum": pl.Int8, "date": pl.Int32, "integer": pl.Int64}


@dataclass(frozen=True)
class Converted:
    """A fact's stored values, null where unknown, and what could not be read."""

    values: pl.Series
    problems: tuple[RowProblem, ...]


def convert_column(frame: pl.DataFrame, mapping: ColumnMapping, file: str, as_of: int) -> Converted:
    """Stored values of a fact from a table of text.

    Parameters
    ----------
    frame : DataFrame
        Text columns and ``ROW``.
    mapping : ColumnMapping
    file : str
        Name of the file, for messages.
    as_of : int
        Day of the facts, YYYYMMDD; no date may be later.
    """
    text = pl.lit(mapping.value) if mapping.value is not None else pl.col(mapping.heading)
    asked = frame.select(ROW, text=text.cast(pl.String).str.strip_chars())
    value, kind = _EXPRESSIONS[mapping.fact.kind](mapping, as_of)
    read = asked.select(ROW, value=value.cast(TYPES[mapping.fact.kind], strict=False), problem=kind)
    wrong = read.filter(pl.col("problem").is_not_null())
    heading = mapping.heading or mapping.fact.name
    expected = _expected(mapping, as_of)
    problems = tuple(RowProblem(kind, file, row, heading, expected.get(kind, "")) for row, _, kind in wrong.iter_rows())
    clean = pl.when(pl.col("problem").is_null()).then(pl.col("value"))
    return Converted(read.select(clean.alias(mapping.fact.name)).to_series(), problems)


def _expected(mapping: ColumnMapping, as_of: int) -> dict[str, str]:
    fact = mapping.fact
    digits = len(str(fact.scale)) - 1
    low, high = (bound // fact.scale for bound in (fact.low, fact.high))
    return {
        "not_a_date": listed(mapping.formats or SHOWN_DATES),
        "in_the_future": f"{as_of // 10000:04}-{as_of // 100 % 100:02}-{as_of % 100:02}",
        "not_in_list": listed(_shown_words(fact)),
        "out_of_range": f"{low}..{high}",
        "too_fine": str(digits),
    }


def _shown_words(fact: Fact) -> list[str]:
    words = labels().get(fact.entity, {}).get(fact.name, {})
    return [words.get(value, {}).get("ru", value) for value in fact.values]


def _folded() -> pl.Expr:
    return pl.col("text").str.to_lowercase()


def _when_given(problem: pl.Expr) -> pl.Expr:
    """A kind of problem only where something is written."""
    return pl.when(pl.col("text").is_not_null()).then(problem)


def _boolean(mapping: ColumnMapping, _as_of: int) -> tuple[pl.Expr, pl.Expr]:
    words = {**dict.fromkeys(YES, "true"), **dict.fromkeys(NO, "false"), **mapping.words}
    found = _folded().replace_strict(words, default=None, return_dtype=pl.String)
    value = pl.when(found == "true").then(pl.lit(value=True)).when(found == "false").then(pl.lit(value=False))
    return value, _when_given(pl.when(found.is_null()).then(pl.lit("not_boolean")))


def _enum(mapping: ColumnMapping, _as_of: int) -> tuple[pl.Expr, pl.Expr]:
    fact = mapping.fact
    words: dict[str, int] = {}
    for value, texts in labels().get(fact.entity, {}).get(fact.name, {}).items():
        words |= {str(text).casefold(): fact.code(value) for text in texts.values()}
    words |= {value.casefold(): code for code, value in enumerate(fact.values)}
    words |= {word: fact.code(meant) for word, meant in mapping.words.items()}
    found = _folded().replace_strict(words, default=None, return_dtype=pl.Int8)
    return found, _when_given(pl.when(found.is_null()).then(pl.lit("not_in_list")))


def _date(mapping: ColumnMapping, as_of: int) -> tuple[pl.Expr, pl.Expr]:
    formats = mapping.formats or DATES
    read = pl.coalesce([pl.col("text").str.to_date(form, strict=False) for form in formats])
    number = read.dt.year() * 10000 + read.dt.month().cast(pl.Int32) * 100 + read.dt.day().cast(pl.Int32)
    never = _folded().is_in([*NEVER, *(word for word, meant in mapping.words.items() if meant == "never")])
    value = pl.when(never).then(pl.lit(0, pl.Int32)).otherwise(number) if mapping.fact.never else number
    # A year of two digits would be read as one of antiquity; no register holds such a day.
    unread = value.is_null() | value.is_between(1, EARLIEST_YEAR * 10_000)
    problem = pl.when(unread).then(pl.lit("not_a_date")).when(value > as_of).then(pl.lit("in_the_future"))
    return value, _when_given(problem)


def _integer(mapping: ColumnMapping, _as_of: int) -> tuple[pl.Expr, pl.Expr]:
    """Exact: hundredths are put together from the digits, never through a float."""
    fact = mapping.fact
    digits = len(str(fact.scale)) - 1
    plain = pl.col("text").str.replace_all(r"[\s\u{00a0}\u{202f}']", "").str.replace(",", ".", literal=True)
    good = plain.str.contains(_NUMBER)
    parts = plain.str.split_exact(".", 1)
    whole = parts.struct.field("field_0").cast(pl.Int64, strict=False)
    rest = parts.struct.field("field_1").fill_null("").str.strip_chars_end("0")
    fine = rest.str.len_chars() <= digits
    part = rest.str.pad_end(digits, "0").cast(pl.Int64, strict=False).fill_null(0) if digits else pl.lit(0, pl.Int64)
    sign = pl.when(plain.str.starts_with("-")).then(-1).otherwise(1)
    # A number far outside would wrap when it is brought to hundredths, so the whole part is looked at first.
    near = whole.is_between(fact.low // fact.scale - 1, fact.high // fact.scale + 1)
    value = pl.when(good & fine & near).then(whole * fact.scale + sign * part)
    inside = value.is_between(fact.low, fact.high).fill_null(value=False)
    problem = (
        pl.when(~good)
        .then(pl.lit("not_number"))
        .when(~fine)
        .then(pl.lit("too_fine"))
        .when(~inside)
        .then(pl.lit("out_of_range"))
    )
    return value, _when_given(problem)


_EXPRESSIONS = {"boolean": _boolean, "enum": _enum, "date": _date, "integer": _integer}
