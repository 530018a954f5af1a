"""Local law from outside of the rulebook: a maslikhat's values as a numbered, immutable whole that binding takes as published.

The values stand beside those of ``law/territories`` with the same meaning: the nearest territory wins, then the latest start,
then what was known last. The rulebook reads them; who entered and signed them is the department's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.acts import Act
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.documents import read_document
from tirek.rulebook.engine.errors import FactError, LawError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.parameters import Parameter, Value, find_parameter, is_territorial, read_amount
from tirek.rulebook.engine.reform_changes import MARKS

OFFICE, FILE, DRAFT = "office", "file", "draft"
ACT_KINDS = ("maslikhat_decision", "akimat_resolution", "order", "statistical_publication")
KATO = re.compile("[1-9][0-9]{8}")
ENTRY_KEYS = frozenset(
    ("parameter", "value", "unit", "from", "quarter", "until", "territory", "purpose", "known_from", "withdrawn_from")
) | {"act", "article", "provenance", "note"}


@dataclass(frozen=True, eq=False)
class LocalLaw:
    """All local values of a department at one point of its history.

    Attributes
    ----------
    department : str
        KATO code of the department.
    number : int or None
        Its number, dense from 1 on; None while it was not signed.
    digest : str
        SHA-256 of the canonical text of its entries; two with one digest and number are equal.
    values : mapping
        Values by parameter, in the order in which they were signed.
    origin : str
        ``office`` where the department read it from its own signed rows; only such a one decides.
    """

    department: str
    number: int | None
    digest: str
    values: Mapping[str, tuple[Value, ...]]
    origin: str = field(default=DRAFT)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LocalLaw) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @property
    def _key(self) -> tuple[str, int | None, str, str]:
        return self.department, self.number, self.digest, self.origin

    @property
    def decides(self) -> bool:
        """Whether cases are decided by it: signed, and read from the department's own rows."""
        return self.origin == OFFICE and self.number is not None

    def as_json(self) -> dict[str, Any]:
        """What every answer with it carries."""
        return {
            "department": self.department,
            "number": self.number,
            "digest": self.digest,
            "origin": self.origin,
            "decides": self.decides,
        }


def canonical_text(entries: Iterable[Mapping[str, Any]]) -> str:
    """Entries as one text that is always the same: JSON, keys in order, dates as YYYY-MM-DD, one entry a line."""
    lines = [json.dumps(_plain(entry), ensure_ascii=False, sort_keys=True, separators=(",", ":")) for entry in entries]
    return "".join(f"{line}\n" for line in lines)


def digest_of(text: str) -> str:
    """SHA-256 of a canonical text."""
    return sha256(text.encode()).hexdigest()


def make_local_law(
    entries: Iterable[Mapping[str, Any]], *, department: str, number: int | None, origin: str, where: str = "values"
) -> LocalLaw:
    """Local law from its entries, each checked by the register of parameters.

    Raises
    ------
    FactError
        The first fault: which entry, what is wrong, what to do.
    """
    entries = list(entries)
    values: dict[str, tuple[Value, ...]] = {}
    for rank, entry in enumerate(entries, 1):
        value = read_entry(entry, f"{where}[{rank - 1}]", rank=rank)
        values[entry["parameter"]] = (*values.get(entry["parameter"], ()), value)
    return LocalLaw(department, number, digest_of(canonical_text(entries)), values, origin)


def read_local_law(path: Path) -> LocalLaw:
    """An exported overlay: a YAML file with ``overlay``, ``department``, ``digest`` and ``values``. It decides nothing.

    Raises
    ------
    FactError
        If there is no such file, its form is wrong, or its values are not those of its digest.
    LawError
        If it is no YAML.
    """
    where = f"--overlay {path}"
    if not path.is_file():
        raise FactError(where, "no_file")
    document = read_document(path)
    if not isinstance(document, Mapping) or not isinstance(document.get("values"), list):
        raise FactError(where, "local_no_file_form")
    if not all(isinstance(entry, Mapping) for entry in document["values"]):
        raise FactError(where, "local_no_file_form")
    number = document.get("overlay")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < 1):
        raise FactError(where, "local_number", value=number)
    department = str(document.get("department") or "")
    law = make_local_law(
        document["values"], department=department, number=number, origin=FILE, where=f"{where}: values"
    )
    if document.get("digest") != law.digest:
        raise FactError(where, "local_digest", told=document.get("digest"), found=law.digest)
    return law


