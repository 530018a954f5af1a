"""The law of a programme, read only: its acts, conditions, values with their history, and who decided by it here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.parameters.overlays import current_overlay
from tirek.rulebook.catalogue import family_benefit_ids, find_benefit
from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.presentation import payer_text
from tirek.web.office.law.programme import acts_of, conditions_of, parameters_of, steps_of, terms_of
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.language import language_of_page, sentence

STATUSES = {
    "draft": gettext_lazy("draft"),
    "adopted": gettext_lazy("adopted"),
    "in_force": gettext_lazy("in force"),
    "suspended": gettext_lazy("suspended"),
    "repealed": gettext_lazy("repealed"),
}
PERIODS = {
    "once": gettext_lazy("once"),
    "month": gettext_lazy("every month"),
    "quarter": gettext_lazy("every quarter"),
    "half_year": gettext_lazy("every half-year"),
    "year": gettext_lazy("every year"),
    "event": gettext_lazy("at each event"),
}


@require_safe
@signed_in
def list_programmes(request: ViewerRequest) -> HttpResponse:
    """Every programme of families with its status today."""
    moment = moment_now()
    rows = sorted((_line(find_benefit(name), moment) for name in family_benefit_ids()), key=lambda row: row["title"])
    return render(request, "office/law/list.html", {"rows": rows, "today": today()})


@require_safe
@signed_in
def show_programme(request: ViewerRequest, name: str) -> HttpResponse:
    """One programme whole."""
    try:
        benefit = find_benefit(name)
    except FactError:
        raise Http404 from None
    moment, language = moment_now(), language_of_page()
    parameters = parameters_of(benefit, moment)
    document = benefit.document
    context = {
        **_line(benefit, moment),
        "summary": sentence(document["summary"]),
        "payer": payer_text(benefit, language),
        "period": PERIODS.get(str(document.get("period")), ""),
        "term": sentence(document.get("term") or {}),
        "terms": [(term, STATUSES.get(term.status, term.status)) for term in terms_of(benefit)],
        "acts": acts_of(benefit, parameters),
        "conditions": conditions_of(benefit),
        "steps": steps_of(benefit),
        "parameters": parameters,
        "refusals": [sentence(text) for text in (document.get("refusals") or {}).values()],
        "documents": [sentence(text) for text in document.get("documents") or ()],
        "counts": _counts(name) if request.viewer.may("view_cases") else None,
        "today": today(),
    }
    return render(request, "office/law/show.html", context)


def moment_now() -> Moment:
    """Today in the department, with its own norms. One query."""
    return Moment(on=today(), territory=settings.DEPARTMENT_KATO, local=current_overlay())


def _line(benefit: Benefit, moment: Moment) -> dict[str, Any]:
    term = benefit.term_at(moment)
    status = term.status if term else ""
    return {
        "name": benefit.id,
        "title": sentence(benefit.document["title"]),
        "status": STATUSES.get(status, _("not in force today")),
        "tone": "good" if status == "in_force" else "warn",
        "is_ours": benefit.payer == "department",
        "payer": payer_text(benefit, language_of_page()),
        "act": act_register()[term.act].cite(language_of_page()) if term and term.act in act_register() else "",
    }


def _counts(programme: str) -> list[tuple[Any, int]]:
    """How many cases of the programme stand how in the viewer's districts. One query."""
    found: Iterable[tuple[str, int]] = (
        Case.objects.filter(programme=programme).values_list("state").annotate(count=Count("pk")).order_by()
    )
    counts = dict(found)
    return [(state.label, counts[state]) for state in CaseState if counts.get(state)]
