"""The act of the participating commission as data: its sections and fields, and whether what was sent fits them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.applications.enums import Turn
from tirek.department.core.refusals import Refused
from tirek.department.verification.enums import NoAct
from tirek.rulebook.engine.facts import Fact, find_fact

ACT: Final = Path(__file__).with_name("act.yaml")
LANGUAGES: Final = ("kk", "ru", "en")
TYPES: Final = ("yes_no", "number", "decimal", "text", "one", "many")
MARKS: Final = ("seed", "found", "calc", "memory")
NEXT: Final = ("visit", "applicant", "decision")
MEMBERS: Final = "members"
"""Under this name an act holds the answers about each member, by the id of the person."""

Titles = Mapping[str, str]


class ActFault(Exception):
    """``act.yaml`` is written wrong: where, what, what to do."""


class ActRefused(Refused):
    """An act that does not fit its form. ``faults`` says what is wrong, by the address of the field (``members.7.skills``)."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        self.faults = dict(faults)
        address, sentence = next(iter(self.faults.items()))
        super().__init__("act_faulty", sentence, address)


@dataclass(frozen=True)
class Field:
    """One field: its type, its bounds, its choices by code, and the fact of the law that it establishes."""

    name: str
    type: str
    title: Titles
    required: bool
    low: int
    high: int
    places: int
    length: int
    unit: Titles | None
    choices: Mapping[str, Titles]
    fact: Fact | None


@dataclass(frozen=True)
class Section:
    """Fields under one heading; ``of_member`` where they are asked of every member."""

    name: str
    title: Titles
    of_member: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Follow:
    """What follows a visit without an act: what is next, whose turn it becomes, and the sentence that says so."""

    next: str
    turn: Turn
    sentence: Titles


@dataclass(frozen=True)
class ActForm:
    """The whole of ``act.yaml``."""

    sections: tuple[Section, ...]
    outcomes: Mapping[str, Follow]
    visitors_at_least: int
    sitters_at_least: int
    far_metres: int
    photos_at_most: int
    mark: str


@cache
def act_form() -> ActForm:
    """The form of the act, read and checked once.

    Raises
    ------
    ActFault
        If the file is written wrong.
    """
    return read_form(yaml.safe_load(ACT.read_text(encoding="utf-8")))


def read_form(document: Mapping[str, Any]) -> ActForm:
    """A form from the document of its file.

    Raises
    ------
    ActFault
        If something in it is missing or does not fit.
    """
    commissions = document["commissions"]
    for where in (document, *commissions.values(), document["geotag"]):
        _demand(where["provenance"].get("mark") in MARKS, "provenance", f"write a mark of {', '.join(MARKS)}")
    outcomes = {name: _follow(name, entry) for name, entry in document["outcomes"].items()}
    _demand(set(outcomes) == set(NoAct.values), "outcomes", f"name each of {', '.join(NoAct.values)}")
    return ActForm(
        sections=tuple(_section(name, entry, document["units"]) for name, entry in document["sections"].items()),
        outcomes=outcomes,
        visitors_at_least=commissions["participating"]["members_at_least"],
        sitters_at_least=commissions["special"]["members_at_least"],
        far_metres=document["geotag"]["far_metres"],
        photos_at_most=document["photos"]["at_most"],
        mark=document["provenance"]["mark"],
    )


def read_act(raw: object, persons: Sequence[int]) -> dict[str, Any]:
    """What was sent as an act, in the form in which it is kept; empty answers are left out.

    Parameters
    ----------
    raw
        Field to answer; ``members`` holds the answers about each person by id.
    persons
        Ids of the members of the application.

    Raises
    ------
    ActRefused
        With everything that is wrong, a sentence a field.
    """
    faults: dict[str, str] = {}
    if not isinstance(raw, Mapping):
        raise ActRefused({"": _("The act is not a set of fields with answers.")})
    own = [field for section in act_form().sections if not section.of_member for field in section.fields]
    each = [field for section in act_form().sections if section.of_member for field in section.fields]
    read = _read_fields(own, {name: value for name, value in raw.items() if name != MEMBERS}, "", faults)
    told = raw.get(MEMBERS) or {}
    members: dict[str, dict[str, Any]] = {}
    if not isinstance(told, Mapping):
        faults[MEMBERS] = _("The answers about members stand by the number of each person.")
        told = {}
    for key, answers in told.items():
        where = f"{MEMBERS}.{key}"
        if str(key) not in {str(person) for person in persons}:
            faults[where] = _("This person is not in the application.")
        elif not isinstance(answers, Mapping):
            faults[where] = _("The answers about a member are not a set of fields.")
        elif found := _read_fields(each, answers, f"{where}.", faults):
            members[str(key)] = found
    if faults:
        raise ActRefused(faults)
    return read | ({MEMBERS: members} if members else {})


def _read_fields(
    fields: Sequence[Field], answers: Mapping[Any, Any], where: str, faults: dict[str, str]
) -> dict[str, Any]:
    known = {field.name for field in fields}
    for name in answers:
        if name not in known:
            faults[f"{where}{name}"] = _("The act has no such field.")
    found: dict[str, Any] = {}
    for field in fields:
        value = answers.get(field.name)
        if value in (None, "", []):
            if field.required:
                faults[f"{where}{field.name}"] = _("Fill this in: without it the act is not accepted.")
            continue
        try:
            found[field.name] = _value(field, value)
        except ValueError as fault:
            faults[f"{where}{field.name}"] = str(fault)
    return found


