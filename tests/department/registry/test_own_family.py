"""Nobody handles the case of the own family or address: raw SQL cannot see it, even with the right territory."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.department.factories import make_family, make_person, make_user, whole_city
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.registry.models import (
    Address,
    Family,
    Income,
    LifeEvent,
    Membership,
    Person,
    PersonAddress,
    StaffPerson,
)
from tirek.department.registry.own_family import (
    IsOwnFamily,
    OwnFamily,
    StaffLinkRefused,
    link_staff_person,
    own_family_for,
    refuse_own_family,
)

pytestmark = pytest.mark.django_db
ALMALY = "751110000"
SINCE_2020 = ("2020-01-01", None)


def viewer_of(user: User) -> Viewer:
    return Viewer(user_id=user.pk, territories=(ALMALY,), abilities=frozenset({"view_person"}), purpose="test")


def lives_at(person: Person, address: Address, kind: str = "actual", valid: object = SINCE_2020) -> None:
    PersonAddress.objects.create(person=person, territory=person.territory, address=address, kind=kind, valid=valid)


def make_address(house: str) -> Address:
    return Address.objects.create(territory=ALMALY, street="Абай даңғылы", house=house, flat="1")


class Household:
    """An officer with a family of three at an address, and a stranger's family of two elsewhere."""

    def __init__(self) -> None:
        self.officer = make_user()
        with entered(whole_city()):
            self.me, self.wife, self.child = (make_person() for _ in range(3))
            self.family = make_family(self.me, self.wife, self.child)
            self.strangers = [make_person(), make_person()]
            self.other_family = make_family(*self.strangers)
            self.home = make_address("1")
            lives_at(self.me, self.home)
            StaffPerson.objects.create(user=self.officer, person=self.me)
        self.viewer = viewer_of(self.officer)


@pytest.fixture
def household() -> Household:
    return Household()


def ids(table: str, column: str = "id") -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {number for (number,) in cursor.fetchall()}


def test_raw_sql_does_not_see_the_own_family(household: Household) -> None:
    with entered(household.viewer):
        assert ids("registry_person") == {person.pk for person in household.strangers}
        assert ids("registry_family") == {household.other_family.pk}
        assert ids("registry_membership", "family_id") == {household.other_family.pk}
        assert ids("registry_personaddress", "person_id") == set()
    with entered(viewer_of(make_user())):
        assert len(ids("registry_person")) == 5
        assert len(ids("registry_family")) == 2


