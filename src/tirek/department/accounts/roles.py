"""``roles.yaml`` as objects: what each role may do, which second factor it needs, what may be entrusted to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tirek.department.accounts.enums import Confidential, Role
from tirek.rulebook.engine.documents import line_of, read_document

ROLES = Path(__file__).with_name("roles.yaml")
LANGUAGES = ("kk", "ru", "en")
KEYS = frozenset({"title", "mfa", "confidential", "abilities"})


class RolesFault(Exception):
    """``roles.yaml`` is wrong: file, line, what, and what to do, one line a fault."""


@dataclass(frozen=True)
class RoleRule:
    """One role: its title by language, its abilities, whether it needs a second factor, the kinds it may be given."""

    title: Mapping[str, str]
    abilities: frozenset[str]
    mfa: bool
    confidential: frozenset[str]


@dataclass(frozen=True)
class Roles:
    """All abilities by name (titles by language), and all roles by value of :class:`Role`."""

    abilities: Mapping[str, Mapping[str, str]]
    by_role: Mapping[str, RoleRule]

    def abilities_of(self, roles: frozenset[str]) -> frozenset[str]:
        """What these roles may do together."""
        return frozenset().union(*(self.by_role[role].abilities for role in roles))

    def need_second_factor(self, roles: frozenset[str]) -> bool:
        """Whether one of these roles demands a second factor."""
        return any(self.by_role[role].mfa for role in roles)


@cache
def known_roles() -> Roles:
    """The roles of this house, read once."""
    return read_roles(ROLES)


def role_title(role: str, language: str) -> str:
    """The title of a role in a language; in Kazakh where the language is not known."""
    title = known_roles().by_role[role].title
    return title.get(language) or title["kk"]


def ability_title(ability: str, language: str) -> str:
    """The title of an ability in a language; in Kazakh where the language is not known."""
    title = known_roles().abilities[ability]
    return title.get(language) or title["kk"]


def read_roles(path: Path) -> Roles:
    """A file of roles.

    Raises
    ------
    RolesFault
        With all that is wrong in it, a line each.
    LawError
        If it is not YAML.
    """
    document = read_document(path)
    if not isinstance(document, dict):
        raise RolesFault(f"{path.name}:1: there is nothing. Write `abilities` and `roles`.")
    faults = list(_faults(document))
    if faults:
        raise RolesFault("\n".join(f"{path.name}:{line_of(path, *keys)}: {what}" for keys, what in faults))
    return Roles(
        abilities=document["abilities"],
        by_role={
            name: RoleRule(
                title=entry["title"],
                abilities=frozenset(entry["abilities"]),
                mfa=entry["mfa"],
                confidential=frozenset(entry["confidential"]),
            )
            for name, entry in document["roles"].items()
        },
    )


Fault = tuple[tuple[str | int, ...], str]


def _faults(document: dict[str, Any]) -> Iterator[Fault]:
    abilities, roles = document.get("abilities"), document.get("roles")
    if not isinstance(abilities, dict) or not isinstance(roles, dict):
        yield (), "`abilities` and `roles` must both be here, each a mapping by name."
        return
    for name, title in abilities.items():
        yield from _faults_of_title(("abilities", name), title)
    for name in sorted(set(Role.values) - set(roles)):
        yield ("roles",), f"the role `{name}` is missing. Write its title, mfa, confidential and abilities."
    used: set[str] = set()
    for name, entry in roles.items():
        yield from _faults_of_role(name, entry, abilities)
        if isinstance(entry, dict) and isinstance(entry.get("abilities"), list):
            used |= set(map(str, entry["abilities"]))
    for name in abilities:
        if name not in used:
            yield ("abilities", name), f"no role has the ability `{name}`. Give it to one or take it out."


def _faults_of_role(name: str, entry: Any, abilities: Mapping[str, Any]) -> Iterator[Fault]:
    if name not in Role.values:
        yield ("roles", name), f"there is no role `{name}`. Roles are: {', '.join(Role.values)}."
        return
    if not isinstance(entry, dict) or set(entry) != KEYS:
        yield ("roles", name), f"a role has exactly these keys: {', '.join(sorted(KEYS))}."
        return
    yield from _faults_of_title(("roles", name, "title"), entry["title"])
    if not isinstance(entry["mfa"], bool):
        yield ("roles", name, "mfa"), "`mfa` is true or false."
    for key, known in (("abilities", abilities), ("confidential", Confidential.values)):
        values = entry[key]
        if not isinstance(values, list):
            yield ("roles", name, key), f"`{key}` is a list."
            continue
        for place, value in enumerate(values):
            if value not in known:
                yield ("roles", name, key, place), f"`{value}` is not known. Known are: {', '.join(known)}."
            elif value in values[:place]:
                yield ("roles", name, key, place), f"`{value}` stands twice. Keep one."


def _faults_of_title(keys: tuple[str | int, ...], title: Any) -> Iterator[Fault]:
    if not isinstance(title, dict) or not all(str(title.get(language) or "").strip() for language in LANGUAGES):
        yield keys, f"a title is needed in each of: {', '.join(LANGUAGES)}."
