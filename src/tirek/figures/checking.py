"""A file of figures, checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from tirek.figures.automatic import check_automatically
from tirek.figures.findings import Finding
from tirek.figures.records import VERDICTS, Publication
from tirek.figures.relations import check_relation


@dataclass(frozen=True)
class Checked:
    """A file and everything that was found in it, relations first."""

    publication: Publication
    findings: tuple[Finding, ...]

    @property
    def unexpected(self) -> tuple[Finding, ...]:
        """Findings whose verdict the file did not foresee."""
        return tuple(found for found in self.findings if not found.is_expected)

    @property
    def counts(self) -> Mapping[str, int]:
        """How often each verdict was given, automatic checks included."""
        given = Counter(found.verdict for found in self.findings)
        return {verdict: given[verdict] for verdict in VERDICTS if given[verdict]}


def check_figures(publication: Publication) -> Checked:
    """Recompute every relation of a file, and look for what needs no relation."""
    related = [check_relation(relation, publication) for relation in publication.relations.values()]
    return Checked(publication, (*related, *check_automatically(publication, related)))
