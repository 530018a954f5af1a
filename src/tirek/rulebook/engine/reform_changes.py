"""Reading the changes of a reform: values, texts of steps, conditions, floors, benefits switched on or off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.benefit import STATUSES, Term
from tirek.rulebook.engine.documents import ROOT, place, read_document
from tirek.rulebook.engine.errors import LawError, ReformError
from tirek.rulebook.engine.parameters import Parameter, find_parameter, read_value
from tirek.rulebook.engine.reform import (
    BenefitChange,
    Change,
    ConditionChange,
    FloorChange,
    ParameterChange,
    Reach,
    StepChange,
)
from tirek.rulebook.engine.reform_fit import misfit
from tirek.rulebook.engine.rule_files import find_rule
from tirek.rulebook.engine.rules import Rule

EARLIEST = date(1900, 1, 1)
LANGUAGES = ("kk", "ru")
"""Languages without which no text of the law passes."""

OWN_KEYS: Mapping[str, tuple[str, ...]] = {
    "parameter": ("values", "unit"),
    "step": ("text",),
    "condition": ("refusal", "of"),
    "floor": ("of",),
    "benefit": ("status",),
}
"""Kinds of changes, by the key that begins each, and the further keys of each."""

VALUE_KEYS = ("value", "from", "quarter", "until", "territory", "purpose", "act", "article", "provenance")
COMMON_KEYS = ("title", "act", "article", "provenance", "from", "until", "territory")
SCOPES = ("local", "national")
KATO = re.compile("[0-9]{9}")
MARKS = ("seed", "found", "calc", "memory")
WITHOUT_MONEY = ("in_kind", "right", "level")


@dataclass
class Faults:
    """Faults of one file, in the order in which they were met."""

    path: Path
    found: list[ReformError] = field(default_factory=list)

    def report(self, keys: tuple[str | int, ...], code: str, **details: object) -> None:
        """Add a fault at a key of the file."""
        self.found.append(ReformError(place(self.path, *keys), code, **details))

    def check_territory(self, keys: tuple[str | int, ...], given: object) -> None:
        """Report a territory that is no KATO code: it would be a place that nobody asks about."""
        if given is not None and not KATO.fullmatch(str(given)):
            self.report(keys, "reform_territory", territory=given)

    def check_texts(self, keys: tuple[str | int, ...], given: object, key: str) -> bool:
        """Report a text that lacks Kazakh or Russian."""
        there = isinstance(given, Mapping)
        missing = [
            word for word in LANGUAGES if not (isinstance(given, Mapping) and str(given.get(word) or "").strip())
        ]
        if missing:
            self.report(keys, "reform_text", key=key, languages=", ".join(missing))
        return there and not missing


@dataclass(frozen=True)
class Form:
    """What the head of a reform's file gives each change that does not say otherwise."""

    start: date | None
    until: date | None
    territory: str
    act: str
    article: str
    provenance: Mapping[str, Any]
    known_from: date


def texts(given: Mapping[str, Any]) -> Mapping[str, str]:
    """A text by language, frozen; English falls back on Russian."""
    made = {language: str(given[language]) for language in LANGUAGES}
    return MappingProxyType({**made, "en": str(given.get("en") or made["ru"])})


def sound_provenance(given: object) -> bool:
    """Whether a provenance has a known mark; without one a value is from memory."""
    return isinstance(given, Mapping) and given.get("mark", "memory") in MARKS


