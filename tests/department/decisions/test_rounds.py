"""Whatever waits: a round covers no marked proposal, and its sum is exact; the signer's list tells both apart."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.department.decisions.test_drafting import ready
from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tirek.department.accounts.enums import Role
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.core.calendar.today import today
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.content import total_tenge
from tirek.department.decisions.enums import Flag
from tirek.department.decisions.flags import ENOUGH, usual_of
from tirek.department.decisions.grounds import GroundFault, grounds_of, read_grounds, road_grounds
from tirek.department.decisions.models import Decision
from tirek.department.decisions.numbers import take_number
from tirek.department.decisions.periods import granted_period
from tirek.department.decisions.queries import decisions_of_case, list_overrides, signing_list

pytestmark = pytest.mark.django_db
FLAGS = [flag.value for flag in Flag]


@given(
    rows=st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 10**9)),
            st.sampled_from(["tenge", "tenge/month", "hours/day", ""]),
            st.lists(st.sampled_from(FLAGS), max_size=2, unique=True),
            st.lists(st.sampled_from(FLAGS), max_size=1),
        ),
        max_size=12,
    )
)
def test_what_one_signature_may_cover_is_unmarked_and_its_sum_is_that_of_its_money(
    rows: list[tuple[int | None, str, list[str], list[str]]],
) -> None:
    """Over rows that need no database: the list is built of them by the query's own sorting."""
    from tirek.department.decisions import queries

    made = [
        Mock(
            amount=amount, unit=unit, flags=flags, case=Mock(flags=marks), programme="p", kind="grant",
            proposed_at=place, pk=place, spec_set=("amount", "unit", "flags", "case", "programme", "kind", "proposed_at", "pk"),
        )
        for place, (amount, unit, flags, marks) in enumerate(rows)
    ]  # fmt: skip
    single, groups = queries.parted(made)
    plain = [row for group in groups for row in group.rows]
    assert all(not row.flags and not row.case.flags for row in plain)
    assert sorted(row.pk for row in (*single, *plain)) == list(range(len(rows)))
    money = [told for told in rows if not told[2] and not told[3] and told[1].startswith("tenge")]
    assert sum(group.total_tenge for group in groups) == sum(amount or 0 for amount, *_ in money) == total_tenge(plain)


def test_the_list_of_a_signer_holds_what_is_of_the_district_and_of_others() -> None:
    head, both = make_user(Role.HEAD), make_user(Role.SPECIALIST)
    with entered(whole_city(frozenset({"hiv"}))):
        mine = propose_decision(draft_decision(ready(), "grant", acting_user=both), acting_user=both)
        there = make_case(CaseState.READY, territory="751210000")
        make_evaluation(there)
        other = make_user(Role.SPECIALIST, "751210000")
        propose_decision(draft_decision(there, "grant", acting_user=other), acting_user=other)
        hidden = make_case(CaseState.READY, programme="hiv_children_aid", confidential="hiv")
        make_evaluation(hidden)
        propose_decision(draft_decision(hidden, "grant", acting_user=both), acting_user=both)
    with entered(viewer_for(head, today(), purpose="test")) as viewer:
        assert [row.pk for row in signing_list(viewer).single] == [mine.pk]
    with entered(viewer_for(both, today(), purpose="test")) as viewer:
        found = signing_list(viewer)
        assert (list(found.single), list(found.groups), found.own) == ([], [], 1)


def test_the_list_of_a_signer_ends_and_says_how_many_are_left() -> None:
    author = make_user(Role.SPECIALIST)
    with entered(whole_city()) as viewer:
        for _ in range(3):
            propose_decision(draft_decision(ready(), "grant", acting_user=author), acting_user=author)
        found = signing_list(viewer, limit=2)
        assert (len(found.single), found.left_over) == (2, 1)


def test_numbers_are_taken_one_after_another_by_district_and_year() -> None:
    with entered(whole_city()):
        taken = [take_number("751110000", 2026), take_number("751210000", 2026), take_number("751110000", 2026)]
        assert taken == ["D751110000-2026-000001", "D751210000-2026-000001", "D751110000-2026-000002"]
        assert take_number("751110000", 2027) == "D751110000-2027-000001"


@given(day=st.dates(min_value=today().replace(year=2020), max_value=today().replace(year=2035)))
def test_a_grant_begins_in_the_month_of_the_application_and_ends_with_its_term(day: object) -> None:
    for programme, months in (("targeted_assistance_conditional", 3), ("half_yearly_aid", 6)):
        first, last = granted_period(programme, day)
        assert first == day.replace(day=1)
        assert last is not None
        assert (last.year, (last.month - 1) // months) == (day.year, (day.month - 1) // months)
        assert last.month % months == 0
    assert granted_period("one_off_hardship_aid", day) == (day, day)


def test_what_is_usual_needs_enough_to_be_told_by_quarters() -> None:
    assert usual_of([]) is None
    few, many = usual_of([100] * 3), usual_of([100] * ENOUGH)
    assert (few.low, few.high) == (50, 200)
    assert (many.low, many.high) == (90, 110)


def test_the_grounds_of_the_road_are_whole_and_the_programme_speaks_first() -> None:
    assert len(road_grounds()) >= 7
    conditional = grounds_of("targeted_assistance_conditional")
    assert not conditional["survey_refused"].of_the_road
    assert grounds_of("half_yearly_aid")["survey_refused"].of_the_road
    assert "128" in road_grounds()["contract_broken"].cited("ru")


def test_a_fault_in_the_file_of_grounds_names_its_line(tmp_path: object) -> None:
    path = tmp_path / "grounds.yaml"
    path.write_text("odd:\n  title: {kk: а, ru: б, en: c}\n", encoding="utf-8")
    with pytest.raises(GroundFault, match=r"grounds\.yaml:\d+: odd: the keys are"):
        read_grounds(path)


def test_who_departs_from_the_rule_is_counted_by_officer_and_programme() -> None:
    from tests.department.road import sign

    with entered(whole_city()):
        author = make_user(Role.SPECIALIST)
        for text in ("the document came on paper", ""):
            case = ready()
            draft = draft_decision(case, "grant", acting_user=author, amount=31000 if text else None, overrides=text)
            sign(draft)
        [found] = list_overrides(today().replace(day=1), today().replace(year=today().year + 1))
        assert (found.author_id, found.decided, found.overridden, found.share_percent) == (author.pk, 2, 1, 50)
        assert [row.state for row in decisions_of_case(case)] == ["signed"]
        assert Decision.objects.count() == 2
