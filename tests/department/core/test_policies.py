"""Raw SQL as the app's role cannot cross a district; a transaction without a viewer sees and writes nothing."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from tests.department.factories import make_person, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.journal.history import change_row
from tirek.department.registry.models import Income, Person, Status

ALMALY, ALATAU = "751110000", "751210000"
pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]


def of_district(*codes: str, confidential: frozenset[str] = frozenset()) -> Viewer:
    return Viewer(user_id=None, territories=codes, confidential=confidential, purpose="test")


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_tests_run_as_the_app_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("tirek_app", False)


def test_every_table_with_a_territory_is_under_a_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND a.attname = 'territory' AND NOT c.relrowsecurity"
        )
        assert {name for (name,) in cursor.fetchall()} == {"registry_address"}


def test_raw_sql_sees_only_the_districts_of_the_viewer() -> None:
    with entered(whole_city()):
        make_person(territory=ALMALY)
        make_person(territory=ALATAU)
    with entered(of_district(ALMALY)):
        assert count("registry_person") == 1
    with entered(of_district(ALMALY, ALATAU)):
        assert count("registry_person") == 2
    assert count("registry_person") == 0


def test_a_write_outside_the_district_is_refused() -> None:
    with (
        entered(of_district(ALMALY)),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        make_person(territory=ALATAU)


def test_an_update_cannot_push_a_row_out_of_sight() -> None:
    with entered(of_district(ALMALY)):
        person = make_person(territory=ALMALY)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(territory=ALATAU)


def test_nothing_is_deleted_by_the_app() -> None:
    with entered(of_district(ALMALY)):
        person = make_person(territory=ALMALY)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Person.objects.filter(pk=person.pk).delete()


def test_rows_of_a_person_move_with_the_person() -> None:
    with entered(whole_city()):
        person = make_person(territory=ALMALY)
        Income.objects.create(person=person, territory=ALMALY, kind="wage", month="2026-09-01", amount_tenge=1)
        change_row(person, {"territory": ALATAU}, person_id=person.pk, acting_user=None, reason="moved")
    with entered(of_district(ALATAU)):
        assert Income.objects.count() == 1
    with entered(of_district(ALMALY)):
        assert Income.objects.count() == 0


@transaction.atomic
def record_income_in(territory: str, person: Person) -> None:
    Income.objects.create(person=person, territory=territory, kind="wage", month="2026-09-01", amount_tenge=1)
    connection.check_constraints()


def test_a_row_cannot_claim_another_territory_than_its_person() -> None:
    with entered(whole_city()):
        person = make_person(territory=ALMALY)
        with pytest.raises(IntegrityError):
            record_income_in(ALATAU, person)


def test_a_confidential_status_is_seen_only_by_posts_that_name_it() -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        person = make_person(territory=ALMALY)
        Status.objects.create(
            person=person, territory=ALMALY, kind="hiv_registered", confidential="hiv", valid=("2026-01-01", None)
        )
    with entered(of_district(ALMALY)):
        assert Status.objects.count() == 0
    with entered(of_district(ALMALY, confidential=frozenset({"tuberculosis"}))):
        assert Status.objects.count() == 0
    with entered(of_district(ALMALY, confidential=frozenset({"hiv"}))):
        assert Status.objects.count() == 1


def test_a_read_only_block_refuses_writes_and_the_block_after_it_does_not() -> None:
    with entered(whole_city(), read_only=True), pytest.raises(Exception, match="read-only"), transaction.atomic():
        make_person(territory=ALMALY)
    with entered(whole_city()):
        make_person(territory=ALMALY)


def test_the_rights_of_the_block_around_hold_again_after_an_error() -> None:
    with entered(of_district(ALMALY)):
        with pytest.raises(RuntimeError), entered(whole_city()):
            raise RuntimeError
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            make_person(territory=ALATAU)
