"""The parameters that local law may set, read from the rulebook: nobody lists them twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.checks.parameters import parameter_files
from tirek.rulebook.engine.documents import ROOT
from tirek.rulebook.engine.parameters import Parameter, find_parameter, is_territorial

COMMON = ""
"""Programme of the parameters that many programmes use."""


@dataclass(frozen=True)
class Enterable:
    """A parameter that may be entered, and the programme it belongs to (empty: many)."""

    parameter: Parameter
    programme: str

    @property
    def name(self) -> str:
        """Its full name in the rulebook."""
        return self.parameter.name

    @property
    def by_quarter(self) -> bool:
        """Whether its values are of quarters."""
        return self.parameter.by == "quarter"

    def title(self, language: str) -> str:
        """What it is called."""
        return str(self.parameter.title.get(language) or self.parameter.title["ru"])

    def programme_title(self, language: str) -> str:
        """What its programme is called; empty where many use it."""
        if not self.programme:
            return ""
        return str(find_benefit(self.programme).document["title"][language])


@cache
def enterable_parameters() -> Mapping[str, Enterable]:
    """Every parameter that a region sets, by name: first those of many programmes, then by programme."""
    found = []
    for path in parameter_files():
        parts = path.relative_to(ROOT).parts
        if parts[0] not in ("national", "law"):
            continue
        programme = parts[1] if parts[0] == "law" else COMMON
        parameter = find_parameter(f"{programme}.{path.stem}" if programme else path.stem)
        if is_territorial(parameter):
            found.append(Enterable(parameter, programme))
    return {each.name: each for each in sorted(found, key=lambda each: (each.programme, each.name))}
