"""Whoever is known only through a confidential programme: nowhere to be seen without it, seen by all once met otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.department.database import owner_connection
from tests.department.factories import ALMALY, make_family, make_person, make_user, whole_city
from tests.department.road import ROAD, make_decision, sign
from tirek.department.accounts.enums import Confidential
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.actions.drafts import start_draft
from tirek.department.applications.actions.registration import register_application
from tirek.department.applications.actions.steps import move_case
from tirek.department.applications.enums import Turn
from tirek.department.applications.models import Case
from tirek.department.applications.roads import roads
from tirek.department.core.calendar.today import today
from tirek.department.core.identifiers.iin import synthetic_iin
from tirek.department.core.refusals import Refused
from tirek.department.flows.granting import carry_out
from tirek.department.journal.history import note_batch
from tirek.department.messages.actions import queue_message
from tirek.department.registry.actions import rows
from tirek.department.registry.actions.families import form_family, join_family
from tirek.department.registry.actions.known_otherwise import note_met_otherwise
from tirek.department.registry.actions.merges import request_merge, undo_merge
from tirek.department.registry.actions.people import PersonDraft, correct_person, register_person
from tirek.department.registry.break_glass import OpeningRefused, open_break_glass
from tirek.department.registry.facts.exporting import export_population
from tirek.department.registry.models import Family, LifeEvent, Membership, Person, Status
from tirek.department.registry.queries import districts_of_hidden_members
from tirek.department.registry.search import search_people

pytestmark = pytest.mark.django_db
ALATAU = "751210000"
EVERYTHING = frozenset(Confidential.values)
DAY = date(2026, 11, 2)
IIN = synthetic_iin(date(1990, 5, 17), "female", 77) or ""
TOLD: dict[str, Any] = {"source": "document", "acting_user": None}


def viewer(*kinds: str, districts: tuple[str, ...] = (ALMALY,)) -> Viewer:
    return Viewer(user_id=None, territories=districts, confidential=frozenset(kinds), purpose="test")


def give(person: Person, kind: str) -> Status:
    return rows.record_status(person, kind=kind, since=DAY, until=None, **TOLD)


@pytest.fixture
def hidden() -> Person:
    """With a family, a child and all that a case brings."""
    with entered(whole_city(EVERYTHING)):
        person = make_person(surname_kk="Жасырынова", iin=IIN, phone="+77010000077")
        child = make_person(surname_kk="Жасырынова", given_name_kk="Кішкентай")
        give(person, "hiv_registered")
        family = form_family(person, since=DAY, source="declared", acting_user=None)
        join_family(family, child, role="child", since=DAY, source="declared", acting_user=None)
        rows.record_income(person, kind="wage", month=DAY, amount_tenge=1, **TOLD)
        rows.record_circumstance(person, fact="study", value="college", since=DAY, until=None, **TOLD)
        rows.give_consent(person, purpose="registers", form="paper", given_on=DAY, until=None, acting_user=None)
        person.refresh_from_db()
        correct_person(person, {"patronymic_kk": "Сынаққызы"}, acting_user=make_user(), reason="құжат бойынша")
        LifeEvent.objects.create(family=family, territory=ALMALY, kind="move", happened_on=DAY)
        LifeEvent.objects.create(person=child, territory=ALMALY, kind="birth", happened_on=DAY)
    return person


def is_seen(person: Person, who: Viewer | None = None) -> bool:
    with entered(who or viewer(), read_only=True):
        return Person.objects.filter(pk=person.pk).exists()


def counted(who: Viewer) -> dict[str, int]:
    """Rows of every table that names a person or a family, asked of the database itself."""
    with entered(who, read_only=True), connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'accounts\\_%' "
            "AND a.attname IN ('person_id', 'family_id', 'survivor_id', 'first_id') "
            "AND has_table_privilege(c.oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()] + ["registry_person", "registry_family"]
        found = {}
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count}


def test_raw_sql_of_the_app_finds_nothing_in_any_table(hidden: Person) -> None:
    assert counted(viewer("hiv")).keys() >= {
        *("registry_person", "registry_family", "registry_membership", "registry_status", "registry_income"),
        *(
            "registry_circumstance",
            "registry_consent",
            "registry_lifeevent",
            "journal_fieldchange",
            "journal_personkey",
        ),
    }
    assert counted(viewer()) == counted(viewer("tuberculosis", "violence")) == {}


def test_where_a_hidden_member_lives_is_told_only_to_the_programme(hidden: Person) -> None:
    with entered(whole_city(EVERYTHING)):
        family = Membership.objects.get(person=hidden).family_id
        away = make_person(ALATAU, known_otherwise=False)
        # Nobody joins from another district; a member may move away alone.
        told: dict[str, Any] = {"role": "child", "valid": (DAY, None)}
        Membership.objects.create(family_id=family, person=away, territory=ALATAU, **told)
    for who, told in ((viewer("hiv"), [ALATAU]), (viewer(), []), (viewer("hiv", districts=(ALATAU,)), [])):
        with entered(who):
            assert districts_of_hidden_members(family, DAY) == told


def test_every_table_of_persons_is_covered() -> None:
    """A new table of persons must choose: it follows the sight of the person, or is read through a row that does."""
    through = {"registry_staffperson", "lists_listrow"}  # a row of an open list makes its person known
    with owner_connection() as owner:
        followed = {
            table for (table,) in owner.execute("SELECT tablename FROM pg_policies WHERE policyname LIKE '%_followed'")
        }
    of_persons = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "column", "") in ("person_id", "family_id")
        and model._meta.app_label in ("registry", "journal", "files", "lists")
    }
    assert of_persons - followed <= through


def test_every_table_of_the_road_hides_what_belongs_to_a_programme() -> None:
    """A row is confidential itself, or read through one that is, or follows its person: a plain case makes its persons known."""
    road = {"applications", "verification", "evaluations", "decisions", "contracts", "entitlements", "appeals", "flows"}
    with owner_connection() as owner:
        policies = owner.execute("SELECT tablename, policyname, qual FROM pg_policies").fetchall()
    followed = {table for table, name, _said in policies if name.endswith("_followed")}
    kept = {
        table
        for table, name, said in policies
        if name == f"{table}_seen" and ("tirek.confidential" in said or "parent.id" in said)
    }
    of_persons = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if model._meta.app_label in (road | {"department_messages"})
        and field.is_relation is not False
        and getattr(getattr(field, "related_model", None), "__name__", "") in ("Person", "Family")
        and getattr(field, "column", None)
    } | {"department_messages_message"}
    assert of_persons >= {"applications_case", "decisions_decision", "entitlements_entitlement", "appeals_appeal"}
    assert of_persons - followed - kept == {"contracts_socialcontract"}
    assert not [road for road in roads().of.values() if road.social_contract and road.confidential]


def test_a_case_of_the_programme_opens_nothing_and_is_seen_with_it_alone(hidden: Person) -> None:
    with entered(whole_city(EVERYTHING)):
        asked_for(hidden, "hiv_children_aid")
        case = Case.objects.get()
        for state in ROAD[1:]:
            case = move_case(case, state, turn=Turn.SPECIALIST, acting_user=None)
        decision = sign(make_decision(case))
        carry_out(decision, acting_user=decision.signer)
        queue_message("decision_made", case.applicant, {"number": "D-1"}, key="k", confidential="hiv")
    assert counted(viewer("hiv")).keys() >= {"applications_case", "decisions_decision", "department_messages_message"}
    assert counted(viewer()) == {}


def test_no_door_of_the_database_gives_the_person_away(hidden: Person) -> None:
    family = None
    with entered(viewer("hiv")):
        family = Family.objects.get().pk
    asked = {
        "SELECT * FROM registry_known(%s)": [IIN],
        "SELECT * FROM registry_place_of(NULL, %s, '')": [IIN],
        "SELECT * FROM registry_place_of(NULL, %s, 'violence')": [IIN],
        "SELECT 1 WHERE registry_may_know(%s)": [hidden.pk],
        "SELECT 1 WHERE registry_may_know_family(%s)": [family],
        """SELECT * FROM registry_search('{"words": [{"keys": ["jasirinofa"], "fathers": []}]}', 50) WHERE %s""": [
            True
        ],
    }
    for statement, parameters in asked.items():
        with entered(viewer(districts=(ALATAU, ALMALY))), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            assert cursor.fetchall() == [], statement


@pytest.mark.parametrize("text", ["Жасырынова", IIN, "+77010000077"])
def test_no_search_finds_the_person_in_the_district_or_out_of_it(hidden: Person, text: str) -> None:
    for who, ids in ((viewer(), []), (viewer("violence"), []), (viewer("hiv"), [hidden.pk])):
        with entered(who, read_only=True):
            answer = search_people(text, record=lambda line: None)
        assert hidden.pk in [hit.person.pk for hit in answer.hits] if ids else not answer.hits
        assert answer.elsewhere is None
    with entered(viewer(districts=(ALATAU,)), read_only=True):
        assert search_people(IIN, record=lambda line: None).elsewhere is None
    with entered(viewer("hiv", districts=(ALATAU,)), read_only=True):
        assert search_people(IIN, record=lambda line: None).elsewhere is not None


def test_the_export_leaves_them_out_whoever_exports(hidden: Person, transactional_db: None, tmp_path: Path) -> None:
    with entered(whole_city()):
        make_family(make_person())
    for place, who in enumerate((whole_city(), whole_city(EVERYTHING))):
        manifest = export_population(who, tmp_path / str(place), today())
        assert (manifest.families, manifest.people) == (1, 1)


def test_an_emergency_opens_whom_a_programme_knows_only_with_the_programme(hidden: Person) -> None:
    officer = make_user(territory=ALATAU)
    reason = "адам өміріне қауіп төніп тұр"
    with entered(viewer_for(officer, today(), purpose="test")):
        for programme in ("", "violence"):
            with pytest.raises(OpeningRefused, match="not_found"):
                open_break_glass(iin=IIN, reason=reason, confidential=programme, acting_user=officer)
        assert open_break_glass(iin=IIN, reason=reason, confidential="hiv", acting_user=officer).person_id == hidden.pk


def other_status(person: Person) -> None:
    give(person, "pensioner")


def open_list(person: Person) -> None:
    rows.record_circumstance(
        person, fact="provides_care", value=True, since=DAY, until=None, source="list", acting_user=None
    )


def family_known(person: Person) -> None:
    known = make_person()
    give(known, "kandas")
    family = Family.objects.get(memberships__person=person)
    join_family(family, known, role="parent", since=DAY, source="declared", acting_user=None)


def asked_for(person: Person, programme: str) -> None:
    family = Family.objects.get(memberships__person=person)
    head = family.memberships.get(role="head").person
    told: dict[str, Any] = {"channel": "office", "acting_user": None}
    register_application(start_draft(family, head, [programme], **told), acting_user=None)


def plain_application(person: Person) -> None:
    asked_for(person, "half_yearly_aid")


@pytest.mark.parametrize("lift", [other_status, open_list, family_known, plain_application])
def test_who_becomes_known_otherwise_is_a_person_like_any_other(hidden: Person, lift: Callable[[Person], None]) -> None:
    with entered(whole_city(EVERYTHING)):
        lift(hidden)
    assert is_seen(hidden)
    seen = counted(viewer())
    assert seen["registry_family"] == 1
    assert seen["registry_person"] == seen["registry_membership"] >= 2
    with entered(viewer()):
        assert not Status.objects.exclude(confidential="").exists(), "the programme itself stays hidden"


def test_what_the_course_of_the_programme_brings_opens_nothing(hidden: Person) -> None:
    with entered(whole_city(EVERYTHING)):
        give(hidden, "tuberculosis_outpatient")
        rows.record_row(rows.Disability, hidden, group="group_1", cause="general_illness", valid=(DAY, None), **TOLD)
        second = make_person()
        join_family(
            Family.objects.get(memberships__person=hidden),
            second,
            role="spouse",
            since=DAY,
            source="declared",
            acting_user=None,
        )
    assert not is_seen(hidden)
    assert not is_seen(second)
    for kind in ("hiv", "tuberculosis"):
        assert is_seen(hidden, viewer(kind)), "one of the programmes is enough"
        assert is_seen(second, viewer(kind))


def test_who_was_known_before_stays_known() -> None:
    with entered(whole_city(EVERYTHING)):
        earning = make_person()
        rows.record_income(earning, kind="wage", month=DAY, amount_tenge=1, **TOLD)
        give(earning, "hiv_registered")
        member = make_family(make_person(), earner := make_person())
        give(earner, "pensioner")
        head = member.memberships.get(role="head").person
        give(head, "violence_victim")
    assert is_seen(earning)
    assert is_seen(head)


def test_who_was_registered_by_somebody_without_the_programme_stays_known() -> None:
    user = make_user()
    plain = viewer_for(user, today(), purpose="test")
    with entered(plain):
        mine = make_person()
    with entered(replace(plain, confidential=frozenset({"hiv"}))):
        theirs = make_person()
        give(mine, "hiv_registered")
        give(theirs, "hiv_registered")
    assert is_seen(mine)
    assert not is_seen(theirs)


def test_a_merge_counts_both_records_and_undoing_it_takes_the_mark_back(hidden: Person) -> None:
    user = make_user()
    with entered(whole_city(EVERYTHING)):
        known = make_person()
        rows.record_row(rows.Status, known, kind="kandas", valid=(DAY, None), **TOLD)
        merge = request_merge(known, hidden, reason="one person", acting_user=user)
        assert merge.needs_second
        undo_merge(merge, reason="withdrawn", acting_user=user)
        bare = make_person()
        merge = request_merge(bare, hidden, reason="one person", acting_user=user)
    assert not is_seen(bare)
    with entered(whole_city(EVERYTHING)):
        undo_merge(merge, reason="two people", acting_user=user)
    assert is_seen(bare)
    assert not is_seen(hidden)


def test_a_merge_needs_a_second_officer_for_statuses_that_the_first_does_not_see() -> None:
    user = make_user()
    with entered(whole_city(EVERYTHING)):
        one, other, bare = make_person(), make_person(), make_person()
        for person in (one, other):
            rows.record_income(person, kind="wage", month=DAY, amount_tenge=1, **TOLD)
        give(one, "tuberculosis_outpatient")
        give(other, "pensioner")
    with entered(viewer()):
        assert not Status.objects.filter(person=one).exists()
        assert request_merge(one, other, reason="one person", acting_user=user).needs_second
        assert not request_merge(bare, other, reason="one person", acting_user=user).needs_second


@pytest.fixture
def officer() -> Iterator[User]:
    user = make_user()
    with entered(viewer_for(user, today(), purpose="test")):
        yield user


def test_a_desk_that_meets_the_number_finds_the_person(hidden: Person, officer: User) -> None:
    draft = PersonDraft(territory=ALMALY, sex="female", iin=IIN, surname_kk="Жасырынова")
    assert not Person.objects.filter(iin=IIN).exists()
    with pytest.raises(Refused, match="iin_taken"):
        register_person(draft, acting_user=officer)
    assert Person.objects.filter(iin=IIN).exists()
    assert not Status.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_note WHERE txid = pg_current_xact_id()::text::bigint")
        assert cursor.fetchone()[0] >= 1


def test_a_file_or_an_open_list_that_has_them_makes_them_known(hidden: Person, officer: User) -> None:
    assert note_met_otherwise([IIN], acting_user=officer) == 1
    assert note_met_otherwise([IIN], acting_user=officer, persons=[hidden.pk]) == 0, "once and for good"
    assert Person.objects.filter(pk=hidden.pk).exists()


def test_a_list_of_another_district_makes_nobody_known(hidden: Person) -> None:
    with entered(viewer(districts=(ALATAU,))):
        assert note_met_otherwise([IIN], acting_user=None, persons=[hidden.pk]) == 0


def test_a_desk_of_the_programme_lifts_nothing(hidden: Person) -> None:
    with entered(viewer("hiv", districts=(ALATAU,))), pytest.raises(Refused, match="iin_taken"):
        register_person(PersonDraft(territory=ALATAU, sex="female", iin=IIN, surname_kk="Жасырынова"), acting_user=None)
    assert not is_seen(hidden)


def test_the_app_cannot_write_the_mark(hidden: Person) -> None:
    for statement in (
        "UPDATE registry_person SET confidential = ''",
        "UPDATE registry_person SET known_otherwise = true",
        "UPDATE registry_family SET confidential = ''",
    ):
        with entered(viewer("hiv")), pytest.raises(IntegrityError, match="works out"), transaction.atomic():
            connection.cursor().execute(statement)
    for function in ("registry_mark_person(1)", "registry_mark_everybody()", "registry_is_withheld(1)"):
        with entered(viewer("hiv")), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"SELECT {function}")


def test_nobody_records_a_programme_that_is_closed_to_them() -> None:
    with entered(viewer()):
        person = make_person()
        for record in (
            lambda: give(person, "hiv_registered"),
            lambda: rows.record_circumstance(
                person, fact="life_situation", value="violence", since=DAY, until=None, **TOLD
            ),
        ):
            with pytest.raises(Refused, match="programme_closed"):
                record()


@pytest.mark.django_db(transaction=True)
def test_marking_everybody_anew_changes_nothing() -> None:
    with entered(whole_city(EVERYTHING)):
        for kinds in (["hiv_registered"], ["hiv_registered", "pensioner"], ["kandas"], ["violence_victim"]):
            person = make_person()
            for kind in kinds:
                give(person, kind)
        note_batch("registry_person", rows=1, acting_user=None, reason="test")
        before = dict(Person.objects.values_list("pk", "confidential"))
    assert sorted(before.values()) == ["", "", "hiv", "violence"]
    with owner_connection() as owner:
        owner.execute("ALTER TABLE registry_person DISABLE TRIGGER USER")
        owner.execute("UPDATE registry_person SET confidential = CASE confidential WHEN '' THEN 'hiv' ELSE '' END")
        owner.execute("ALTER TABLE registry_person ENABLE TRIGGER USER")
        assert owner.execute("SELECT registry_mark_everybody()").fetchone() == (2,)
    with entered(whole_city(EVERYTHING)):
        assert dict(Person.objects.values_list("pk", "confidential")) == before
