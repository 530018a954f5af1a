"""A visit as the phone shows it."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import ApplicationMember
from tirek.department.core.calendar.today import today
from tirek.department.registry.enums import FamilyRole
from tirek.department.registry.models import Address
from tirek.department.verification.act import Field, act_form
from tirek.department.verification.distance import registered_address
from tirek.department.verification.enums import NoAct, VisitState, Vote
from tirek.department.verification.models import Visit
from tirek.rulebook.catalogue import find_benefit
from tirek.web.api import schemas
from tirek.web.ui.language import language_of_page, sentence


def brief_of(visit: Visit, viewer: Viewer) -> schemas.Brief:
    """What a visit needs of the family, the commission and the place."""
    application, language = visit.application, language_of_page()
    people = ApplicationMember.objects.filter(application=application).select_related("person").order_by("pk")
    members = list(visit.members.select_related("user").order_by("pk"))
    own = next((member.vote for member in members if member.user_id == viewer.user_id), "")
    assert visit.due_on is not None
    return schemas.Brief(
        id=visit.pk,
        number=application.number or "",
        state=VisitState(visit.state),
        due_on=visit.due_on,
        programmes=[sentence(find_benefit(name).document["title"]) for name in application.programmes],
        applicant=application.applicant.full_name(language),
        phone=application.applicant.phone,
        address=_place(registered_address(application.applicant, visit.family, today())),
        family=[
            schemas.FamilyMember(
                person_id=member.person_id,
                name=member.person.full_name(language),
                role=str(FamilyRole(member.role).label),
            )
            for member in people
        ],
        commission=[schemas.CommissionMember(name=str(each.user), has_voted=bool(each.vote)) for each in members],
        own_vote=Vote(own) if own else None,
        distance_m=visit.distance_m,
        photos=visit.photos.count(),
        conclusion=Vote(visit.conclusion) if visit.conclusion else None,
        no_act=NoAct(visit.no_act) if visit.no_act else None,
        follows=sentence(act_form().outcomes[visit.no_act].sentence) if visit.no_act else "",
    )


def form_of_act() -> schemas.ActForm:
    """``act.yaml`` as the phone needs it."""
    form = act_form()
    sections = [
        schemas.ActSection(
            name=section.name,
            title=schemas.Titles(**section.title),
            of_member=section.of_member,
            fields=[_field(field) for field in section.fields],
        )
        for section in form.sections
    ]
    return schemas.ActForm(sections=sections, photos_at_most=form.photos_at_most)


def _field(field: Field) -> schemas.ActField:
    is_number = field.type in ("number", "decimal")
    return schemas.ActField(
        name=field.name,
        type=field.type,
        title=schemas.Titles(**field.title),
        required=field.required,
        low=field.low if is_number else None,
        high=field.high if is_number else None,
        places=field.places,
        length=field.length or None,
        unit=schemas.Titles(**field.unit) if field.unit else None,
        choices=[schemas.Choice(code=code, title=schemas.Titles(**titles)) for code, titles in field.choices.items()],
    )


def _place(address: Address | None) -> schemas.Place:
    if address is None:
        return schemas.Place(text="", latitude=None, longitude=None)
    parts = (address.locality, address.street, address.house, address.flat)
    text = ", ".join(part for part in parts if part)
    return schemas.Place(text=text, latitude=address.latitude, longitude=address.longitude)
