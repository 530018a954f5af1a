"""Whose case a member of the staff must hand to a colleague: the own family, and whoever lives at the own address."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import Refused


class IsOwnFamily(PermissionDenied):
    """The record is of the viewer's own family or address. The page says so: hand it to a colleague."""


MESSAGES = {
    "unknown": _("Nobody in the registry has this IIN."),
    "taken": _("Another member of the staff is this person."),
    "by_oneself": _("Nobody does this for oneself: ask a colleague."),
}


class StaffLinkRefused(Refused):
    """A member of the staff was not linked to a person; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str) -> None:
        super().__init__(code, MESSAGES[code], "iin")


@dataclass(frozen=True)
class OwnFamily:
    """Ids of the persons, families and addresses that a viewer must leave to a colleague."""

    persons: frozenset[int] = frozenset()
    families: frozenset[int] = frozenset()
    addresses: frozenset[int] = frozenset()


def own_family_for(viewer: Viewer) -> OwnFamily:
    """The viewer's own family, as the database finds it; nobody's for the house itself. One query, or none."""
    if viewer.user_id is None:
        return OwnFamily()
    found: dict[str, set[int]] = {"person": set(), "family": set(), "address": set()}
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, id FROM registry_own_family(%s)", [viewer.user_id])
        for kind, number in cursor.fetchall():
            found[kind].add(number)
    return OwnFamily(frozenset(found["person"]), frozenset(found["family"]), frozenset(found["address"]))


def refuse_own_family(
    viewer: Viewer, *, person_id: int | None = None, family_id: int | None = None, address_id: int | None = None
) -> None:
    """Stop where a record that the policies hide exists, and is hidden because it is the viewer's own. One query.

    Called when a record was not found: the same 404 for "none" and "not yours" otherwise.

    Raises
    ------
    IsOwnFamily
        When it is.
    """
    own = own_family_for(viewer)
    if person_id in own.persons or family_id in own.families or address_id in own.addresses:
        raise IsOwnFamily


def link_staff_person(user: User, *, iin: str, acting_user: User) -> None:
    """Write down which person of the registry a member of the staff is; the acting user need not see that person.

    Raises
    ------
    StaffLinkRefused
        When nobody has the IIN, somebody else of the staff is that person, or a user links itself.
    """
    if acting_user.pk == user.pk:
        raise StaffLinkRefused("by_oneself")
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_link_staff(%s, %s)", [user.pk, iin])
        (answer,) = cursor.fetchone() or ("unknown",)
    if answer != "linked":
        raise StaffLinkRefused(answer)
