"""What the pages of the office are shown with in a browser: a family with a row of every kind, and work that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.department.appeals.refusing import refused_case
from tests.department.contracts.families import conclude, make_home
from tests.department.contracts.families import draft as draft_contract_of
from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.parameters.local_values import editor, fields, proposed
from tests.department.providers.organisations import IBAN, make_organisation
from tests.department.road import make_case, make_decision, make_entitlement, make_evaluation, sign
from tests.department.verification.visiting import (
    ACT,
    HERE,
    application_of,
    make_commission,
    make_visit,
    record,
    register_at,
    viewer_of,
)
from tests.e2e.bank_world import make_banking
from tests.e2e.budget_world import make_budget
from tests.e2e.closing_world import make_closing
from tests.e2e.control_world import make_control
from tests.e2e.decision_world import make_decisions
from tests.e2e.recovery_world import make_recovery
from tests.web.office.case.test_case_pages import full_case
from tests.web.office.duplicate.test_duplicate_pages import make_pair
from tests.web.office.entitlement.test_entitlement_pages import died, granted
from tests.web.office.imports.test_import_pages import FILE
from tests.web.office.registry.test_pages_for_specialist import make_full_family
from tests.web.office.registry.test_registers import question
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import BreakGlass, Post, User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.appeals.actions.appeals import receive_appeal
from tirek.department.appeals.actions.complaints import receive_complaint, route_complaint
from tirek.department.appeals.enums import ComplaintSubject
from tirek.department.appeals.models import Appeal, Complaint
from tirek.department.applications.actions.drafts import save_draft, start_draft
from tirek.department.applications.actions.registration import register_application
from tirek.department.applications.actions.steps import assign_case, move_case
from tirek.department.applications.enums import CaseState, Turn
from tirek.department.applications.models import Application, ApplicationMember, Case, DeclaredFact
from tirek.department.contracts.actions.breaches import establish_breach
from tirek.department.contracts.models import SocialContract
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.decisions.models import Decision, SignerCertificate
from tirek.department.entitlements.models import Due, Entitlement
from tirek.department.flows.agenda import put_on_agenda
from tirek.department.flows.models import AuditItem, Consequence, Difference, Offer, Recalculation
from tirek.department.lists.actions import apply_list, read_list
from tirek.department.lists.models import IncomingList, ListRow
from tirek.department.messages.actions import queue_message
from tirek.department.messages.models import Message
from tirek.department.parameters.actions import draft_value
from tirek.department.parameters.models import LocalValue
from tirek.department.payments.models import Claim, Invoice, WriteOff
from tirek.department.providers.actions import rows as provider_rows
from tirek.department.providers.models import Contract, Licence, Organisation, PriceListItem
from tirek.department.registry.actions.imports import bring_people
from tirek.department.registry.actions.merges import request_merge
from tirek.department.registry.break_glass import open_break_glass
from tirek.department.registry.models import (
    Circumstance,
    Consent,
    DuplicateCandidate,
    Family,
    Membership,
    Merge,
    PeopleImport,
    Person,
    PersonAddress,
    RegisterAnswer,
    Vehicle,
)
from tirek.department.verification.actions.checks import refresh_checks
from tirek.department.verification.actions.sessions import (
    call_session,
    close_session,
    defer_item,
    mark_present,
    propose_sum,
)
from tirek.department.verification.actions.visits import vote_on_visit
from tirek.department.verification.enums import Vote
from tirek.department.verification.models import FactCheck, Session, SessionItem, Visit

ALMALY, ALATAU, ALMATY = "751110000", "751210000", "750000000"
BORN_ON = date(1951, 2, 3)
VETERAN_IINS = tuple(synthetic_iin(BORN_ON, "male", serial) for serial in (51, 52, 53))
LIST_HEAD = "ИИН;Фамилия;Имя;Дата рождения;Категория\n"
LIST_BEFORE = LIST_HEAD + f"{VETERAN_IINS[0]};;;;ветеран вов\n{VETERAN_IINS[1]};;;;ветеран вов\n"
LIST_NOW = (
    LIST_HEAD
    + f"{VETERAN_IINS[1]};;;;трудовой фронт\n{VETERAN_IINS[2]};;;;ветеран вов\n"
    + ";Касымов;Ерлан;05.05.1950;трудовой фронт\n;Ошибкин;Олег;01.01.1950;космонавт\n"
)
"""One of the list before has left, one has changed, one came; one row fits two people, one says what is not known."""
CLOSED_IIN = synthetic_iin(date(1985, 3, 9), "male", 7)


@dataclass(frozen=True)
class World:
    """The objects that addresses name."""

    officer: User
    """Who opens the pages of a specialist; an import is shown to whoever brought it."""
    family: Family
    head: Person
    alone: Person
    vehicle: Vehicle
    address: PersonAddress
    consent: Consent
    colleague: User
    post: Post
    draft: LocalValue
    proposal: LocalValue
    opening: BreakGlass
    answer: RegisterAnswer
    pair: DuplicateCandidate
    merge: Merge
    brought: PeopleImport
    message: Message
    applied: IncomingList
    current: IncomingList
    doubtful: ListRow
    organisation: Organisation
    contract: Contract
    licence: Licence
    price: PriceListItem
    entitlement: Entitlement
    consequence: Consequence
    run: Recalculation
    running: Recalculation
    difference: Difference
    audit: AuditItem
    offer: Offer
    to_decide: Case
    drafted: Decision
    decision: Decision
    overridden: Decision
    certificate: SignerCertificate
    check: FactCheck
    paper: Application
    """A draft with answers; its family asks for two programmes."""
    registered: Application
    asked: Case
    to_visit: Application
    visit: Visit
    visited: Visit
    session: Session
    held: Session
    item: SessionItem
    case: Case
    """Ready for a decision, with facts of every state and two evaluations; in the officer's hands."""
    granted: Case
    social: SocialContract
    broken: SocialContract
    unsigned: SocialContract
    appeal: Appeal
    complaint: Complaint
    overpaid: Case
    claim: Claim
    write_off: WriteOff
    invoice: Invoice
    in_kind: Due
    control: dict[str, Any]
    """A plan with a sample, a case that waits, one inspected, and what followed its finding, by name."""
    budget: dict[str, Any]
    """A limit, its papers and a place on the waiting list, by name."""
    closing: dict[str, Any]
    """A closing with a list, a payment and an exception, by name."""
    banking: dict[str, Any]
    """A list on its way, its file, and what came back of it, by name."""


