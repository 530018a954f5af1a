"""Jobs of payments. Each may begin anew: what it did is found done."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tirek.department.payments.actions.working import WORK, work_on
from tirek.department.payments.enums import Step


@app.task(name=WORK)
def work_on_closing(closing_id: int, step: str, user_id: int | None) -> bool:
    """Gather or check a large closing."""
    return work_on(closing_id, Step(step), user_id)
