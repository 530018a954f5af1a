"""Lists of checks: the discrepancies that wait, and how the facts of one case stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tirek.department.accounts.models import User
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import ApplicationFile, Case
from tirek.department.core.calendar.today import today
from tirek.department.registry.models import RegisterAnswer
from tirek.department.verification.comparing import About, CaseFacts
from tirek.department.verification.enums import CheckState
from tirek.department.verification.facts import Key, key_of
from tirek.department.verification.models import FactCheck

ORDER = {CheckState.DISCREPANT: 0, CheckState.OPEN: 1, CheckState.UNKNOWN: 2, CheckState.RESOLVED: 3}


def list_discrepancies(
    *, assigned_to: User | None = None, territory: str = "", programme: str = ""
) -> QuerySet[FactCheck]:
    """Facts told in two ways in cases being checked, as far as the viewer sees them; without an order."""
    found = FactCheck.objects.filter(state=CheckState.DISCREPANT, case__state=CaseState.CHECKING)
    if assigned_to is not None:
        found = found.filter(case__assigned_to=assigned_to)
    if territory:
        found = found.filter(case__territory=territory)
    if programme:
        found = found.filter(case__programme=programme)
    return found.select_related("case", "case__applicant", "person")


def next_discrepancy(case: Case, *, besides: FactCheck | None = None) -> FactCheck | None:
    """The oldest fact of a case that is told in two ways. One query."""
    found = FactCheck.objects.filter(case=case, state=CheckState.DISCREPANT).order_by("pk")
    return (found.exclude(pk=besides.pk) if besides else found).first()


@dataclass(frozen=True)
class ChecksPanel:
    """How the facts of a case stand: what an officer has to look at first, then what is settled.

    ``pressing`` are the facts without which the answer of the law is not certain; ``waiting`` the questions to registers
    that are still open.
    """

    case: Case
    checks: Sequence[FactCheck]
    pressing: frozenset[Key]
    unchecked: Sequence[About]
    waiting: Sequence[RegisterAnswer]

    def is_pressing(self, check: FactCheck) -> bool:
        """Whether the answer still hangs on this fact."""
        return key_of(check) in self.pressing


def checks_panel(case: Case) -> ChecksPanel:
    """How the facts of a case stand now; nothing is written. Nine queries, whatever the size of the family.

    Of a case that is not being checked nothing is pressing, and nobody is asked what is.
    """
    checks = list(FactCheck.objects.filter(case=case).select_related("person", "settled_by").order_by("pk"))
    pressing: list[About] = []
    waiting: list[RegisterAnswer] = []
    if case.state == CaseState.CHECKING:
        facts = CaseFacts(case, today())
        pressing, waiting = facts.missing(), facts.waiting()
    keys = frozenset(key_of(about) for about in pressing)
    known = {key_of(check) for check in checks}
    checks.sort(key=lambda check: (key_of(check) not in keys, ORDER.get(CheckState(check.state), 4), check.pk))
    unchecked = [about for about in pressing if key_of(about) not in known]
    return ChecksPanel(case, checks, keys, unchecked, waiting)


def documents_of(case: Case) -> list[ApplicationFile]:
    """The documents of the application, newest first: any of them may stand in for a register. One query."""
    files = ApplicationFile.objects.filter(application=case.application_id, file__removed_at__isnull=True)
    return list(files.order_by("-pk"))