def make_applications(family: Family) -> dict[str, Any]:
    """A draft with something typed, and a registered application."""
    head = Membership.objects.get(family=family, role="head").person
    paper = start_draft(family, head, ["half_yearly_aid", "meter_refund"], channel="paper", acting_user=None)
    typed = {f"person.{head.pk}.alimony": "45 000", "claim.1.kind": "water_or_gas_meter", "claim.1.cost": "9445"}
    save_draft(paper, typed, acting_user=None)
    told = start_draft(family, head, ["targeted_assistance_unconditional"], channel="office", acting_user=None)
    save_draft(told, {f"person.{head.pk}.long_illness": "?"}, acting_user=None)
    done = register_application(told, acting_user=None)
    return {"paper": paper, "registered": done, "asked": done.cases.get()}


def _money_and_control(drafted: Decision, officer: User) -> dict[str, Any]:
    """Limits, payments, what the bank said, social audit."""
    return {
        "budget": make_budget(drafted),
        "closing": make_closing(),
        "banking": make_banking(),
        "control": make_control(officer),
    }


def make_world() -> World:
    """Everything that the pages with an argument need."""
    with entered(whole_city()):
        family = make_full_family()
        alone = make_person(surname_kk="Бейсенов", given_name_kk="Тимур", sex="male")
        head = Membership.objects.get(family=family, role="head").person
        closed = make_person(ALATAU, iin=CLOSED_IIN, birth_on=date(1985, 3, 9), sex="male")
        make_family(closed, territory=ALATAU)
        rows: dict[str, Any] = {
            "vehicle": Vehicle.objects.get(person=head),
            "address": PersonAddress.objects.get(person=head),
            "consent": Consent.objects.get(person=head),
            "answer": question(family, "incomes"),
            "pair": make_pair(),
            "message": queue_message("decision_made", head, {"number": "T-2026-1"}, key="world", channel="sms"),
            "check": make_discrepancy(),
        }
        rows |= make_applications(family)
        doubtful = make_pair()
        make_veterans()
        rows["merge"] = request_merge(
            doubtful.second, doubtful.first, reason="Бір адамның екі жазбасы", acting_user=make_user()
        )
    colleague, author = make_user(Role.SPECIALIST, ALMALY), editor()
    with entered(viewer_for(colleague, today(), purpose="test")):
        opening = open_break_glass(
            iin=CLOSED_IIN, reason="Хозяйка заболела, нужен срочный выезд", acting_user=colleague
        )
    officer, proposal = make_user(Role.SPECIALIST, ALMALY), proposed(author)
    viewer = viewer_for(officer, today(), purpose="test")
    with entered(viewer):
        brought = bring_people(
            FILE.encode(),
            "a.csv",
            territory=ALMALY,
            known="skip",
            reason="Үй кітабы",
            viewer=viewer,
            acting_user=officer,
        )
    rows |= make_lists(officer) | make_provider() | make_commissions(officer) | make_cases(officer)
    rows |= make_entitlements() | make_decisions(officer)
    rows |= make_contracts() | make_appeals(officer) | make_recovery()
    rows |= _money_and_control(rows["drafted"], officer)
    with entered(viewer_for(author, today(), purpose="test")):
        draft = draft_value(local_value(), acting_user=author)
    return World(
        officer=officer,
        brought=brought,
        family=family,
        head=head,
        alone=alone,
        colleague=colleague,
        post=Post.objects.get(user=colleague),
        draft=draft,
        proposal=proposal,
        opening=opening,
        **rows,
    )


