"""Jobs of verification."""

from __future__ import annotations

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.viewer import entered, system_viewer
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import ApplicationMember, Case
from tirek.department.registry.models import RegisterAnswer
from tirek.department.verification.actions.checks import PATIENCE, refresh_checks

AT_MOST = 200


@app.periodic(cron="*/5 * * * *")
@app.task(name="verification.compare_answered", queueing_lock="verification.compare_answered")
def compare_answered(timestamp: int) -> int:
    """Compare the facts of cases whose registers have answered, or were waited for long enough; how many.

    A case that fails holds up no other one: the job fails when all have been tried.
    """
    failed, cases = [], []
    try:
        viewer = system_viewer("verification", confidential=frozenset(Confidential.values))
        with entered(viewer):
            cases = list(_answered()[:AT_MOST])
        for case in cases:
            try:
                with entered(viewer):
                    _compare(case)
            except Exception as error:
                failed.append(f"{case.pk}: {type(error).__name__}")
        if failed:
            raise NotCompared(", ".join(failed))
        return len(cases)
    finally:
        if not connection.in_atomic_block:
            connection.close()  # a thread of the worker that kept it would take it from the pool for ever


class NotCompared(RuntimeError):
    """The facts of some cases could not be compared: ids of the cases, and the kind of the fault."""


def _answered() -> QuerySet[Case]:
    """Cases that wait for a register while no question about their members is open that may still be answered soon."""
    members = ApplicationMember.objects.filter(application=OuterRef(OuterRef("application"))).values("person")
    still_open = RegisterAnswer.objects.filter(
        person__in=members, next_try_at__isnull=False, asked_at__gt=timezone.now() - PATIENCE
    )
    waiting = Case.objects.filter(state=CaseState.CHECKING, turn=Turn.REGISTER)
    return waiting.exclude(Exists(still_open)).order_by("turn_since", "pk")


def _compare(case: Case) -> None:
    """Compare one case, unless somebody has moved it meanwhile."""
    if Case.objects.filter(pk=case.pk, state=CaseState.CHECKING).exists():
        refresh_checks(case, acting_user=None)
