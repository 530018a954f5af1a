"""A commission and its visits for tests."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.department.factories import ALMALY, make_user
from tests.department.road import make_case
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Application, Case
from tirek.department.core.calendar.today import today
from tirek.department.registry.models import Address, Person, PersonAddress
from tirek.department.verification.actions.visits import Recorded, assign_visit, record_visit
from tirek.department.verification.models import Visit

HERE = (43.2567, 76.9286)
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)
ACT: dict[str, Any] = {
    "composition_as_declared": True,
    "tenure": "owned",
    "kind": "house",
    "area": "54.5",
    "rooms": 3,
    "condition": "needs_repair",
    "furnishing": "worn",
    "utilities": ["electricity", "water"],
}


def viewer_of(user: User) -> Viewer:
    return viewer_for(user, today(), purpose="test")


def make_commission(count: int = 3, territory: str = ALMALY) -> list[User]:
    return [make_user(Role.COMMISSION_MEMBER, territory) for _ in range(count)]


def make_visit(
    members: list[User] | None = None, *, programme: str = "targeted_assistance_unconditional", **options: Any
) -> Visit:
    """A visit that is assigned by a specialist, inside ``entered``; its case is being checked."""
    case = make_case(options.pop("state", CaseState.CHECKING), programme=programme, **options)
    return visit_of(case, members)


def visit_of(case: Case, members: list[User] | None = None) -> Visit:
    members = members or make_commission(3, case.territory)
    return assign_visit(application_of(case), members, acting_user=make_user(territory=case.territory))


def application_of(case: Case) -> Application:
    Application.objects.filter(pk=case.application_id).update(received_on=today())
    return Application.objects.get(pk=case.application_id)


def recorded(**fields: Any) -> Recorded:
    told: dict[str, Any] = {"act": ACT, "visited_at": timezone.now()}
    return Recorded(**(told | fields))


def record(visit: Visit, member: User, **fields: Any) -> Visit:
    with entered(viewer_of(member)):
        return record_visit(visit, recorded(**fields), command=uuid4(), acting_user=member)


def register_at(person: Person, latitude: float | None, longitude: float | None) -> Address:
    address = Address.objects.create(
        territory=person.territory, street="Абай даңғылы", house="10", latitude=latitude, longitude=longitude
    )
    PersonAddress.objects.create(
        person=person, territory=person.territory, address=address, kind="registered", valid=("2020-01-01", None)
    )
    return address
