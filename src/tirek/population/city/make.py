"""Make the city, stage by stage, and write it as a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tirek.population.city.ages import make_ages
from tirek.population.city.assistance import make_assistance
from tirek.population.city.births import make_birth_order
from tirek.population.city.care import make_special_services
from tirek.population.city.claims import make_claims
from tirek.population.city.disability import make_disability
from tirek.population.city.districts import make_districts
from tirek.population.city.employment import make_care, make_employment
from tirek.population.city.hardship import make_department_facts, make_hardship
from tirek.population.city.households import make_households
from tirek.population.city.housing import make_dwellings
from tirek.population.city.incomes import calibrate_help, make_earnings, make_property_incomes
from tirek.population.city.measures import make_measures
from tirek.population.city.mothers_awards import make_mothers_awards
from tirek.population.city.pensions import make_orphans, make_pensions
from tirek.population.city.rehabilitation import make_aids, make_rehabilitation
from tirek.population.city.residence import make_residence
from tirek.population.city.studies import make_studies
from tirek.population.city.tunables import digest_of_margins
from tirek.population.city.utilities import make_utilities
from tirek.population.city.vehicles import make_vehicles
from tirek.population.city.veterans import make_veterans
from tirek.population.snapshot import Manifest, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tirek.population.city.draft import Draft

AS_OF = 20260101

# In this order: a stage reads what the ones before it made.
STAGES: tuple[Callable[[Draft], None], ...] = (
    make_ages,
    make_districts,
    make_residence,
    make_studies,
    make_disability,
    make_care,
    make_employment,
    make_orphans,
    make_pensions,
    make_birth_order,
    make_earnings,
    make_dwellings,
    make_property_incomes,
    calibrate_help,
    make_vehicles,
    make_utilities,
    make_veterans,
    make_measures,
    make_claims,
    make_hardship,
    make_department_facts,
    make_assistance,
    make_mothers_awards,
    make_rehabilitation,
    make_aids,
    make_special_services,
)


def make_city(
    people: int,
    seed: int,
    out: Path,
    progress: Callable[[str, int, int], None] | None = None,
    *,
    overwrite: bool = False,
) -> Manifest:
    """Make a synthetic Almaty of `people` persons and write it to the folder `out`.

    Parameters
    ----------
    people : int
        Persons; 2,341,900 gives the published figures, fewer their share.
    seed : int
        The same seed gives the same bytes (on the same machine and library versions).
    progress : callable, optional
        Called as `progress(stage, done, total)` before each stage and once at the end.

    Raises
    ------
    CityError
        When the city is too small.
    SnapshotError
        When the folder is in use.
    """
    total = len(STAGES) + 2
    report = progress or (lambda *_: None)
    report("make_households", 0, total)
    draft = make_households(people, seed, AS_OF)
    for done, stage in enumerate(STAGES, start=1):
        report(stage.__name__, done, total)
        stage(draft)
    report("write_snapshot", total - 1, total)
    manifest = _write(draft, out, overwrite=overwrite)
    report("write_snapshot", total, total)
    return manifest


def _write(draft: Draft, out: Path, *, overwrite: bool) -> Manifest:
    entities = {
        "family": {"family_id": np.arange(draft.families, dtype=np.int32), **draft.family},
        "person": {"family_id": draft.of_family, **draft.person},
        "dwelling": draft.dwelling,
        "vehicle": draft.vehicle,
        "claim": draft.claim,
    }
    made_by = {"maker": "tirek.population.city", "people": draft.people, "margins_digest": digest_of_margins()}
    return write_snapshot(out, entities, as_of=draft.as_of, seed=draft.seed, made_by=made_by, overwrite=overwrite)