def test_rows_about_the_own_family_are_hidden_in_every_table_of_persons() -> None:
    """A table that somebody adds must hide them too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid "
            "WHERE c.relkind = 'r' AND c.relname LIKE 'registry\\_%' AND a.attname IN ('person_id', 'family_id') "
            "AND has_table_privilege('tirek_app', c.oid, 'SELECT') AND NOT EXISTS (SELECT FROM pg_policy AS p "
            "WHERE p.polrelid = c.oid AND NOT p.polpermissive AND p.polname LIKE '%\\_not\\_own')"
        )
        # Which person a member of the staff is: seen by whoever sees the person. Rows of a running import: ids only, seen by
        # who brought the file, and gone when it ends.
        assert {name for (name,) in cursor.fetchall()} == {"registry_staffperson", "registry_importedrow"}


def test_nothing_is_written_about_the_own_family(household: Household) -> None:
    child, family = household.child, household.family
    writes = (
        lambda: Income.objects.create(
            person_id=child.pk, territory=ALMALY, kind="wage", month="2026-09-01", amount_tenge=1
        ),
        lambda: Membership.objects.create(
            family_id=family.pk,
            person=household.strangers[0],
            territory=ALMALY,
            role="other",
            valid=("2019-01-01", "2019-02-01"),
        ),
        lambda: LifeEvent.objects.create(family_id=family.pk, territory=ALMALY, kind="moved", happened_on="2026-09-01"),
    )
    with entered(household.viewer):
        for write in writes:
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                write()
        assert Person.objects.filter(pk=child.pk).update(phone="+77010000000") == 0
        assert Family.objects.filter(pk=family.pk).update(version=9) == 0


def test_a_merged_record_of_the_own_family_is_own(household: Household) -> None:
    officer = make_user()
    with entered(whole_city()):
        me, child = make_person(), make_person()
        alias, twin, twin_of_child = (make_person(merged_into=person) for person in (me, me, child))
        make_family(me, child)
        StaffPerson.objects.create(user=officer, person=alias)
    own = {person.pk for person in (me, child, alias, twin, twin_of_child)}
    assert own_family_for(viewer_of(officer)).persons == own


@pytest.mark.parametrize("kind", ["actual", "registered"])
def test_who_lives_at_the_own_address_is_own_and_so_is_the_family(household: Household, kind: str) -> None:
    with entered(whole_city()):
        lives_at(household.strangers[0], household.home, kind)
    with entered(household.viewer):
        assert ids("registry_person") == set()
        assert ids("registry_family") == set()


def test_a_family_recorded_at_the_own_address_is_own(household: Household) -> None:
    with entered(whole_city()):
        family = Family.objects.create(territory=ALMALY, address=household.home)
    assert family.pk in own_family_for(household.viewer).families


def test_who_left_the_address_or_the_family_is_no_longer_own(household: Household) -> None:
    with entered(whole_city()):
        lives_at(household.strangers[0], household.home, valid=("2020-01-01", "2021-01-01"))
        former = make_person()
        Membership.objects.create(
            family=household.family, person=former, territory=ALMALY, role="other", valid=("2020-01-01", "2021-01-01")
        )
    own = own_family_for(household.viewer)
    assert household.strangers[0].pk not in own.persons
    assert former.pk not in own.persons
    assert own.addresses == {household.home.pk}


def test_a_viewer_whose_own_family_was_not_told_sees_nobody(household: Household) -> None:
    with entered(household.viewer), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tirek.own_persons', '', true), set_config('tirek.own_families', '', true)")
        assert ids("registry_person") == set()
        assert ids("registry_family") == set()


def test_the_house_itself_sees_everybody(household: Household) -> None:
    with entered(whole_city()):
        assert len(ids("registry_person")) == 5
    assert own_family_for(whole_city()) == OwnFamily()


def test_the_page_can_say_that_it_is_the_own_family(household: Household) -> None:
    with entered(household.viewer):
        for own in (
            {"person_id": household.child.pk},
            {"family_id": household.family.pk},
            {"address_id": household.home.pk},
        ):
            with pytest.raises(IsOwnFamily):
                refuse_own_family(household.viewer, **own)
        refuse_own_family(household.viewer, person_id=household.strangers[0].pk, family_id=household.other_family.pk)


def test_entering_is_one_query_and_so_is_the_question(household: Household) -> None:
    with CaptureQueriesContext(connection) as queries, entered(household.viewer):
        pass
    told = [query for query in queries.captured_queries if "set_config" in query["sql"]]
    assert len(told) == 2  # on entering, and the rights of the test's transaction around it again
    with CaptureQueriesContext(connection) as queries:
        own_family_for(household.viewer)
    assert len(queries) == 1


def test_the_lists_are_read_once_a_query_not_once_a_row(household: Household) -> None:
    with entered(household.viewer), connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT * FROM registry_person")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "SubPlan" not in plan  # a plan of its own for each row
    lists = [line for line in plan.splitlines() if line.strip().startswith("InitPlan")]
    assert len(lists) == 3  # the territories, the own persons, the programmes
    assert all("loops=1" in line or "never executed" in line for line in plan.splitlines() if "Result" in line)


def test_somebody_else_says_which_person_an_officer_is(household: Household) -> None:
    administrator, colleague = make_user(), make_user()
    with entered(whole_city()):
        make_person(iin="900101300017", merged_into=household.strangers[0])
        me = make_person(iin="900101300025")
        StaffPerson.objects.create(user=make_user(), person=me)
    elsewhere = Viewer(user_id=administrator.pk, territories=("751210000",), purpose="test")
    with entered(elsewhere):
        link_staff_person(colleague, iin="900101300017", acting_user=administrator)
        with pytest.raises(StaffLinkRefused, match="taken"):
            link_staff_person(make_user(), iin="900101300025", acting_user=administrator)
        with pytest.raises(StaffLinkRefused, match="unknown"):
            link_staff_person(make_user(), iin="900101300033", acting_user=administrator)
        with pytest.raises(StaffLinkRefused, match="by_oneself"):
            link_staff_person(administrator, iin="900101300017", acting_user=administrator)
    assert household.other_family.pk in own_family_for(viewer_of(colleague)).families
