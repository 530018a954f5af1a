"""Looking at sessions: the list, one session with its agenda, the minutes on paper."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.journal.views import note_view
from tirek.department.verification.access import access_session
from tirek.department.verification.enums import Ballot, SessionState
from tirek.department.verification.models import Session
from tirek.department.verification.sessions import ItemStanding, is_called, list_sessions, members_of, standings_of
from tirek.rulebook.catalogue import find_benefit
from tirek.web.ui.access import ViewerRequest, needs
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.paging import page_of
from tirek.web.ui.places import place_title

PAPERS: Final = ("kk", "ru")
"""Languages of the minutes."""


def found_session(viewer: Viewer, session_id: int, *, to_change: bool = False) -> Session:
    """The session, or the page "not here"."""
    try:
        return access_session(viewer, session_id, to_change=to_change)
    except NotSeen:
        raise Http404 from None


@require_safe
@needs("sit_in_commission")
def list_sessions_page(request: ViewerRequest) -> HttpResponse:
    """The sessions, the last day first."""
    page = page_of(list_sessions(), {"held": "held_on"}, request.GET, default="-held")
    rows = [
        {"session": each, "place": place_title(each.territory), "state": SessionState(each.state).label}
        for each in page.rows
    ]
    return render(request, "office/session/list.html", {"page": page, "rows": rows})


@require_safe
@needs("sit_in_commission")
def show_session(request: ViewerRequest, session_id: int) -> HttpResponse:
    """One session: who sits, what is on the agenda, how it stands."""
    session = found_session(request.viewer, session_id)
    return render(request, "office/session/show.html", shown_session(session, request.viewer) | {"papers": PAPERS})


@require_safe
@needs("sit_in_commission")
def print_minutes(request: ViewerRequest, session_id: int, language: str) -> HttpResponse:
    """The minutes on paper, in Kazakh or Russian whatever the language of the office."""
    session = found_session(request.viewer, session_id)
    if language not in PAPERS or session.state != SessionState.HELD:
        raise Http404
    with override(language):
        return render(request, "office/session/minutes.html", shown_session(session, request.viewer))


def shown_session(session: Session, viewer: Viewer) -> dict[str, Any]:
    """Everything of one session; the applicants of its agenda are noted as seen."""
    members = members_of(session)
    own = next((member for member in members if member.user_id == viewer.user_id), None)
    standings = standings_of(session, members)
    if standings:
        note_view("session", session.pk, [each.item.case.applicant_id for each in standings])
    called, chairs = is_called(session), own is not None and own.chairs
    present = sum(member.present for member in members)
    return {
        "session": session,
        "place": place_title(session.territory),
        "state": SessionState(session.state).label,
        "members": members,
        "present": present,
        "has_quorum": present >= session.quorum,
        "items": [_item(each, viewer.user_id) for each in standings],
        "is_called": called,
        "may_sit": called and own is not None,
        "may_vote": called and own is not None and own.present,
        "may_chair": called and chairs,
        "may_cancel": called and (chairs or session.called_by_id == viewer.user_id),
    }


def _item(standing: ItemStanding, user_id: int | None) -> dict[str, Any]:
    item, case = standing.item, standing.item.case
    return {
        "item": item,
        "name": case.applicant.full_name(language_of_page()),
        "number": case.application.number,
        "programme": sentence(find_benefit(case.programme).document["title"]),
        "for": standing.counts[Ballot.FOR],
        "against": standing.counts[Ballot.AGAINST],
        "abstained": standing.counts[Ballot.ABSTAINED],
        "ballots": [(str(vote.member.user), Ballot(vote.ballot).label) for vote in standing.votes],
        "own_ballot": standing.ballot_of(user_id),
        "is_proposed": item.in_need is not None,
        "is_decided": standing.is_decided,
        "has_votes": bool(standing.votes),
    }
