"""The road of each programme that the department decides: the reader of ``roads.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tirek.department.accounts.enums import Confidential
from tirek.department.core.clocks.register import clock_register
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.benefit import DEPARTMENT
from tirek.rulebook.engine.documents import line_of, read_document
from tirek.rulebook.engine.needs import facts_needed

FILE = Path(__file__).with_name("roads.yaml")
LANGUAGES = ("kk", "ru", "en")
MARKS = ("seed", "found", "calc", "memory")
CEILING = "ceiling"
PARTS = {"drafts", "granted_for", "roads", "programmes"}
ROAD_KEYS = {"title", "decision", "survey", "social_contract", "provenance"}
PROGRAMME_KEYS = {"road", "granted_for", "mark"}
PROGRAMME_MAY = {"kind_group", "confidential"}


class RoadFault(ValueError):
    """``roads.yaml`` says something that cannot be: the message names the file, the line, what is wrong, and what to write."""


@dataclass(frozen=True)
class Road:
    """How a case of one programme goes.

    ``decision_clock`` and ``survey_clock`` are keys of the register of terms; the latter is empty where no commission visits.
    ``special_commission`` says that a commission sets the sum under a ceiling. ``kind_group`` names what excludes each other
    for one person at one time. ``granted_for`` is one of ``once quarter half_year year until_further_notice``. ``mark`` and
    ``source`` are the provenance of the road; ``granted_for_mark`` is that of the term of the grant.
    """

    programme: str
    name: str
    title: Mapping[str, str]
    decision_clock: str
    survey_clock: str
    special_commission: bool
    social_contract: bool
    kind_group: str
    granted_for: str
    granted_for_title: Mapping[str, str]
    granted_for_mark: str
    confidential: str
    mark: str
    source: str

    @property
    def survey(self) -> bool:
        """Whether the participating commission visits the family before a decision."""
        return bool(self.survey_clock)


@dataclass(frozen=True)
class Roads:
    """All of ``roads.yaml``: the road of each programme, and for how many days a draft that nobody saves is kept."""

    of: Mapping[str, Road]
    draft_kept_days: int


@cache
def roads() -> Roads:
    """The roads in force.

    Raises
    ------
    RoadFault
        If the file is written wrong.
    """
    return read_roads(FILE)


@cache
def department_programmes() -> tuple[str, ...]:
    """Ids of what a family may ask the department for, whether in force or not."""
    return tuple(name for name in family_benefit_ids() if find_benefit(name).payer == DEPARTMENT)


@cache
def kind_read_off(name: str) -> str:
    """The confidential kind that the facts of a programme tell; empty where they tell none."""
    benefit = find_benefit(name)
    if not benefit.confidential:
        return ""
    kinds = {CONFIDENTIAL_FACTS[fact.name] for fact in facts_needed(benefit) if fact.name in CONFIDENTIAL_FACTS}
    return kinds.pop() if len(kinds) == 1 else ""


def read_roads(path: Path) -> Roads:
    """Read and check a file of roads.

    Raises
    ------
    RoadFault
        Naming file and line.
    """
    return _Reader(path, read_document(path) or {}).read()


class _Reader:
    """One reading: every complaint knows its line."""

    def __init__(self, path: Path, document: Any) -> None:
        self.path = path
        self.document = document

    def refuse(self, keys: Sequence[str], what: str, remedy: str) -> RoadFault:
        return RoadFault(f"{self.path.name}:{line_of(self.path, *keys)}: {what}. {remedy}")

    def mapping(
        self, value: Any, keys: Sequence[str], needed: set[str], may: frozenset[str] | set[str] = frozenset()
    ) -> Any:
        if not isinstance(value, Mapping):
            raise self.refuse(keys, "this is no mapping", f"Write the keys {', '.join(sorted(needed))}.")
        odd = (needed - set(value)) | (set(value) - needed - may)
        if odd:
            raise self.refuse(
                keys,
                f"missing or unknown: {', '.join(sorted(map(str, odd)))}",
                f"The keys are {', '.join(sorted(needed | may))}.",
            )
        return value

    def titles(self, value: Any, keys: Sequence[str]) -> Mapping[str, str]:
        self.mapping(value, keys, set(LANGUAGES))
        empty = [language for language in LANGUAGES if not str(value[language] or "").strip()]
        if empty:
            raise self.refuse(keys, f"the title in {', '.join(empty)} is empty", "Give kk, ru and en.")
        return {language: str(value[language]) for language in LANGUAGES}

    def one_of(self, value: Any, allowed: Iterable[str], keys: Sequence[str]) -> str:
        known = list(allowed)
        if value not in known:
            raise self.refuse(keys, f"{value!r} is unknown", f"Write one of {', '.join(known)}.")
        return str(value)

    def truth(self, value: Any, keys: Sequence[str]) -> bool:
        if not isinstance(value, bool):
            raise self.refuse(keys, f"{value!r} is neither true nor false", "Write true or false.")
        return value

    def provenance(self, value: Any, keys: Sequence[str]) -> tuple[str, str]:
        self.mapping(value, keys, {"mark", "source"})
        mark = self.one_of(value["mark"], MARKS, (*keys, "mark"))
        if not str(value["source"] or "").strip():
            raise self.refuse(keys, "the source is empty", "Say where it stands, or why it is from memory.")
        return mark, str(value["source"])

    def read(self) -> Roads:
        document = self.mapping(self.document, (), PARTS)
        drafts = self.mapping(document["drafts"], ("drafts",), {"kept_days", "provenance"})
        self.provenance(drafts["provenance"], ("drafts", "provenance"))
        days = drafts["kept_days"]
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise self.refuse(
                ("drafts", "kept_days"), f"{days!r} is no number of days", "Write a whole number from 1 on."
            )
        terms = {name: self.titles(title, ("granted_for", name)) for name, title in document["granted_for"].items()}
        self._every_programme(document["programmes"])
        shared = {name: self._shared(name, entry) for name, entry in document["roads"].items()}
        made = {name: self._road(name, entry, shared, terms) for name, entry in document["programmes"].items()}
        return Roads(made, days)

    def _every_programme(self, told: Mapping[str, Any]) -> None:
        for name in told:
            if name not in department_programmes():
                raise self.refuse(
                    ("programmes", name), f"the department decides no {name!r}", "Correct the name, or remove the line."
                )
        missing = [name for name in department_programmes() if name not in told]
        if missing:
            raise self.refuse(("programmes",), f"no road for {', '.join(missing)}", "Add a line for each.")

    def _shared(self, name: str, entry: Any) -> dict[str, Any]:
        keys = ("roads", name)
        self.mapping(entry, keys, ROAD_KEYS)
        mark, source = self.provenance(entry["provenance"], (*keys, "provenance"))
        survey = entry["survey"]
        return {
            "name": name,
            "title": self.titles(entry["title"], (*keys, "title")),
            "decision_clock": self.one_of(entry["decision"], clock_register(), (*keys, "decision")),
            "survey_clock": self.one_of(survey, clock_register(), (*keys, "survey")) if survey is not None else "",
            "social_contract": self.truth(entry["social_contract"], (*keys, "social_contract")),
            "mark": mark,
            "source": source,
        }

    def _road(self, name: str, entry: Any, shared: Mapping[str, Any], terms: Mapping[str, Mapping[str, str]]) -> Road:
        keys = ("programmes", name)
        self.mapping(entry, keys, PROGRAMME_KEYS, PROGRAMME_MAY)
        road = shared[self.one_of(entry["road"], shared, (*keys, "road"))]
        granted_for = self.one_of(entry["granted_for"], terms, (*keys, "granted_for"))
        return Road(
            programme=name,
            special_commission=find_benefit(name).outcome == CEILING,
            kind_group=str(entry.get("kind_group", name)),
            granted_for=granted_for,
            granted_for_title=terms[granted_for],
            granted_for_mark=self.one_of(entry["mark"], MARKS, (*keys, "mark")),
            confidential=self._kind(name, entry.get("confidential")),
            **road,
        )

    def _kind(self, name: str, told: str | None) -> str:
        keys = ("programmes", name)
        read_off = kind_read_off(name)
        if told is None:
            if find_benefit(name).confidential and not read_off:
                raise self.refuse(
                    keys, "the law calls it confidential and no fact says which kind", "Give `confidential`."
                )
            return read_off
        if read_off or not find_benefit(name).confidential:
            raise self.refuse((*keys, "confidential"), "the law says this already", "Remove `confidential`.")
        return self.one_of(told, Confidential.values, (*keys, "confidential"))
