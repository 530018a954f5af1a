"""Looking at local law. It is public, so every member of the staff may read what touches the own territory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tirek.department.core.calendar.today import today
from tirek.department.core.models import Territory
from tirek.department.core.refusals import NotSeen
from tirek.department.parameters.actions import EDIT, SIGN
from tirek.department.parameters.effects import SMALLEST_COUNT, effect_standing
from tirek.department.parameters.enums import EffectState, ValueState
from tirek.department.parameters.models import LocalValue
from tirek.department.parameters.queries import (
    access_value,
    acts_of,
    history_of,
    list_lines,
    list_overlays,
    published_values,
)
from tirek.department.parameters.register import Enterable, enterable_parameters
from tirek.rulebook.engine.acts import cite_act
from tirek.rulebook.engine.parameters import Value
from tirek.rulebook.engine.units import unit_register
from tirek.rulebook.engine.wording import number_text
from tirek.web.office.parameter.figures import HIDDEN, effect_rows, largest
from tirek.web.office.parameter.forms import ReasonOfSignature, RejectionForm
from tirek.web.ui.access import ViewerRequest, signed_in
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title


def found_value(request: ViewerRequest, pk: int) -> LocalValue:
    """A value that touches the viewer's territories, or the page 404."""
    try:
        return access_value(request.viewer, pk)
    except NotSeen:
        raise Http404 from None


def found_parameter(name: str) -> Enterable:
    """A parameter that local law may set, or the page 404."""
    if name not in enterable_parameters():
        raise Http404
    return enterable_parameters()[name]


def unit_symbol(name: str) -> str:
    """What stands after a number of a unit, in the language of the page."""
    symbols: Mapping[str, str] = unit_register()[name]["symbol"]  # type: ignore[assignment]
    return symbols[language_of_page()]


def shown_value(value: Value | None) -> dict[str, object] | None:
    """A value of the law as a cell shows it."""
    if value is None:
        return None
    starts = value.start if isinstance(value.start, date) else None
    return {
        "number": number_text(value.amount, language_of_page(), 4),
        "starts": starts,
        "quarter": "" if starts else str(value.start),
        "is_doubtful": not value.verified,
        "is_local": value.local_act is not None,
    }


def cited(value: Value) -> str:
    """The act that a value of the law rests on, with its article."""
    language = language_of_page()
    return (
        value.local_act.cite(language, value.article)
        if value.local_act
        else cite_act(value.act, language, value.article)
    )


def chosen_place(request: ViewerRequest, places: list[Territory]) -> Territory | None:
    """The territory asked for, the department where it is the viewer's, or the first of the viewer's."""
    by_code = {place.code: place for place in places}
    wanted = request.GET.get("territory") or settings.DEPARTMENT_KATO
    return by_code.get(wanted) or (places[0] if places else None)


@require_safe
@signed_in
def list_parameters(request: ViewerRequest) -> HttpResponse:
    """Every parameter that a region sets: the value that holds, the next, and what waits."""
    places = list(Territory.objects.filter(code__in=request.viewer.territories))
    place = chosen_place(request, places)
    language = language_of_page()
    programme = request.GET.get("programme")
    lines = list_lines(request.viewer, place.code, today(), programme or None) if place else []
    rows = [
        {
            "name": line.enterable.name,
            "title": line.enterable.title(language),
            "programme": line.enterable.programme_title(language),
            "unit": unit_symbol(line.enterable.parameter.unit_name),
            "now": shown_value(line.now),
            "upcoming": shown_value(line.upcoming),
            "open": line.open,
        }
        for line in lines
    ]
    programmes = {
        each.programme: each.programme_title(language) for each in enterable_parameters().values() if each.programme
    }
    return render(
        request,
        "office/parameter/list.html",
        {
            "rows": rows,
            "places": [(each.code, place_title(each.code)) for each in places],
            "place": place and place.code,
            "programmes": sorted(programmes.items(), key=lambda pair: pair[1]),
            "programme": programme or "",
            "may_edit": request.viewer.may(EDIT),
        },
    )


@require_safe
@signed_in
def list_acts(request: ViewerRequest) -> HttpResponse:
    """The values entered, by their act."""
    acts = [
        {"first": values[0], "values": [_line(value) for value in values]}
        for values in acts_of(request.viewer).values()
    ]
    return render(request, "office/parameter/acts.html", {"acts": acts})


@require_safe
@signed_in
def show_overlays(request: ViewerRequest) -> HttpResponse:
    """The overlays of the department with their digests."""
    rows = list(list_overlays(settings.DEPARTMENT_KATO))
    return render(request, "office/parameter/overlays.html", {"rows": rows, "department": settings.DEPARTMENT_KATO})


@require_safe
@signed_in
def show_history(request: ViewerRequest, name: str) -> HttpResponse:
    """All values of one parameter: those of the rulebook, and those entered."""
    enterable = found_parameter(name)
    language = language_of_page()
    published = [
        {**(shown_value(value) or {}), "act": cited(value)}
        for value in published_values(name, settings.DEPARTMENT_KATO)
    ]
    return render(
        request,
        "office/parameter/history.html",
        {
            "title": enterable.title(language),
            "programme": enterable.programme_title(language),
            "name": name,
            "unit": unit_symbol(enterable.parameter.unit_name),
            "entered": [_line(value) for value in history_of(request.viewer, name)],
            "published": published,
            "may_edit": request.viewer.may(EDIT),
        },
    )


@require_safe
@signed_in
def show_value(request: ViewerRequest, pk: int) -> HttpResponse:
    """One value: what it says, its effect, and the next step of whoever may take it."""
    return render_value(request, found_value(request, pk))


def render_value(
    request: ViewerRequest,
    value: LocalValue,
    *,
    signature: ReasonOfSignature | None = None,
    rejection: RejectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a value, with the forms as they were typed."""
    viewer = request.viewer
    standing = effect_standing(value) if value.state == ValueState.PROPOSED else None
    effect = standing.effect if standing else value.effects.first()
    rows = effect_rows(effect) if effect and effect.state == EffectState.DONE else []
    inside = value.place_id in viewer.territories
    is_author = value.entered_by_id == viewer.user_id
    enterable = enterable_parameters()[value.parameter]
    return render(
        request,
        "office/parameter/value.html",
        {
            **_line(value),
            "programme": enterable.programme_title(language_of_page()),
            "unit": unit_symbol(enterable.parameter.unit_name),
            "place": place_title(value.place_id),
            "standing": standing,
            "effect": effect,
            "rows": rows,
            "largest": largest(rows),
            "hidden": HIDDEN,
            "hidden_below": SMALLEST_COUNT,
            "is_running": bool(effect and effect.state in (EffectState.WAITING, EffectState.RUNNING)),
            "signature": signature or ReasonOfSignature(),
            "rejection": rejection or RejectionForm(),
            "may_open": inside and is_author and viewer.may(EDIT),
            "may_withdraw": inside and viewer.may(EDIT) and value.state == ValueState.SIGNED and not value.withdraws_id,
            "may_sign": inside and not is_author and viewer.may(SIGN) and value.state == ValueState.PROPOSED,
            "may_ask": inside and value.state == ValueState.PROPOSED and (viewer.may(SIGN) or viewer.may(EDIT)),
        },
        status=status,
    )


def _line(value: LocalValue) -> dict[str, object]:
    """A value entered, as a row shows it."""
    enterable = enterable_parameters().get(value.parameter)
    title = enterable.title(language_of_page()) if enterable else value.parameter
    last_on = value.until - timedelta(days=1) if value.until else None
    return {"value": value, "title": title, "state": ValueState(value.state).label, "last_on": last_on}
