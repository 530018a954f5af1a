"""Who may go on a visit or sit in a session: the ability, the district, the programme, and never the own family."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tirek.department.accounts.models import Absence, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.roles import known_roles
from tirek.department.accounts.viewer import Viewer
from tirek.department.core.models import Territory
from tirek.department.registry.own_family import own_family_for
from tirek.department.verification.enums import VisitState
from tirek.department.verification.models import VisitMember

VISITS, SITS = "visit_home", "sit_in_commission"
OPEN_VISITS = (VisitState.ASSIGNED, VisitState.VISITED)


@dataclass(frozen=True)
class Candidate:
    """A member of the staff who may be chosen, with the number of visits that wait for the person now."""

    user: User
    load: int


def candidates_for(
    ability: str, territory: str, on: date, *, confidential: str = "", family_id: int | None = None
) -> list[Candidate]:
    """Who may be chosen in a district on a day, the least loaded first.

    Whoever is away, or belongs to the family itself, is left out. Four queries, and one for each candidate of a family.
    """
    roles = [name for name, rule in known_roles().by_role.items() if ability in rule.abilities]
    posts = Post.objects.select_related("user").filter(
        role__in=roles, territory_id__in=_above(territory), valid__contains=on, user__is_active=True
    )
    if confidential:
        posts = posts.filter(confidential__contains=[confidential])
    away = set(Absence.objects.filter(valid__contains=on, keeps_rights=False).values_list("user_id", flat=True))
    users = {post.user_id: post.user for post in posts if post.user_id not in away}
    kin = {user_id for user_id in users if family_id is not None and _is_own(user_id, family_id)}
    loads = loads_of(users)
    chosen = [Candidate(user, loads.get(user.pk, 0)) for user in users.values() if user.pk not in kin]
    return sorted(chosen, key=lambda each: (each.load, each.user.surname, each.user.given_name, each.user.pk))


def may_serve(
    user: User, ability: str, territory: str, on: date, *, confidential: str = "", family_id: int | None = None
) -> bool:
    """Whether a user has the ability in a district on a day, may see the programme, and is no kin of the family."""
    rights = viewer_for(user, on, purpose="chosen for a commission")
    return (
        rights.may(ability)
        and territory in rights.territories
        and (not confidential or confidential in rights.confidential)
        and (family_id is None or not _is_own(user.pk, family_id))
    )


def loads_of(user_ids: Iterable[int]) -> dict[int, int]:
    """How many visits wait for each user, as the policies show them."""
    open_ones = VisitMember.objects.filter(user__in=list(user_ids), visit__state__in=OPEN_VISITS)
    waiting = Q(visit__state=VisitState.ASSIGNED) | Q(vote="")
    return dict(open_ones.filter(waiting).order_by().values_list("user").annotate(count=Count("pk")))


def _is_own(user_id: int, family_id: int) -> bool:
    return family_id in own_family_for(Viewer(user_id=user_id)).families


def _above(territory: str) -> list[str]:
    """A territory and everything that it lies in."""
    parents = dict(Territory.objects.values_list("code", "parent_id"))
    found, code = [], territory
    while code is not None and code in parents and code not in found:
        found.append(code)
        code = parents[code]
    return found
