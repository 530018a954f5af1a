"""Photos of a visit: pictures by their content, each kept once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.core.refusals import Refused
from tirek.department.files.actions import store_file
from tirek.department.files.contents import read_content
from tirek.department.files.enums import FileKind
from tirek.department.files.faults import FileRefused
from tirek.department.verification.act import act_form
from tirek.department.verification.actions.visit_guards import demand_member, demand_place, demand_state, lock_visit
from tirek.department.verification.enums import VisitState
from tirek.department.verification.models import Visit, VisitPhoto


@dataclass(frozen=True)
class Photo:
    """A photo as it was sent; the place in degrees, as the device says."""

    data: bytes
    name: str
    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@transaction.atomic
def add_photo(visit: Visit, photo: Photo, *, acting_user: User) -> VisitPhoto:
    """A photo that comes after the act; the same content once more is the same photo.

    Raises
    ------
    Refused
        ``not_a_member``, ``visit_ended``, ``act_first``, ``photo_refused``, ``too_many_photos``, ``place_impossible``.
    """
    current = lock_visit(visit)
    demand_member(current, acting_user)
    if current.state == VisitState.ASSIGNED:
        raise Refused("act_first", _("Send the act first, then its photos."))
    demand_state(current, VisitState.VISITED)
    return keep_photo(current, photo, acting_user)


def keep_photo(visit: Visit, photo: Photo, acting_user: User) -> VisitPhoto:
    """Keep a picture with a visit that is locked; the same content once more is the same photo."""
    demand_place(photo.latitude, photo.longitude)
    try:
        content = read_content(photo.data, photo.name)
    except FileRefused as fault:
        raise Refused("photo_refused", fault.message, "photos") from None
    if not content.media_type.startswith("image/"):
        raise Refused("photo_refused", _("A photo is a JPEG or PNG picture."), "photos")
    same = visit.photos.filter(file__digest=sha256(content.data).hexdigest()).first()
    if same is not None:
        return same
    if visit.photos.count() >= act_form().photos_at_most:
        raise Refused("too_many_photos", _("The act has as many photos as it may have."), "photos")
    kept = store_file(
        photo.data,
        original_name=photo.name,
        kind=FileKind.APPLICATION,
        territory=visit.territory,
        acting_user=acting_user,
        person_id=visit.application.applicant_id,
        confidential=visit.confidential,
    )
    return VisitPhoto.objects.create(
        visit=visit, file=kept, taken_at=photo.taken_at, latitude=photo.latitude, longitude=photo.longitude
    )