def make_entitlements() -> dict[str, Any]:
    """What somebody received who died."""
    entitlement = granted()
    return {"entitlement": entitlement, "consequence": died(entitlement), **make_runs(granted())}


def make_runs(entitlement: Entitlement) -> dict[str, Any]:
    """A run that is done, with what it lists, one on its way, and an offer."""
    told: dict[str, Any] = {"territories": [entitlement.territory], "on": "2026-11-22"}
    done: dict[str, Any] = {
        "state": "done",
        "finished_at": "2026-11-22T01:00Z",
        "rulebook_digest": "0" * 64,
        "percent": 100,
    }
    with entered(whole_city()):
        run = Recalculation.objects.create(kind="standing", looked_at=1240, listed=2, **told, **done)
        running = Recalculation.objects.create(kind="standing", state="running", percent=40, **told)
        looked = Recalculation.objects.create(kind="offers", looked_at=2301, listed=1, **told, **done)
        reasons = [{"code": "not_in_category", "act": "almaty_maslikhat_347_2015", "article": "5"}]
        of = {"entitlement": entitlement, "territory": entitlement.territory, "programme": entitlement.programme}
        row = {"run": run, "before": 28113, "unit": "tenge", "from_on": "2026-12-01", **of}
        lost = {"does": "end", "outcome": "refused", "change_tenge": -28113, "size": 28113, "weight": 28113}
        difference = Difference.objects.create(reasons=reasons, **row, **lost)
        other = granted()
        more = {
            "does": "change",
            "outcome": "granted",
            "after": 30275,
            "change_tenge": 2162,
            "size": 2162,
            "weight": 10**15,
        }
        Difference.objects.create(**{**row, **more, "entitlement": other, "is_unusual": True})
        audit = AuditItem.objects.create(run=run, tenge=28113, reasons=reasons, found_on="2026-11-22", **of)
        offer = Offer.objects.create(
            family=make_family(make_person()),
            territory=entitlement.territory,
            programme="half_yearly_aid",
            period_from="2026-07-01",
            period_to="2026-12-31",
            amount=30275,
            unit="tenge",
            run=looked,
            since="2026-11-22",
        )
    return {"run": run, "running": running, "difference": difference, "audit": audit, "offer": offer}