def read_changes(entries: object, form: Form, faults: Faults) -> Iterator[Change]:
    """The changes of a file, those that can be read; the rest are reported."""
    if not isinstance(entries, list) or not entries:
        faults.report(("changes",), "reform_no_changes")
        return
    seen: list[Change] = []
    for index, entry in enumerate(entries):
        keys = ("changes", index)
        if not isinstance(entry, Mapping):
            faults.report(keys, "reform_no_kind", allowed=", ".join(OWN_KEYS))
            continue
        kinds = [kind for kind in OWN_KEYS if kind in entry]
        if len(kinds) != 1:
            faults.report(keys, "reform_no_kind", allowed=", ".join(OWN_KEYS))
            continue
        allowed = (kinds[0], *OWN_KEYS[kinds[0]], *COMMON_KEYS)
        for key in entry:
            if key not in allowed:
                faults.report((*keys, key), "reform_unknown_key", key=key, allowed=", ".join(allowed))
        for change in _Entry(entry, kinds[0], keys, form, faults).changes():
            if any(_clash(change, other) for other in seen):
                faults.report(change.keys, "reform_twice", target=change.target)
            seen.append(change)
            yield change


def _clash(a: Change, b: Change) -> bool:
    """Whether two changes answer for one day: two values of one start, two texts or two statuses of days that overlap."""
    if (a.kind, a.target, a.territory) != (b.kind, b.target, b.territory):
        return False
    if isinstance(a, ParameterChange) and isinstance(b, ParameterChange):
        return (a.value.start, a.value.purpose) == (b.value.start, b.value.purpose)
    apart = (a.until is not None and a.until <= b.start) or (b.until is not None and b.until <= a.start)
    return isinstance(a, StepChange | BenefitChange) and not apart


