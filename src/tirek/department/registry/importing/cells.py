"""Cells of a column as values, all rows at once: dates, numbers, words, identifiers.

Identifiers are judged by one parser (``core.identifiers``). A quick look on whole columns lets the right ones in normal form
pass; whatever it does not know goes through the parser, row by row, which alone says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from tirek.department.core.identifiers.faults import IdentifierError
from tirek.department.core.identifiers.iban import parse_iban
from tirek.department.core.identifiers.iin import parse_iin
from tirek.department.core.identifiers.kato import parse_kato
from tirek.department.core.identifiers.phone import parse_phone
from tirek.department.registry.importing.exchange import Column
from tirek.department.registry.importing.problems import PROBLEMS, found, joined, no_problems
from tirek.population.importing.conversion import DATES, NO, YES
from tirek.registers.check_digit import FIRST_WEIGHTS, SECOND_WEIGHTS

EARLIEST = date(1800, 1, 1)
SHOWN_WORDS = 8
_NORMAL = {"phone": r"^\+77\d{9}$", "kato": r"^[1-7]\d{8}$"}
_WHOLE = r"^[+-]?\d{1,17}$"


def read_cells(
    frame: pl.DataFrame, column: Column, *, with_synthetic: bool, words: dict[str, str] | None = None
) -> tuple[pl.Series, pl.DataFrame]:
    """A column's values and what is wrong with them; where something is wrong the value is null.

    Parameters
    ----------
    frame
        The column, as text or in its own type, and ``row``.
    column
        What it must be.
    with_synthetic
        Take the numbers of invented people.
    words
        Other ways to say the words of its list, in lower case.
    """
    cells = frame.select("row", cell=pl.col(column.name))
    if cells.schema["cell"] == pl.String:
        cells = cells.with_columns(pl.col("cell").str.strip_chars().replace("", None))
    if column.kind in ("iin", "phone", "iban", "kato"):
        read, wrong = _identifiers(cells, column.kind, with_synthetic=with_synthetic)
    else:
        read, kind = _READERS[column.kind](cells, column, words or {})
        told = cells.with_columns(value=read)
        wrong = found(told, pl.col("cell").is_not_null() & pl.col("value").is_null(), kind)
        read = told["value"]
    checked = cells.with_columns(value=read)
    parts = [wrong, *_bounds(checked, column)]
    if column.required:
        parts.append(found(cells, pl.col("cell").is_null(), "missing"))
    problems = joined(part.with_columns(column=pl.lit(column.name)) for part in parts if part.height)
    clean = checked["value"]
    if problems.height:
        bad = checked["row"].is_in(problems["row"].implode())
        clean = checked.select(pl.when(~bad).then("value")).to_series()
    return clean.rename(column.name), problems


def _bounds(checked: pl.DataFrame, column: Column) -> list[pl.DataFrame]:
    value, parts = pl.col("value"), []
    if column.length is not None:
        parts.append(found(checked, value.str.len_chars() > column.length, "too_long", expected=str(column.length)))
    if column.low is not None and column.high is not None:
        inside = value.is_between(column.low, column.high)
        parts.append(found(checked, ~inside, "out_of_range", expected=f"{column.low}..{column.high}"))
    if column.kind == "date":
        parts.append(found(checked, value < EARLIEST, "too_early"))
    return parts


def _text(cells: pl.DataFrame, column: Column, words: dict[str, str]) -> tuple[pl.Series, str]:
    text = cells["cell"]
    if not column.words:
        return text, "missing"
    known = {word: word for word in column.words} | {word.casefold(): meant for word, meant in words.items()}
    return text.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String), "not_in_list"


def _number(cells: pl.DataFrame, column: Column, words: dict[str, str]) -> tuple[pl.Series, str]:
    if cells.schema["cell"].is_integer():
        return cells["cell"].cast(pl.Int64), "not_a_number"
    plain = pl.col("cell").cast(pl.String).str.replace_all(r"[\s\u{00a0}\u{202f}']", "")
    read = cells.select(pl.when(plain.str.contains(_WHOLE)).then(plain).cast(pl.Int64, strict=False))
    return read.to_series(), "not_a_number"


def _decimal(cells: pl.DataFrame, column: Column, words: dict[str, str]) -> tuple[pl.Series, str]:
    if cells.schema["cell"].is_numeric():
        return cells["cell"].cast(pl.Float64), "not_a_number"
    read = pl.col("cell").cast(pl.String).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return cells.select(pl.when(read.is_finite()).then(read)).to_series(), "not_a_number"


def _date(cells: pl.DataFrame, column: Column, words: dict[str, str]) -> tuple[pl.Series, str]:
    if cells.schema["cell"] == pl.Date:
        return cells["cell"], "not_a_date"
    text = pl.col("cell").cast(pl.String)
    return cells.select(pl.coalesce(text.str.to_date(form, strict=False) for form in DATES)).to_series(), "not_a_date"


def _flag(cells: pl.DataFrame, column: Column, words: dict[str, str]) -> tuple[pl.Series, str]:
    if cells.schema["cell"] == pl.Boolean:
        return cells["cell"], "not_yes_or_no"
    known = {**dict.fromkeys(YES, True), **dict.fromkeys(NO, False)}
    lowered = cells["cell"].cast(pl.String).str.to_lowercase()
    return lowered.replace_strict(known, default=None, return_dtype=pl.Boolean), "not_yes_or_no"


Reader = Callable[[pl.DataFrame, Column, dict[str, str]], tuple[pl.Series, str]]
_READERS: dict[str, Reader] = {"text": _text, "number": _number, "decimal": _decimal, "date": _date, "flag": _flag}


def _identifiers(cells: pl.DataFrame, kind: str, *, with_synthetic: bool) -> tuple[pl.Series, pl.DataFrame]:
    """Normal forms, and the fault of each wrong one."""
    fine = is_right_iin(with_synthetic=with_synthetic) if kind == "iin" else _is_right(kind)
    looked = cells.with_columns(fine=fine.fill_null(value=False))
    odd = looked.filter(~pl.col("fine") & pl.col("cell").is_not_null())
    read: list[tuple[int, str | None, str | None]] = []
    for row, cell in odd.select("row", "cell").iter_rows():
        try:
            read.append((row, _parse(kind, cell, with_synthetic=with_synthetic), None))
        except IdentifierError as error:
            read.append((row, None, f"{kind}.{error.code}"))
    if not read:
        return looked["cell"], no_problems()
    again = pl.DataFrame(
        read, schema={"row": looked.schema["row"], "parsed": pl.String, "kind": pl.String}, orient="row"
    )
    whole = looked.join(again, on="row", how="left", maintain_order="left")
    wrong = again.filter(pl.col("kind").is_not_null()).select(
        table=pl.lit(""), row=pl.col("row").cast(pl.Int64), column=pl.lit(""), kind="kind", expected=pl.lit("")
    )
    value = whole.select(pl.when("fine").then("cell").otherwise("parsed")).to_series()
    return value, wrong.select(PROBLEMS.keys())


def _parse(kind: str, text: str, *, with_synthetic: bool) -> str:
    if kind == "iin":
        return parse_iin(text, with_synthetic=with_synthetic).value
    return {"phone": parse_phone, "iban": parse_iban, "kato": parse_kato}[kind](text)


def is_right_iin(cell: str = "cell", *, with_synthetic: bool) -> pl.Expr:
    """Whether a text of twelve digits is a right number: the parser would take it as it stands.

    It may say no to a right one (of a century that is not told); such go through the parser.
    """
    text = pl.col(cell)
    formed = text.str.contains(r"^\d{12}$", literal=False) & (text.str.len_bytes() == 12)
    digits = [text.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(12)]
    first, second = (
        sum((digit * weight for digit, weight in zip(digits, weights, strict=False)), pl.lit(0)) % 11
        for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS)
    )
    check = pl.when(first < 10).then(first).when(second < 10).then(second).otherwise(-1)
    born = born_by_iin(cell)
    known = digits[6].is_between(1, 6) | (digits[6].is_in([7, 8]) if with_synthetic else pl.lit(value=False))
    return formed & known & born.is_not_null() & (check == digits[11]) & (digits[4] < 4)


def born_by_iin(iin: str = "iin") -> pl.Expr:
    """The birth date that a right number tells; null where it tells no century."""
    text = pl.col(iin)
    seventh, eighth = text.str.slice(6, 1), text.str.slice(7, 1)
    century = seventh.replace_strict(
        {"1": "18", "2": "18", "3": "19", "4": "19", "5": "20", "6": "20"}, default=None, return_dtype=pl.String
    )
    invented = eighth.replace_strict({"8": "18", "9": "19", "0": "20"}, default=None, return_dtype=pl.String)
    told = pl.when(seventh.is_in(["7", "8"])).then(invented).otherwise(century)
    return (told + text.str.slice(0, 6)).str.to_date("%Y%m%d", strict=False)


def sex_by_iin(iin: str = "iin") -> pl.Expr:
    """The sex that a right number tells; null where it tells none."""
    seventh = pl.col(iin).str.slice(6, 1).cast(pl.Int32, strict=False)
    sex = pl.when(seventh % 2 == 1).then(pl.lit("male")).otherwise(pl.lit("female"))
    return pl.when(seventh > 0).then(sex)


def _is_right(kind: str) -> pl.Expr:
    text = pl.col("cell")
    if kind == "iban":
        account = text.str.slice(4).cast(pl.Int64, strict=False)
        rest = ((account % 97) * (10**6 % 97) + 203500 + text.str.slice(2, 2).cast(pl.Int64, strict=False)) % 97
        return text.str.contains(r"^KZ\d{18}$") & (text.str.len_bytes() == 20) & (rest == 1)
    right = text.str.contains(_NORMAL[kind]) & (text.str.len_bytes() == (12 if kind == "phone" else 9))
    if kind == "kato":
        right &= ~((text.str.slice(2, 2) == "00") & (text.str.slice(4, 2) != "00"))
    return right