def make_cases(officer: User) -> dict[str, Case]:
    """A case in the officer's hands with everything its page can show, and one that was granted."""
    case = full_case()
    with entered(whole_city()):
        assign_case(case, officer, acting_user=officer)
        granted = make_case(CaseState.TO_SIGN)
        make_entitlement(sign(make_decision(granted)))
        granted = move_case(granted, CaseState.GRANTED, turn=Turn.NOBODY, acting_user=None)
    return {"case": case, "granted": granted}


def make_contracts() -> dict[str, SocialContract]:
    """A contract in force, a broken one and a draft."""
    with entered(whole_city()):
        homes = [make_home() for _each in range(3)]
        social, broken = conclude(homes[0]), conclude(homes[1])
        told: dict[str, Any] = {
            "finding": "Курсқа себепсіз келмеді",
            "at_fault": True,
            "acting_user": homes[1].consultant,
        }
        establish_breach(broken, homes[1].mother, happened_on=date(2026, 10, 20), **told)
        return {"social": social, "broken": broken, "unsigned": draft_contract_of(homes[2])}


def make_appeals(officer: User) -> dict[str, Any]:
    """An appeal that waits, and a complaint that was sent to the officer."""
    with entered(whole_city()):
        decision = refused_case()
        appeal = receive_appeal(
            decision, decision.case.applicant, claim="Бір айдың табысы екі рет саналған.", acting_user=officer
        )
        ombudsman = make_user(Role.OMBUDSMAN, ALMALY)
        complaint = receive_complaint(
            ALMALY, ComplaintSubject.DELAY, "Бір айдан бері жауап жоқ.", acting_user=ombudsman
        )
        route_complaint(complaint, officer, acting_user=ombudsman)
        return {"appeal": appeal, "complaint": complaint}


def local_value() -> dict[str, Any]:
    """A second value, still a draft."""
    return fields(amount="9", starts_on=date(2026, 9, 1), act_number="101")


def make_discrepancy() -> FactCheck:
    """A member of a family tells of more children than the register of civil acts."""
    mother = make_person(surname_kk="Нұрланова", birth_on=date(1980, 4, 12))
    shared: dict[str, Any] = {"person": mother, "fact": "children_raised"}
    Circumstance.objects.create(value=6, territory=ALMALY, source="civil_acts", valid=("2026-01-01", None), **shared)
    case = make_case(CaseState.CHECKING, family=make_family(mother), programme="altyn_alqa_nomination")
    DeclaredFact.objects.create(application=case.application, entity="person", value=7, **shared)
    refresh_checks(case, acting_user=None)
    return FactCheck.objects.get(case=case, fact="children_raised")


def make_veterans() -> None:
    """Those whom the lists name: three by number, and two of one name and birthday."""
    names = ("Оразбаев", "Жүнісов", "Тілеуов")
    for iin, surname in zip(VETERAN_IINS, names, strict=True):
        make_person(iin=iin, birth_on=BORN_ON, surname_kk=surname, given_name_kk="Серік", sex="male")
    for _each in range(2):
        make_person(surname_kk="Қасымов", given_name_kk="Ерлан", birth_on="1950-05-05", sex="male")


