"""Decisions for the pages of the office: a case to be decided, a draft, proposals plain and marked, a certificate."""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_evaluation, sign
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.models import SignerCertificate

EXPLANATION = {
    "kk": ["Отбасының жан басына шаққандағы орташа табысы шектен төмен.", "Көмек жартыжылда бір рет төленеді."],
    "ru": ["Среднедушевой доход семьи ниже предела.", "Помощь выплачивается раз в полугодие."],
    "en": ["The family's per-capita income is below the limit.", "The aid is paid once in a half-year."],
}
STEP = {"kk": "Табыс шектен аспайды: иә.", "ru": "Доход не выше предела: да.", "en": "Income within the limit: yes."}


def make_decisions(officer: User) -> dict[str, Any]:
    """The objects that the addresses of decisions name; the draft is the officer's."""
    with entered(whole_city()):
        waiting = _ready()
        told: dict[str, Any] = {"acting_user": officer}
        sign(draft_decision(_ready(), "grant", **told))
        drafted = draft_decision(_ready(), "grant", **told)
        proposals = [propose_decision(draft_decision(_ready(), "grant", **told), **told) for _ in range(3)]
        overridden = draft_decision(_ready(), "grant", amount=29_000, overrides="Құжат қағаз түрінде әкелінді", **told)
        propose_decision(overridden, **told)
        certificate = SignerCertificate.objects.create(
            user=make_user(Role.HEAD), digest="ab" * 32, valid=DateRange(waiting.applied_on, None)
        )
    return {
        "to_decide": waiting,
        "drafted": drafted,
        "decision": proposals[0],
        "overridden": overridden,
        "certificate": certificate,
    }


def _ready() -> Case:
    case = make_case(CaseState.READY)
    make_evaluation(case, unit="tenge/half_year", answer={"explanation": EXPLANATION, "trace": [{"sentence": STEP}]})
    return case
