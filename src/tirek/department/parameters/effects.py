"""What a value would change: asked, computed by a job on the department's snapshot, and how it stands before a signature."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from tirek.department.accounts.models import User
from tirek.department.parameters.enums import EffectState, ValueState
from tirek.department.parameters.faults import ValueRefused
from tirek.department.parameters.models import Effect, LocalValue
from tirek.department.parameters.overlays import current_overlay
from tirek.department.parameters.validation import base_number, day_of, law_with
from tirek.population.comparison.changes import ENDS, GAIN, HELD, LOSE, STARTS, UNSURE
from tirek.population.comparison.compare import Comparison, compare_population
from tirek.population.comparison.exporting import KEY
from tirek.population.comparison.incomes import MIDDLE, find_income_models
from tirek.population.comparison.tallies import FLOWS, PROGRAMMES, WHOLE
from tirek.population.snapshot.reading import Manifest, read_manifest
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.calendar import as_date, territory_line
from tirek.rulebook.engine.errors import TirekError
from tirek.rulebook.engine.local_law import canonical_text, digest_of
from tirek.rulebook.engine.moment import Moment

TOLD = (*(f"{name}.families" for name in (GAIN, LOSE, STARTS, ENDS)), "change_low", "change_high")
"""A programme is told where one of these is not nought."""

COMPUTE = "parameters.compute"
"""Name of the job; its task stands in ``tasks``, which imports this module."""

SMALLEST_COUNT = 10
"""Counts from 1 to one less are hidden."""


@dataclass(frozen=True)
class Standing:
    """How the effect of a value stands: the last computation, whether a signature may rest on it, and why not."""

    effect: Effect | None
    may_be_signed: bool
    refusal: str | Promise = ""


def effect_standing(value: LocalValue) -> Standing:
    """How the effect of a value stands now. Two queries."""
    last = value.effects.order_by("-id").first()
    if last is None:
        return Standing(None, False, _("The effect has not been computed. Compute it, or write why it cannot be."))
    if last.state in (EffectState.WAITING, EffectState.RUNNING):
        return Standing(last, False, _("The effect is still being computed. Wait, or write why it cannot be."))
    if last.state == EffectState.FAILED:
        return Standing(last, False, _("The effect could not be computed. Try again, or write why it cannot be."))
    if last.value_digest != value_digest(value) or last.base_number != base_number():
        return Standing(last, False, _("The law has changed since the effect was computed. Compute it anew."))
    return Standing(last, True)


def value_digest(value: LocalValue) -> str:
    """Digest of what a value says."""
    entry = value.as_entry(known_from="")
    return digest_of(canonical_text([{**entry, "withdraws": value.withdraws_id}]))


def ask_effect(value: LocalValue, *, acting_user: User) -> Effect:
    """Ask for the effect of a proposal; a job computes it after this transaction.

    Raises
    ------
    ValueRefused
        If the value is no proposal, its effect is being computed already, or there is no snapshot of its territory.
    """
    if value.state != ValueState.PROPOSED:
        raise ValueRefused(_("The effect is computed of a proposal."))
    if value.effects.filter(state__in=[EffectState.WAITING, EffectState.RUNNING]).exists():
        raise ValueRefused(_("The effect is being computed already."))
    require_snapshot(value)
    effect = Effect.objects.create(
        value=value, value_digest=value_digest(value), base_number=base_number(), asked_by=acting_user
    )
    app.configure_task(name=COMPUTE).defer(effect_id=effect.pk)
    return effect


def require_snapshot(value: LocalValue) -> Manifest:
    """The department's latest snapshot, if it is of the value's territory.

    Raises
    ------
    ValueRefused
        If there is none, it cannot be read, or the value is of a part of the territory only.
    """
    folder = Path(settings.SNAPSHOT_FOLDER)
    if value.place_id not in territory_line(settings.DEPARTMENT_KATO):
        raise ValueRefused(
            _(
                "The snapshot is of the whole department: of a part of it the effect is not computed. Write so as the reason."
            )
        )
    if not (folder / "manifest.json").is_file():
        raise ValueRefused(_("There is no snapshot of the population. Make one, or write so as the reason."))
    try:
        return read_manifest(folder)
    except TirekError as fault:
        raise ValueRefused(_("The snapshot of the population cannot be read. Make it anew.")) from fault


def moments_of(value: LocalValue) -> tuple[Moment, Moment]:
    """The law in force, and the law with the value, on the day on which it is tried."""
    day = day_of(value)
    before = Moment(day, settings.DEPARTMENT_KATO, local=current_overlay())
    return before, Moment(day, settings.DEPARTMENT_KATO, local=law_with(value))


def compute_effect(effect: Effect, before: Moment, after: Moment, progress: Callable[[int], None]) -> None:
    """Compare the population under two moments of the law; fills the effect's columns, reads and saves no row.

    Parameters
    ----------
    progress
        Called with the percent done.
    """
    manifest = require_snapshot(effect.value)
    found = compare_population(
        Path(settings.SNAPSHOT_FOLDER),
        before,
        after,
        find_income_models([MIDDLE]),
        k=SMALLEST_COUNT,
        progress=lambda _model, done, total: progress(done * 100 // max(total, 1)),
    )
    effect.on_day = after.on
    effect.families = manifest.families
    effect.snapshot_on = as_date(manifest.as_of)
    effect.snapshot_digest = sha256(json.dumps(manifest.digests, sort_keys=True).encode()).hexdigest()
    effect.rulebook_digest = rulebook_digest()
    effect.result = result_of(found)


def result_of(found: Comparison) -> dict[str, Any]:
    """What is kept of a comparison: the whole and the programmes that change, None where a number is hidden."""
    whole = found.exported.tables[WHOLE].row(0, named=True)
    rows = [
        row
        for row in found.exported.tables[PROGRAMMES].iter_rows(named=True)
        if any(row.get(name) != 0 for name in TOLD)  # None: hidden, so something happened
    ]
    kept = [f"{name}.families" for name in (GAIN, LOSE, STARTS, ENDS, UNSURE, *HELD.values())]
    names = [*kept, *(f"{flow}_{end}" for flow in FLOWS for end in ("low", "high"))]
    return {
        "whole": {name: whole[name] for name in names},
        "programmes": {row[KEY]: {name: row.get(name) for name in names} for row in rows},
        "kinds": {row[KEY]: row["kind"] for row in rows},
        "hidden_below": SMALLEST_COUNT,
    }


def finish_effect(effect: Effect, state: EffectState, fault: str = "") -> None:
    """Close a computation."""
    effect.state, effect.fault, effect.finished_at = state, fault[:500], timezone.now()
    if state == EffectState.DONE:
        effect.percent = 100
    with transaction.atomic():
        effect.save()
