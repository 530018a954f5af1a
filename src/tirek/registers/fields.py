"""Strict reading of a reply: a dataclass says what a register answers, and nothing else is let through.

Every failure names the register and the field, never what stood in it. Fields that the contract does not know are not kept.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any, Final, TypeAlias, TypeVar

from tirek.registers.failures import Malformed
from tirek.registers.identifiers import is_bin, is_cadastral_number, is_iin, is_plate


class Missing(Enum):
    """The register did not answer this; it is not known, which is neither 0 nor none."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING
LONGEST_LIST = 2_000
LONGEST_TEXT = 500

Record = TypeVar("Record")
_Value = TypeVar("_Value")
Known: TypeAlias = _Value | Missing
"""What a partial answer may leave open: ``Known[int]`` is a number, or is not known."""


@dataclass(frozen=True)
class Within:
    """Bounds of a number, both included."""

    least: int
    most: int

    def __call__(self, value: Any) -> bool:
        """Whether the value lies inside."""
        return bool(self.least <= value <= self.most)


@dataclass(frozen=True)
class Form:
    """A text of a certain form."""

    holds: Callable[[str], bool]

    def __call__(self, value: Any) -> bool:
        """Whether the text has it."""
        return self.holds(value)


def is_territory(text: str) -> bool:
    """Whether a text is a KATO code."""
    return len(text) == 9 and text.isascii() and text.isdigit() and text[0] != "0"


def is_month(text: str) -> bool:
    """Whether a text is a month, ``2026-09``."""
    try:
        return len(text) == 7 and date.fromisoformat(f"{text}-01").year > 1900
    except ValueError:
        return False


Tenge = Annotated[int, Within(0, 10**13)]
Count = Annotated[int, Within(0, 1_000_000)]
Iin = Annotated[str, Form(is_iin)]
Bin = Annotated[str, Form(is_bin)]
Cadastral = Annotated[str, Form(is_cadastral_number)]
Plate = Annotated[str, Form(is_plate)]
Territory = Annotated[str, Form(is_territory)]
Month = Annotated[str, Form(is_month)]


@dataclass(frozen=True)
class Place:
    """Where in the reply of which register we stand."""

    register: str
    field: str

    def at(self, name: str | int) -> Place:
        """One step deeper."""
        step = f"[{name}]" if isinstance(name, int) else f".{name}" if self.field else name
        return Place(self.register, f"{self.field}{step}")

    def refuse(self, code: str = "bad_field") -> Malformed:
        """The failure at this place."""
        return Malformed(self.register, code, field=self.field)


def read_record(kind: type[Record], data: object, place: Place, missing: frozenset[str] = frozenset()) -> Record:
    """A dataclass from a JSON object.

    Parameters
    ----------
    kind : type
        A dataclass whose annotations say what each field holds.
    data : object
        What JSON held.
    place : Place
        For messages.
    missing : frozenset of str
        Fields that the register says it does not know; they become :data:`MISSING`.

    Raises
    ------
    Malformed
        ``no_field`` or ``bad_field``, naming the first field that is wrong.
    """
    if not isinstance(data, Mapping):
        raise place.refuse()
    hints = _hints(typing.cast("Any", kind))
    for name in sorted(missing):
        if name not in hints or not _may_be_missing(hints[name]) or name in data:
            # A field that is said to be missing and yet stands there is answered both ways: neither is believed.
            raise place.at(name if name in hints else "missing").refuse()
    values = {name: _field(hint, name, data, place, missing) for name, hint in hints.items()}
    try:
        return kind(**values)
    except Inconsistent as error:
        raise place.at(error.field).refuse() from None


class Inconsistent(ValueError):
    """Raised by a record whose fields cannot all be true; names one of them."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(field)


def write_record(record: object) -> Any:
    """A record as JSON holds it; what is missing is left out."""
    if dataclasses.is_dataclass(record):
        pairs = ((field.name, getattr(record, field.name)) for field in dataclasses.fields(record))
        return {name: write_record(value) for name, value in pairs if value is not MISSING}
    if isinstance(record, tuple):
        return [write_record(item) for item in record]
    if isinstance(record, date):
        return record.isoformat()
    return record.value if isinstance(record, Enum) else record


def dates_of(record: object, place: Place) -> Iterator[tuple[Place, date]]:
    """Every date of a record that must have come already, with its place; ``until`` may lie ahead."""
    if dataclasses.is_dataclass(record):
        for field in dataclasses.fields(record):
            if field.name != "until":
                yield from dates_of(getattr(record, field.name), place.at(field.name))
    elif isinstance(record, tuple):
        for index, item in enumerate(record):
            yield from dates_of(item, place.at(index))
    elif isinstance(record, date):
        yield place, record


def missing_fields(kind: type[Any]) -> tuple[str, ...]:
    """Names of the fields of a record that a partial answer may leave open."""
    return tuple(name for name, hint in _hints(typing.cast("Any", kind)).items() if _may_be_missing(hint))


@cache
def _hints(kind: type[Any]) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _may_be_missing(hint: Any) -> bool:
    return Missing in typing.get_args(hint)


def _field(hint: Any, name: str, data: Mapping[str, Any], place: Place, missing: frozenset[str]) -> Any:
    if name in missing:
        return MISSING
    if name not in data:
        raise place.at(name).refuse("no_field")
    return _value(hint, data[name], place.at(name))


def _value(hint: Any, value: object, place: Place) -> Any:
    origin = typing.get_origin(hint)
    if origin is Annotated:
        inner, *checks = typing.get_args(hint)
        read = _value(inner, value, place)
        if not all(check(read) for check in checks):
            raise place.refuse()
        return read
    if origin in (types.UnionType, typing.Union):
        return _choice(typing.get_args(hint), value, place)
    if origin is tuple:
        return _items(typing.get_args(hint)[0], value, place)
    if dataclasses.is_dataclass(hint):
        return read_record(typing.cast("type[object]", hint), value, place)
    return _plain(hint, value, place)


def _choice(options: tuple[Any, ...], value: object, place: Place) -> Any:
    if value is None and type(None) in options:
        return None
    (inner,) = (option for option in options if option not in (Missing, type(None)))
    return _value(inner, value, place)


def _items(inner: Any, value: object, place: Place) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise place.refuse()
    return tuple(_value(inner, item, place.at(index)) for index, item in enumerate(value))


def _plain(kind: Any, value: object, place: Place) -> Any:
    if kind is date:
        return _day(value, place)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            raise place.refuse() from None
    # `True` is an int to Python and is not a number to anybody else.
    if type(value) is not kind or (isinstance(value, str) and not _is_text(value)):
        raise place.refuse()
    return value


def _day(value: object, place: Place) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise place.refuse()


def _is_text(value: str) -> bool:
    return bool(value.strip()) and len(value) <= LONGEST_TEXT and value.isprintable()
