"""A visit in words: what the pages and the printed act show of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Application, ApplicationMember
from tirek.department.core.calendar.today import today
from tirek.department.journal.views import note_view
from tirek.department.registry.enums import FamilyRole
from tirek.department.registry.models import Address
from tirek.department.verification.act import MEMBERS, Section, act_form, shown_value
from tirek.department.verification.distance import registered_address
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import Visit, VisitMember
from tirek.department.verification.voting import conclusion_of
from tirek.rulebook.catalogue import find_benefit
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.places import place_title


def shown_row(visit: Visit) -> dict[str, Any]:
    """A visit as a line of a list; its members are fetched before."""
    members = list(visit.members.all())
    return {
        "visit": visit,
        "name": visit.application.applicant.full_name(language_of_page()),
        "address": address_text(visit.family.address),
        "members": [str(member.user) for member in members],
        "voted": sum(1 for member in members if member.vote),
        "is_late": visit.due_on is not None and visit.due_on < today() and visit.closed_at is None,
        "outcome": outcome_text(visit),
    }


def shown_visit(visit: Visit, viewer: Viewer) -> dict[str, Any]:
    """Everything of one visit; the people of the family are noted as seen."""
    family = list(
        ApplicationMember.objects.filter(application=visit.application_id).select_related("person").order_by("pk")
    )
    note_view("visit", visit.pk, [member.person_id for member in family] or [visit.application.applicant_id])
    members = list(visit.members.select_related("user").order_by("pk"))
    own = next((member for member in members if member.user_id == viewer.user_id), None)
    is_open = visit.state in (VisitState.ASSIGNED, VisitState.VISITED)
    goes = own is not None and viewer.may("visit_home")
    is_visited = visit.state == VisitState.VISITED
    agreed = conclusion_of([member.vote for member in members])
    return {
        "visit": visit,
        "number": visit.application.number,
        "name": visit.application.applicant.full_name(language_of_page()),
        "place": place_title(visit.territory),
        "address": address_text(registered_address(visit.application.applicant, visit.family, today())),
        "programmes": titles_of(visit.application),
        "family": [_family_member(member) for member in family],
        "members": [_commission_member(member) for member in members],
        "photos": list(visit.photos.select_related("file").order_by("pk")),
        "sections": list(_sections(visit, family)) if visit.act else [],
        "is_far": _is_far(visit),
        "is_tied": is_visited and agreed is None and all(member.vote for member in members),
        "agreed": Vote(agreed).label if agreed else "",
        "conclusion": Vote(visit.conclusion).label if visit.conclusion else "",
        "outcome": outcome_text(visit),
        "follows": sentence(act_form().outcomes[visit.no_act].sentence) if visit.no_act else "",
        "is_open": is_open,
        "may_open_application": viewer.may("view_cases"),
        "may_record": goes and visit.state == VisitState.ASSIGNED,
        "may_vote": goes and is_visited and own is not None and not own.vote,
        "may_close": goes and is_visited and agreed is not None,
    }


def titles_of(application: Application) -> list[str]:
    """What the family asked for."""
    return [sentence(find_benefit(name).document["title"]) for name in application.programmes]


def address_text(address: Address | None) -> str:
    """Locality, street, house, flat; words where the address is not known."""
    parts = (address.locality, address.street, address.house, address.flat) if address else ()
    return ", ".join(part for part in parts if part) or _("the address is not known")


def outcome_text(visit: Visit) -> str:
    """How the visit ended, or how it stands."""
    if visit.no_act:
        return str(NoAct(visit.no_act).label)
    if visit.conclusion:
        return str(Vote(visit.conclusion).label)
    return str(VisitState(visit.state).label)


def _family_member(member: ApplicationMember) -> dict[str, Any]:
    return {
        "name": member.person.full_name(language_of_page()),
        "role": FamilyRole(member.role).label,
        "born_on": member.person.birth_on,
    }


def _commission_member(member: VisitMember) -> dict[str, Any]:
    return {
        "name": str(member.user),
        "vote": Vote(member.vote).label if member.vote else "",
        "reason": member.reason,
        "voted_at": member.voted_at,
    }


def _sections(visit: Visit, family: list[ApplicationMember]) -> Iterator[dict[str, Any]]:
    """The sections of the act with their answers; that of a member once for every member who has answers."""
    for section in act_form().sections:
        if not section.of_member:
            yield {"title": sentence(section.title), "lines": _lines(section, visit.act)}
            continue
        told = visit.act.get(MEMBERS, {})
        for member in family:
            if answers := told.get(str(member.person_id)):
                yield {"title": member.person.full_name(language_of_page()), "lines": _lines(section, answers)}


def _lines(section: Section, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    language = language_of_page()
    return [
        (sentence(field.title), shown_value(field, answers[field.name], language))
        for field in section.fields
        if field.name in answers
    ]


def _is_far(visit: Visit) -> bool:
    """Farther from the registered address than the accuracy of the device explains."""
    return visit.distance_m is not None and visit.distance_m - (visit.accuracy_m or 0) > act_form().far_metres
