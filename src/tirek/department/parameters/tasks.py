"""The job that computes an effect. It may begin anew after a crash: it writes its own row only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from tirek.department.accounts.viewer import Viewer, entered, system_viewer
from tirek.department.parameters.effects import COMPUTE, compute_effect, finish_effect, moments_of
from tirek.department.parameters.enums import EffectState
from tirek.department.parameters.faults import ValueRefused
from tirek.department.parameters.models import Effect
from tirek.rulebook.engine.errors import TirekError

log = structlog.get_logger(__name__)
PURPOSE = "job parameters.compute"


@app.task(name=COMPUTE)
def compute(effect_id: int) -> None:
    """Compute one effect on the department's snapshot; what goes wrong stands in its row."""
    with _entered():
        effect = Effect.objects.select_related("value__withdraws").filter(pk=effect_id).first()
        if effect is None or effect.state in (EffectState.DONE, EffectState.FAILED):
            return
        Effect.objects.filter(pk=effect_id).update(state=EffectState.RUNNING, percent=0)
        before, after = moments_of(effect.value)
    try:
        compute_effect(effect, before, after, lambda percent: _tell_progress(effect_id, percent))
    except (ValueRefused, TirekError) as fault:
        log.warning("effect_failed", effect=effect_id, fault=type(fault).__name__)
        with _entered():
            finish_effect(effect, EffectState.FAILED, str(fault))
        return
    with _entered():
        finish_effect(effect, EffectState.DONE)


def _tell_progress(effect_id: int, percent: int) -> None:
    """A short transaction of its own, so that the page sees how far the work has come."""
    with _entered():
        Effect.objects.filter(pk=effect_id).update(percent=percent)


@contextmanager
def _entered() -> Iterator[Viewer]:
    with transaction.atomic(), entered(system_viewer(PURPOSE)) as viewer:
        yield viewer