def _value(field: Field, value: Any) -> Any:
    """An answer as it is kept: a decimal as hundredths (or as many places as the field has)."""
    if field.type == "yes_no":
        return _of(isinstance(value, bool), value, _("Answer yes or no."))
    if field.type == "text":
        return _text(field, value)
    if field.type == "one":
        return _of(isinstance(value, str) and value in field.choices, value, _("Choose one of the answers offered."))
    if field.type == "many":
        fits = isinstance(value, list) and all(isinstance(each, str) and each in field.choices for each in value)
        return _of(
            fits, [code for code in field.choices if fits and code in value], _("Choose of the answers offered.")
        )
    return _number(field, value)


def _text(field: Field, value: Any) -> str:
    text = " ".join(value.split()) if isinstance(value, str) else ""
    printable = isinstance(value, str) and "\0" not in value and text.isprintable()
    told = _("Write a text of at most %(length)s letters.") % {"length": field.length}
    return str(_of(printable and 0 < len(text) <= field.length, text, told))


def _number(field: Field, value: Any) -> int:
    told = _("Write a number from %(low)s to %(high)s, with at most %(places)s decimal places.") % {
        "low": field.low,
        "high": field.high,
        "places": field.places,
    }
    if field.type == "number":
        told = _("Write a whole number from %(low)s to %(high)s.") % {"low": field.low, "high": field.high}
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError(told)
    try:
        number = Decimal(str(value).replace(",", ".").replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
        scaled = number.scaleb(field.places) if number.is_finite() and abs(number) <= field.high else Decimal("0.5")
    except InvalidOperation:
        raise ValueError(told) from None
    fits = scaled == scaled.to_integral_value() and field.low <= number <= field.high
    return int(_of(fits, scaled, told))


def _of(fits: bool, value: Any, told: str | Promise) -> Any:
    if not fits:
        raise ValueError(told)
    return value


def shown_value(field: Field, value: Any, language: str) -> str:
    """A kept answer in words, its figures in the form of the page; a dash where there is none."""
    if value is None:
        return "—"
    if field.type == "yes_no":
        return _("yes") if value else _("no")
    if field.type in ("one", "many"):
        codes = value if isinstance(value, list) else [value]
        return ", ".join(field.choices[code][language] if code in field.choices else str(code) for code in codes)
    if field.type == "text":
        return str(value)
    number = Decimal(value).scaleb(-field.places)
    text = number_format(number.normalize() + 0, use_l10n=True, force_grouping=True)
    return f"{text} {field.unit[language]}" if field.unit else text


def all_fields() -> Iterator[tuple[Section, Field]]:
    """Every field with its section, in order."""
    for section in act_form().sections:
        for field in section.fields:
            yield section, field


def _section(name: str, entry: Mapping[str, Any], units: Mapping[str, Titles]) -> Section:
    _demand(entry.get("each") in (None, "member"), name, "`each` may only be `member`")
    fields = tuple(_field(f"{name}.{each}", each, told, units) for each, told in entry["fields"].items())
    return Section(name, _titles(name, entry["title"]), entry.get("each") == "member", fields)


def _field(where: str, name: str, entry: Mapping[str, Any], units: Mapping[str, Titles]) -> Field:
    kind = entry.get("type")
    _demand(kind in TYPES, where, f"`type` is one of {', '.join(TYPES)}")
    fact = find_fact(*entry["fact"].split(".", 1)) if "fact" in entry else None
    choices = {code: _titles(f"{where}.{code}", titles) for code, titles in entry.get("choices", {}).items()}
    if fact is not None and kind == "one":
        _demand(not choices and fact.type == "enum", where, "choices are those of the fact: leave them out")
        choices = {code: {each: fact.label(at, each) for each in LANGUAGES} for at, code in enumerate(fact.values)}
    _demand(
        (kind in ("one", "many")) == bool(choices), where, "`choices` belong to `one` and `many`, and to them alone"
    )
    low, high = entry.get("range", (0, 0))
    _demand((kind in ("number", "decimal")) == (low < high), where, "`range: [min, max]` belongs to numbers")
    _demand((kind == "text") == ("length" in entry), where, "`length` belongs to a text")
    places = entry.get("places", 0)
    _demand(
        fact is None or kind != "decimal" or fact.scale == 10**places, where, "as many places as the fact is kept with"
    )
    return Field(
        name=name,
        type=str(kind),
        title=_titles(where, entry["title"]),
        required=entry.get("required", False),
        low=low,
        high=high,
        places=places,
        length=entry.get("length", 0),
        unit=_titles(where, units[entry["unit"]]) if "unit" in entry else None,
        choices=choices,
        fact=fact,
    )


def _follow(name: str, entry: Mapping[str, Any]) -> Follow:
    _demand(entry.get("next") in NEXT, f"outcomes.{name}", f"`next` is one of {', '.join(NEXT)}")
    _demand(entry.get("turn") in Turn.values, f"outcomes.{name}", f"`turn` is one of {', '.join(Turn.values)}")
    return Follow(entry["next"], Turn(entry["turn"]), _titles(f"outcomes.{name}", entry["follows"]))


def _titles(where: str, titles: Titles) -> Titles:
    _demand(all(str(titles.get(each) or "").strip() for each in LANGUAGES), where, "give kk, ru and en")
    return titles


def _demand(fits: bool, where: str, what: str) -> None:
    if not fits:
        raise ActFault(f"{ACT.name}, {where}: {what}")
