"""The snapshot of everybody says of each family what the card says, and nothing that it should keep."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.department.factories import make_family, make_person, whole_city
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.registry.facts.columns import sources_of
from tirek.department.registry.facts.exporting import export_population
from tirek.department.registry.facts.reading import case_of_family
from tirek.department.registry.models import Circumstance, Disability, Dwelling, Income, Person, Status, Vehicle
from tirek.population.families import read_family
from tirek.population.snapshot.schema import FILES
from tirek.population.snapshot.validation import check_snapshot
from tirek.rulebook.engine.case import Case
from tirek.rulebook.engine.facts import RECEIVES

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 11, 22)
ALMALY, ALATAU = "751110000", "751210000"
ALWAYS = ("2020-01-01", None)
ASKED = dict.fromkeys(sources_of("person") + sources_of("family"), "2026-10-01")


def make_city() -> dict[int, list[int]]:
    """Three families that differ in everything the snapshot holds: family -> records of its members."""
    first = [make_person(checked=ASKED, birth_on=date(1961, 3, 9)), make_person(sex="male")]
    second = [make_person(ALATAU, checked=ASKED)]
    double = make_person(merged_into=first[0])
    rows = {"person": first[0], "territory": ALMALY}
    Income.objects.create(**rows, kind="wage", month="2026-08-01", amount_tenge=300_000, source="incomes")
    Income.objects.create(
        person=double, territory=ALMALY, kind="pension", month="2026-07-01", amount_tenge=9, source="pensions"
    )
    Disability.objects.create(**rows, group="group_1", cause="since_childhood", valid=ALWAYS)
    Status.objects.create(**rows, kind="war_veteran", valid=ALWAYS)
    Circumstance.objects.create(**rows, fact="heating_bill", value=4200, valid=ALWAYS)
    Dwelling.objects.create(**rows, kind="house", tenure="owned", area_m2_hundredths=9900, residence=True, valid=ALWAYS)
    Vehicle.objects.create(**rows, kind="car", valid=ALWAYS)
    with entered(whole_city(confidential=frozenset({"hiv"}))):
        Status.objects.create(**rows, kind="hiv_registered", confidential="hiv", valid=ALWAYS)
    third = [make_person(checked=ASKED), make_person(died_on=date(2026, 1, 1))]
    return {
        make_family(*members, territory=members[0].territory).pk: [m.pk for m in members] for members in (second, third)
    } | {make_family(*first).pk: [*(m.pk for m in first), double.pk]}


def shape(case: Case) -> tuple[object, ...]:
    """A case without the order of its members and without what a snapshot cannot tell apart."""
    family = {name: value for name, value in case.family.items() if not name.startswith(RECEIVES)}
    rows = {entity: sorted(str(sorted(row.items())) for row in found or ()) for entity, found in case.rows.items()}
    rows.pop("employer", None)
    return str(sorted(family.items())), str(sorted(rows.items()))


def test_the_snapshot_says_what_the_card_says(tmp_path: Path) -> None:
    with entered(whole_city()) as viewer:
        families = make_city()
        cases = [shape(case_of_family(family, records, ON)[0]) for family, records in families.items()]
    manifest = export_population(viewer, tmp_path / "out", ON)
    assert (manifest.families, manifest.people) == (3, 4)
    assert sorted(map(str, cases)) == sorted(str(shape(read_family(tmp_path / "out", place))) for place in range(3))


def test_the_snapshot_is_valid_and_holds_no_confidential_fact(tmp_path: Path) -> None:
    with entered(whole_city(confidential=frozenset({"hiv"}))) as viewer:
        make_city()
    export_population(viewer, tmp_path / "out", ON)
    assert not check_snapshot(tmp_path / "out").problems
    persons = pq.read_table(tmp_path / "out" / FILES["person"])
    for fact in ("hiv_registered", "tuberculosis_outpatient", "life_situation"):
        assert persons[fact].null_count == persons.num_rows


def test_only_the_families_of_the_viewer_leave(tmp_path: Path) -> None:
    with entered(whole_city()):
        make_city()
    viewer = Viewer(user_id=None, territories=(ALATAU,))
    assert export_population(viewer, tmp_path / "out", ON).families == 1
    assert export_population(Viewer(user_id=None), tmp_path / "none", ON).families == 0


def test_the_order_of_families_tells_nothing(tmp_path: Path) -> None:
    with entered(whole_city()) as viewer:
        for year in range(1950, 1990):
            make_family(make_person(birth_on=date(year, 1, 1)))
    orders = []
    for name in ("one", "two"):
        export_population(viewer, tmp_path / name, ON)
        orders.append(pq.read_table(tmp_path / name / FILES["person"])["birth_date"].to_pylist())
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) != orders[0]
    assert Person.objects.count() == 0, "outside of a viewer's block nothing is seen"