def make_lists(officer: User) -> dict[str, Any]:
    """A list that holds, and the next one, which still waits for an answer."""
    viewer = viewer_for(officer, today(), purpose="test")
    told: dict[str, Any] = {"schema": "veterans", "territory": ALMALY, "viewer": viewer, "acting_user": officer}
    with entered(viewer):
        applied = read_list(LIST_BEFORE.encode(), "a.csv", period_on=date(2026, 1, 1), **told)
        apply_list(applied, acting_user=officer)
        current = read_list(LIST_NOW.encode(), "b.csv", period_on=date(2026, 2, 1), **told)
        return {"applied": applied, "current": current, "doubtful": current.rows.get(match="unsure")}


def make_commissions(officer: User) -> dict[str, Any]:
    """A family to be visited, a visit, one with its act; a session with an item, and one that was held."""
    members, chair = make_commission(), make_user(Role.HEAD, ALMALY)
    with entered(whole_city()):
        waiting = application_of(make_case(CaseState.CHECKING, programme="targeted_assistance_unconditional"))
        visit, visited = make_visit(members), make_visit(members)
        applicant = visited.application.applicant
        ApplicationMember.objects.create(application=visited.application, person=applicant, role="head")
        register_at(applicant, *HERE)
    about_members = {"members": {str(applicant.pk): {"seen": True, "employment": "none", "income_told": 60_000}}}
    place = {"latitude": HERE[0] + 0.01, "longitude": HERE[1], "accuracy_m": 12.0}
    record(visited, members[0], act=ACT | about_members, **place)
    with entered(viewer_of(members[0])):
        vote_on_visit(visited, Vote.NOT_IN_NEED, reason="Аулада екі көлік тұр", acting_user=members[0])
    sessions = [make_session(officer, chair) for _each in range(2)]
    with entered(viewer_of(chair)):
        propose_sum(sessions[0][1], 600_000, "Үйдің шатыры өртенген", acting_user=chair)
        defer_item(sessions[1][1], "Өрт туралы анықтама жоқ", acting_user=chair)
        held = close_session(sessions[1][0], acting_user=chair)
    return {
        "to_visit": waiting,
        "visit": visit,
        "visited": visited,
        "session": sessions[0][0],
        "item": sessions[0][1],
        "held": held,
    }


def make_session(officer: User, chair: User) -> tuple[Session, SessionItem]:
    """A session of three with one case, all present, and a case that could be added."""
    with entered(whole_city()):
        cases = [make_case(CaseState.READY, programme="fire_disaster_aid") for _each in range(2)]
        for case in cases:
            make_evaluation(case, answer={"kind": "ceiling"}, amount=865_000)
        sitters = [officer, make_user()]
        session = call_session(ALMALY, today(), sitters, chair, acting_user=officer)
        item = put_on_agenda(session, cases[0], acting_user=officer)
    with entered(viewer_of(chair)):
        mark_present(session, [user.pk for user in (chair, *sitters)], acting_user=chair)
    return session, item


def make_provider() -> dict[str, Any]:
    """An organisation with a row of every kind; the contract is not signed yet."""
    user = make_user(Role.FINANCE, ALMALY)
    told: dict[str, Any] = {"since": date(2026, 1, 1), "until": None, "acting_user": user}
    with entered(viewer_for(user, today(), purpose="test")):
        made = make_organisation(
            user=user, name_ru="Центр «Забота»", address="Абай даңғылы, 12", phone="87010000001", iban=IBAN
        )
        services = {"services": ["home_care", "group_transport"], "sum_tenge": 12_500_000}
        return {
            "organisation": made,
            "licence": provider_rows.add_licence(
                made, number="KZ77LAA0001", activity="Үйде күтім көрсету", issuer="Қалалық басқарма", **told
            ),
            "contract": provider_rows.add_contract(
                made, number="12/2026", dated_on=date(2026, 1, 1), **services, **told
            ),
            "price": provider_rows.add_price(made, service="home_care", unit="days", price_tenge=5_150, **told),
        }