def read_entry(entry: Mapping[str, Any], where: str, *, rank: int = 1) -> Value:
    """One value as an overlay holds it.

    Raises
    ------
    FactError
        If the parameter is not set locally, or the value, its days, territory, unit, act or provenance are wrong.
    """
    for key in entry:
        if key not in ENTRY_KEYS:
            raise FactError(where, "local_unknown_key", key=key, allowed=", ".join(sorted(ENTRY_KEYS)))
    parameter = local_parameter(str(entry.get("parameter")), where)
    if entry.get("unit", parameter.unit_name) != parameter.unit_name:
        raise FactError(where, "local_unit", value=entry["unit"], unit=parameter.unit_name)
    start, until = _start(entry, parameter, where), _day(entry.get("until"), where, "until")
    if isinstance(start, date) and until is not None and until <= start:
        raise FactError(where, "local_ends_first", start=start, until=until)
    territory = str(entry.get("territory") or "")
    if not KATO.fullmatch(territory):
        raise FactError(where, "unknown_territory", value=territory)
    known_from = _day(entry.get("known_from"), where, "known_from")
    if known_from is None:
        raise FactError(where, "local_date", key="known_from", value=entry.get("known_from"))
    provenance = entry.get("provenance") or {}
    if not isinstance(provenance, Mapping) or provenance.get("mark") not in MARKS or not provenance.get("source"):
        raise FactError(where, "local_provenance", allowed=", ".join(MARKS))
    act = read_act(entry.get("act"), where)
    made = Value(
        amount=read_local_amount(entry.get("value"), parameter, where),
        start=start,
        until=until,
        territory=territory,
        purpose=entry.get("purpose") or None,
        known_from=known_from,
        act=act.key,
        article=str(entry.get("article") or ""),
        mark=provenance["mark"],
        source=str(provenance["source"]),
        where=where,
        rank=rank,
        withdrawn_from=_day(entry.get("withdrawn_from"), where, "withdrawn_from"),
        local_act=act,
    )
    _check_bounds(made, parameter, where)
    return made


def local_parameter(name: str, where: str) -> Parameter:
    """A parameter that local law may set.

    Raises
    ------
    FactError
        If there is no such parameter, or it is the whole country's.
    """
    try:
        parameter = find_parameter(name)
    except LawError:
        raise FactError(where, "local_parameter", name=name) from None
    if not is_territorial(parameter):
        raise FactError(where, "local_not_territorial", name=name)
    return parameter


def read_local_amount(raw: object, parameter: Parameter, where: str) -> Fraction:
    """An exact amount within the parameter's range; whole unless the parameter is a ratio.

    Raises
    ------
    FactError
        If it is not exact, not whole, or out of range.
    """
    if isinstance(raw, str):
        raw = raw.replace("\N{NO-BREAK SPACE}", "").replace(" ", "").replace(",", ".")
    try:
        amount = read_amount(raw, where)
    except LawError:
        raise FactError(where, "local_not_a_number", value=raw) from None
    if not parameter.ratio and amount.denominator != 1:
        raise FactError(where, "local_not_whole", value=raw)
    low, high = parameter.gap_range
    if not low <= amount <= high:
        raise FactError(where, "local_range", value=raw, low=low, high=high, unit=parameter.unit_name)
    return amount


def read_act(given: object, where: str) -> Act:
    """The act of an entry, as the office knows it; ``key`` names it in traces.

    Raises
    ------
    FactError
        If its kind, number, date or a title is missing.
    """
    if not isinstance(given, Mapping):
        raise FactError(where, "local_act", allowed=", ".join(ACT_KINDS))
    title = given.get("title") or {}
    day = _day(given.get("date"), where, "act.date")
    sound = isinstance(title, Mapping) and all(str(title.get(language) or "").strip() for language in ("kk", "ru"))
    if given.get("kind") not in ACT_KINDS or not str(given.get("number") or "").strip() or day is None or not sound:
        raise FactError(where, "local_act", allowed=", ".join(ACT_KINDS))
    number = str(given["number"])
    titles = {
        **{language: str(title[language]) for language in ("kk", "ru")},
        "en": str(title.get("en") or title["ru"]),
    }
    return Act(
        key=f"{given['kind']} {number} {day.isoformat()}",
        kind=str(given["kind"]),
        number=number,
        day=day,
        title=titles,
        short={},
        in_force_from=day,
        in_force_until=None,
        replaced_by=None,
    )


def _check_bounds(value: Value, parameter: Parameter, where: str) -> None:
    """A value stays between those that a higher act sets as its least and its greatest on its first day."""
    if not parameter.between or not isinstance(value.start, date):
        return
    found = [find_parameter(name).value_at(Moment(value.start, value.territory)) for name in parameter.between]
    limits = [limit for limit in found if limit is not None]
    low, high = (limit.amount if limit else None for limit in found)
    if (low is not None and value.amount < low) or (high is not None and value.amount > high):
        told = {"low": "—" if low is None else low, "high": "—" if high is None else high}
        raise FactError(where, "local_between", value=value.amount, act=limits[0].act, **told)


def _start(entry: Mapping[str, Any], parameter: Parameter, where: str) -> date | Quarter:
    if ("quarter" in entry) != (parameter.by == "quarter"):
        raise FactError(where, "local_start_quarter" if parameter.by == "quarter" else "local_start_day")
    if parameter.by == "quarter":
        try:
            return Quarter.parse(str(entry["quarter"]))
        except ValueError:
            raise FactError(where, "local_start_quarter") from None
    start = _day(entry.get("from"), where, "from")
    if start is None:
        raise FactError(where, "local_start_day")
    return start


def _day(value: object, where: str, key: str) -> date | None:
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise FactError(where, "local_date", key=key, value=value) from None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items() if inner is not None}
    return value.isoformat() if isinstance(value, date) else value
