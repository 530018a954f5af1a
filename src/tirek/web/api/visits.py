"""Home visits for the phone: one's own visits, the act, photos, votes, the conclusion."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from tirek.department.core.idempotency.once import digest_of, once
from tirek.department.core.refusals import NotSeen
from tirek.department.verification.access import access_visit
from tirek.department.verification.actions import photos, visits
from tirek.department.verification.models import Visit, VisitMember
from tirek.department.verification.visits import list_open_visits
from tirek.web.api import schemas
from tirek.web.api.briefs import brief_of, form_of_act
from tirek.web.ui.paging import page_of

PAGE: Final = 20
REFUSALS: Final[dict[int, Any]] = dict.fromkeys((400, 401, 403, 404, 409, 422), schemas.Problem)
BRIEF: Final[dict[int, Any]] = {200: schemas.Brief, **REFUSALS}

router = Router(tags=["visits"])


@router.get("/", response={200: schemas.Briefs, **REFUSALS}, summary="My visits that wait, by their term")
def list_own(request: HttpRequest, after: int | None = None) -> schemas.Briefs:
    """The visits on which the reader goes; ``after`` is the number that the page before gave."""
    viewer = request.viewer  # type: ignore[attr-defined]
    page = page_of(list_open_visits(viewer, only_own=True), {"due": "due_on"}, request.GET, default="due", size=PAGE)
    briefs = [brief_of(access_visit(viewer, visit.pk, what="api"), viewer) for visit in page.rows]
    return schemas.Briefs(visits=briefs, after=page.rows[-1].pk if page.next_query else None)


@router.get("/act-form", response={200: schemas.ActForm, **REFUSALS}, summary="The form of the act")
def show_form(request: HttpRequest) -> schemas.ActForm:
    """Sections, fields, types, bounds and choices, with titles in Kazakh, Russian and English."""
    return form_of_act()


@router.get("/{int:visit_id}", response=BRIEF, summary="One visit of mine")
def show_own(request: HttpRequest, visit_id: int) -> schemas.Brief:
    """What the visit needs."""
    return brief_of(_own_visit(request, visit_id), request.viewer)  # type: ignore[attr-defined]


@router.post("/{int:visit_id}/act", response=BRIEF, summary="Send the act")
def send_act(request: HttpRequest, visit_id: int, payload: schemas.SentAct) -> Any:
    """The act with its place; photos follow one by one."""
    recorded = visits.Recorded(
        act=payload.act,
        visited_at=payload.visited_at,
        latitude=payload.latitude,
        longitude=payload.longitude,
        accuracy_m=payload.accuracy_m,
    )

    def work(visit: Visit) -> None:
        visits.record_visit(visit, recorded, command=payload.command, acting_user=request.user)  # type: ignore[arg-type]

    return _done(request, visit_id, "act", payload, work)


@router.post("/{int:visit_id}/photos", response=BRIEF, summary="Send a photo")
def send_photo(request: HttpRequest, visit_id: int, payload: Form[schemas.SentPlace], file: File[UploadedFile]) -> Any:
    """A JPEG or PNG, after the act."""
    data = file.read()
    photo = photos.Photo(data, file.name or "", payload.taken_at, payload.latitude, payload.longitude)

    def work(visit: Visit) -> None:
        photos.add_photo(visit, photo, acting_user=request.user)  # type: ignore[arg-type]

    return _done(request, visit_id, "photo", payload, work, content=sha256(data).hexdigest())


@router.post("/{int:visit_id}/no-act", response=BRIEF, summary="End the visit without an act")
def send_no_act(request: HttpRequest, visit_id: int, payload: schemas.SentNoAct) -> Any:
    """Nobody at home, the wrong address, refused, moved, unsafe; the answer says what follows."""

    def work(visit: Visit) -> None:
        told = {"reasons": payload.reasons, "command": payload.command}
        visits.close_without_act(visit, payload.outcome, acting_user=request.user, **told)  # type: ignore[arg-type]

    return _done(request, visit_id, "no-act", payload, work)


@router.post("/{int:visit_id}/vote", response=BRIEF, summary="Vote")
def send_vote(request: HttpRequest, visit_id: int, payload: schemas.SentVote) -> Any:
    """What the reader concludes; once."""

    def work(visit: Visit) -> None:
        visits.vote_on_visit(visit, payload.vote, reason=payload.reason, acting_user=request.user)  # type: ignore[arg-type]

    return _done(request, visit_id, "vote", payload, work)


@router.post("/{int:visit_id}/close", response=BRIEF, summary="Conclude")
def send_conclusion(request: HttpRequest, visit_id: int, payload: schemas.SentConclusion) -> Any:
    """The conclusion of most, with its reasons."""

    def work(visit: Visit) -> None:
        visits.close_visit(visit, payload.reasons, acting_user=request.user)  # type: ignore[arg-type]

    return _done(request, visit_id, "close", payload, work)


def _own_visit(request: HttpRequest, visit_id: int, *, to_change: bool = False) -> Visit:
    viewer = request.viewer  # type: ignore[attr-defined]
    visit = access_visit(viewer, visit_id, what="api", to_change=to_change)
    if not VisitMember.objects.filter(visit=visit, user=viewer.user_id).exists():
        raise NotSeen("visit")
    return visit


def _done(
    request: HttpRequest,
    visit_id: int,
    route: str,
    payload: schemas.Sent,
    work: Callable[[Visit], None],
    *,
    content: str = "",
) -> Any:
    """Do it once for each command, and answer with the visit as it stands now."""
    viewer = request.viewer  # type: ignore[attr-defined]
    visit = _own_visit(request, visit_id, to_change=True)
    asked = json.dumps([visit_id, payload.model_dump(mode="json"), content], sort_keys=True)

    def work_and_keep() -> dict[str, int]:
        work(visit)
        return {"visit": visit.pk}

    command: UUID = payload.command
    digest = digest_of(asked.encode())
    once(command, user_id=viewer.user_id, route=f"api:{route}", digest=digest, work=work_and_keep)
    return brief_of(access_visit(viewer, visit_id, what="api"), viewer)
