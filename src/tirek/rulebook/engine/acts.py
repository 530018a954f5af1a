"""The register of legal acts, and how a sentence cites one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tirek.rulebook.engine.calendar import territory_line
from tirek.rulebook.engine.documents import ROOT, read_folder
from tirek.rulebook.engine.wording import SPACE, dated_text

LANGUAGES = ("kk", "ru", "en")

_BY_ARTICLE = ("code", "law", "budget_law")
_KIND_NAMES: Mapping[str, Mapping[str, str]] = {
    "law": {"kk": "заң", "ru": "закон", "en": "law"},
    "budget_law": {"kk": "бюджет туралы заң", "ru": "закон о бюджете", "en": "budget law"},
    "government_resolution": {
        "kk": "Үкімет қаулысы",
        "ru": "постановление Правительства",
        "en": "Government resolution",
    },
    "order": {"kk": "бұйрық", "ru": "приказ", "en": "order"},
    "maslikhat_decision": {"kk": "мәслихат шешімі", "ru": "решение маслихата", "en": "maslikhat decision"},
    "akimat_resolution": {"kk": "әкімдік қаулысы", "ru": "постановление акимата", "en": "akimat resolution"},
    "decree": {"kk": "Жарлық", "ru": "Указ", "en": "decree"},
}


@dataclass(frozen=True)
class Act:
    """One legal act; ``short`` is how a sentence names one that is cited by its title.

    A local act has the ``territory`` in which it holds; ``stands_for`` names acts of other territories with the same rules, so
    that a rule written by one maslikhat's decision cites, elsewhere, the decision of the maslikhat there.
    """

    key: str
    kind: str
    number: str | None
    day: Any
    title: Mapping[str, str]
    short: Mapping[str, str]
    in_force_from: Any
    in_force_until: Any
    replaced_by: str | None
    territory: str = ""
    stands_for: tuple[str, ...] = ()

    def cite(self, language: str, article: str = "") -> str:
        """The act and the article, as a sentence cites them: a code by title, another act by number and date."""
        title = self.short.get(language) or self.title.get(language) or self.short.get("ru") or self.title["ru"]
        name = _KIND_NAMES.get(self.kind, {}).get(language)
        if self.kind == "code" or name is None:
            return title + _article(self.kind, article, language)
        if self.number is None or self.day is None:
            return f"{name} «{title}»" + _article(self.kind, article, language)
        dated, number = dated_text(self.day, language), f"№{SPACE}{self.number}"
        cited = f"{dated} {number} {name}" if language == "kk" else f"{name} {dated} {number}"
        return cited + _article(self.kind, article, language)


def _article(kind: str, article: str, language: str) -> str:
    if not article:
        return ""
    if not article[0].isdigit():
        return f", {article}"
    by_article = kind in _BY_ARTICLE
    if language == "kk":
        return f", {article}-{'бап' if by_article else 'тармақ'}"
    if language == "ru":
        return f", {'ст.' if by_article else 'п.'} {article}"
    return f", {'art.' if by_article else 'p.'} {article}"


@lru_cache(maxsize=1)
def act_register() -> Mapping[str, Act]:
    """All acts by key."""
    return {key: _act(key, entry) for key, entry in read_folder(ROOT / "acts", 1).items()}


def _act(key: str, entry: Mapping[str, Any]) -> Act:
    in_force = entry.get("in_force") or {}
    return Act(
        key=key,
        kind=entry.get("kind", ""),
        number=entry.get("number"),
        day=entry.get("date"),
        title=entry.get("title") or {},
        short=entry.get("short") or {},
        in_force_from=in_force.get("from"),
        in_force_until=in_force.get("until"),
        replaced_by=entry.get("replaced_by"),
        territory=str(entry.get("territory") or ""),
        stands_for=tuple(entry.get("stands_for") or ()),
    )


def cite_act(key: str, language: str, article: str = "") -> str:
    """The act of a key, cited; empty where the rule names none."""
    act = act_register().get(key)
    return act.cite(language, article) if act else key


def act_in(key: str, territory: str) -> str:
    """The act that says in a territory what the named one says in its own; the named one where there is no other."""
    act, line = act_register().get(key), territory_line(territory)
    if act is None or not act.territory or act.territory in line:
        return key
    return next((own.key for own in act_register().values() if key in own.stands_for and own.territory in line), key)