class _Entry:
    """One entry of ``changes``."""

    def __init__(
        self, entry: Mapping[str, Any], kind: str, keys: tuple[str | int, ...], form: Form, faults: Faults
    ) -> None:
        self.entry, self.kind, self.keys, self.form, self.faults = entry, kind, keys, form, faults
        self.target = str(entry[kind])
        self.before = len(faults.found)

    def report(self, at: str, code: str, **details: object) -> None:
        self.faults.report((*self.keys, at) if at in self.entry else self.keys, code, **details)

    @property
    def sound(self) -> bool:
        return len(self.faults.found) == self.before

    def changes(self) -> Iterator[Change]:
        """The changes the entry makes: several for a parameter of several values, none where it is faulty."""
        common = self._common()
        reader = {
            "parameter": self._parameter,
            "step": self._step,
            "condition": self._condition,
            "floor": self._floor,
            "benefit": self._benefit,
        }[self.kind]
        made = list(reader(common))
        if self.sound:
            yield from made

    def _common(self) -> dict[str, Any]:
        start, until = self._day("from", self.form.start), self._day("until", self.form.until)
        if start is None and self.kind != "parameter":
            self.report("from", "reform_no_start")
        if start and until and until <= start:
            self.report("until", "reform_ends_first")
        act = str(self.entry.get("act") or self.form.act)
        if "act" in self.entry and act not in act_register():
            self.report("act", "reform_act", act=act)
        provenance = self.entry.get("provenance") or self.form.provenance
        if "provenance" in self.entry and not sound_provenance(provenance):
            self.report("provenance", "reform_provenance", allowed=", ".join(MARKS))
        seen = provenance if sound_provenance(provenance) else {}
        self.faults.check_territory((*self.keys, "territory"), self.entry.get("territory"))
        if "title" in self.entry:
            self.faults.check_texts((*self.keys, "title"), self.entry["title"], "title")
        return {
            "target": self.target,
            "start": start or EARLIEST,
            "until": until,
            "territory": str(self.entry.get("territory") or self.form.territory),
            "title": texts(self.entry["title"]) if "title" in self.entry and self.sound else self._own_title(),
            "act": act,
            "article": str(self.entry.get("article") or self.form.article),
            "mark": str(seen.get("mark", "memory")),
            "source": str(seen.get("source") or ""),
            "keys": self.keys,
        }

    def _own_title(self) -> Mapping[str, str]:
        """The title of what is changed, where the entry gives no other."""
        if self.kind == "benefit" and (ROOT / "law" / self.target / "benefit.yaml").exists():
            return texts(read_document(ROOT / "law" / self.target / "benefit.yaml")["title"])
        text = find_rule(str(self.entry.get("text") if self.kind == "step" else self.target))
        if text is not None and text.path.parent.parent == ROOT / "reforms":
            titles = (read_document(text.path.with_name("reform.yaml")).get("steps") or {}).get(text.name)
            if isinstance(titles, Mapping) and all(titles.get(language) for language in LANGUAGES):
                return texts(titles)
        return MappingProxyType(dict.fromkeys((*LANGUAGES, "en"), self.target))

    def _day(self, key: str, otherwise: date | None) -> date | None:
        value = self.entry.get(key)
        if (
            value is not None and type(value) is not date
        ):  # a moment of a day is a date to Python, and no day of the law
            self.report(key, "reform_date", key=key, value=value)
            return otherwise
        return value or otherwise

    def _parameter(self, common: dict[str, Any]) -> Iterator[Change]:
        try:
            parameter = find_parameter(self.target)
        except LawError:
            self.report("parameter", "reform_parameter", name=self.target)
            return
        if "unit" in self.entry and self.entry["unit"] != parameter.unit_name:
            self.report("unit", "reform_unit", name=self.target, given=self.entry["unit"], unit=parameter.unit_name)
        values = self.entry.get("values")
        if not isinstance(values, list) or not values or not all(isinstance(value, Mapping) for value in values):
            self.report("values", "reform_no_values")
            return
        if "title" not in self.entry:
            common["title"] = texts(parameter.title)
        for index, given in enumerate(values):
            yield from self._value(common, given, (*self.keys, "values", index), parameter)

    def _value(
        self, common: dict[str, Any], given: Mapping[str, Any], keys: tuple[str | int, ...], parameter: Parameter
    ) -> Iterator[Change]:
        by, ratio = parameter.by, parameter.ratio
        self._check_value(given, keys)
        # The nearest territory wins, so one value for the country would change nothing where each place has its own.
        local = parameter.values and all(value.territory for value in parameter.values)
        inherits = by != "quarter" and (self.form.start or "from" in self.entry)
        start = {"from": common["start"]} if inherits else {}
        until = {"until": common["until"]} if common["until"] else {}
        provenance = {"provenance": {"mark": common["mark"], "source": common["source"]}}
        fixed = {"known_from": self.form.known_from}
        inherited = {key: common[key] for key in ("act", "article", "territory")}
        if not self.sound:
            return
        try:
            value = read_value({**start, **until, **inherited, **provenance, **given, **fixed}, "", reform=self.name)
        except LawError as error:
            self.faults.report(keys, "reform_value", what=f"{error.what} {error.remedy}")
            return
        if ("quarter" in given) != (by == "quarter"):
            self.faults.report(keys, "reform_value_by", by=by)
        elif isinstance(value.start, date) and value.until is not None and value.until <= value.start:
            self.faults.report(keys, "reform_ends_first")
        elif not value.territory and local:
            self.faults.report(keys, "reform_value_territory", name=self.target)
        elif not ratio and value.amount.denominator != 1:
            self.faults.report(keys, "reform_value", what=f"{given['value']} is not whole.")
        yield ParameterChange(**{**common, "territory": value.territory, "keys": keys}, value=value)

    def _check_value(self, given: Mapping[str, Any], keys: tuple[str | int, ...]) -> None:
        for key in given:
            if key not in VALUE_KEYS:
                self.faults.report((*keys, key), "reform_unknown_key", key=key, allowed=", ".join(VALUE_KEYS))
        for key in ("from", "until"):
            if key in given and type(given[key]) is not date:
                self.faults.report((*keys, key), "reform_date", key=key, value=given[key])
        self.faults.check_territory((*keys, "territory"), given.get("territory"))
        if given.get("act") and given["act"] not in act_register():
            self.faults.report((*keys, "act"), "reform_act", act=given["act"])
        if not sound_provenance(given.get("provenance") or {}):
            self.faults.report((*keys, "provenance"), "reform_provenance", allowed=", ".join(MARKS))

    @property
    def name(self) -> str:
        path = self.faults.path
        return path.parent.name if path.is_relative_to(ROOT / "reforms") else path.stem

    def _text(self, key: str) -> Rule[Any] | None:
        """The rule that a key names, of a shipped reform."""
        name = str(self.entry.get(key) or "")
        rule = find_rule(name)
        if rule is None or rule.path.parent.parent != ROOT / "reforms":
            self.report(key, "reform_text_rule", name=name)
            return None
        return rule

    def _step(self, common: dict[str, Any]) -> Iterator[Change]:
        rule, text = find_rule(self.target), self._text("text")
        if rule is None or rule.path.is_relative_to(ROOT / "reforms"):
            self.report("step", "reform_step", name=self.target)
        elif text is not None:
            found = misfit(rule, text)
            if found:
                self.report("text", found, step=self.target, name=text.full_name)
            yield StepChange(**common, text=text)

    def _reach(self, rule: Rule[Any]) -> Reach | None:
        given = self.entry.get("of")
        if not isinstance(given, Mapping) or not set(given) <= {"scope", "benefits", "except"}:
            self.report("of", "reform_of")
            return None
        named, exceptions = given.get("benefits") or [], given.get("except") or {}
        meant = isinstance(named, list) and isinstance(exceptions, Mapping) and (named or given.get("scope"))
        if not meant or set(named) & set(exceptions):
            self.report("of", "reform_of")
            return None
        if given.get("scope") not in (None, *SCOPES):
            self.faults.report((*self.keys, "of", "scope"), "reform_scope", allowed=", ".join(SCOPES))
        for name in (*named, *exceptions):
            if not (ROOT / "law" / str(name) / "benefit.yaml").exists():
                place_of = "benefits" if name in named else "except"
                self.faults.report((*self.keys, "of", place_of, name), "reform_benefit", name=name)
        for name, reason in exceptions.items():
            self.faults.check_texts((*self.keys, "of", "except", name), reason, str(name))
        if misfit(None, rule):
            self.report(self.kind, "reform_receives", step=self.target, name=self.target)
        if not self.sound:
            return None
        reasons = {str(name): texts(reason) for name, reason in exceptions.items()}
        return Reach(tuple(map(str, named)), str(given.get("scope") or ""), MappingProxyType(reasons))

    def _condition(self, common: dict[str, Any]) -> Iterator[Change]:
        rule = self._text("condition")
        refusal = self.entry.get("refusal")
        code = refusal.get("code") if isinstance(refusal, Mapping) else None
        if not str(code or "").isidentifier():
            self.report("refusal", "reform_refusal")
        elif isinstance(refusal, Mapping):
            self.faults.check_texts((*self.keys, "refusal"), refusal, "refusal")
        reach = self._reach(rule) if rule else None
        if rule and reach and self.sound and isinstance(refusal, Mapping):
            yield ConditionChange(**common, text=rule, reach=reach, code=str(code), refusal=texts(refusal))

    def _floor(self, common: dict[str, Any]) -> Iterator[Change]:
        rule = self._text("floor")
        reach = self._reach(rule) if rule else None
        for name in reach.benefits if reach else ():
            if read_document(ROOT / "law" / name / "benefit.yaml").get("outcome") in WITHOUT_MONEY:
                self.report("of", "reform_floor", name=name)
        if rule and reach:
            yield FloorChange(**common, text=rule, reach=reach)

    def _benefit(self, common: dict[str, Any]) -> Iterator[Change]:
        if not (ROOT / "law" / self.target / "benefit.yaml").exists():
            self.report("benefit", "reform_benefit", name=self.target)
            return
        status = self.entry.get("status")
        if status not in STATUSES:
            self.report("status", "reform_status", status=status, allowed=", ".join(STATUSES))
        term = Term(common["start"], common["until"], str(status), common["act"], self.form.known_from)
        yield BenefitChange(**common, term=term)
