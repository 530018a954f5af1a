"""What the law would say to a family today, programme by programme, of what the registry knows. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tirek.department.evaluations.enums import Outcome
from tirek.department.parameters.overlays import current_overlay
from tirek.department.registry.models import Family
from tirek.department.verification.facts import registry_facts
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.moment import Moment


def previews_of(family: Family, programmes: Iterable[str], on: date) -> dict[str, str]:
    """The outcome of each programme in words; nothing for a family without members. The facts are read once for all."""
    known = registry_facts(family.pk, on)
    if not known.order:
        return {}
    moment = Moment(on=on, territory=family.territory, local=current_overlay())
    outcomes = {name: decide_family(name, moment, known.facts).outcome.status for name in programmes}
    return {name: str(Outcome(status).label) for name, status in outcomes.items() if status in Outcome.values}
