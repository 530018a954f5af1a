"""A draft: what the rule gives, what may differ and only with a reason; its way to the signer and back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.registration import withdraw_case
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.core.calendar.today import today
from tirek.department.decisions.actions.drafting import (
    Wording,
    draft_decision,
    drop_decision,
    edit_decision,
    propose_decision,
    return_decision,
    take_back_decision,
)
from tirek.department.decisions.models import Decision
from tirek.department.decisions.queries import signing_list
from tirek.department.decisions.refusals import DecisionRefused

pytestmark = pytest.mark.django_db
ALATAU = "751210000"


@pytest.fixture
def author(db: None) -> User:
    return make_user(Role.SPECIALIST)


def ready(outcome: str = "granted", **told: object) -> Case:
    case = make_case(CaseState.READY)
    make_evaluation(case, outcome, unit="tenge/half_year", **told)
    return case


def state(case: Case) -> tuple[str, str]:
    case.refresh_from_db()
    return case.state, case.turn


def test_a_draft_says_what_the_rule_gives(author: User) -> None:
    with entered(whole_city()):
        made = draft_decision(ready(), "grant", acting_user=author)
        assert (made.amount, made.unit) == (30000, "tenge/half_year")
        assert (made.starts_on, made.ends_on) == (date(2026, 11, 1), date(2026, 12, 31))
        assert made.flags == ["first"]
        reasons = [{"code": "income_above_limit"}, {"code": "income_above_limit"}, {"code": "unheard_of"}]
        refusal = draft_decision(ready("refused", answer={"reasons": reasons}), "refuse", acting_user=author)
        assert (refusal.grounds, refusal.amount, refusal.starts_on) == (["income_above_limit"], None, None)


@pytest.mark.parametrize(
    ("outcome", "kind", "told"),
    [
        ("refused", "grant", {}),
        ("undetermined", "grant", {}),
        ("granted", "refuse", {"grounds": ["survey_refused"], "reason": "the door stayed closed"}),
        ("granted", "grant", {"amount": 30001}),
        ("granted", "grant", {"ends_on": None}),
        ("granted", "grant", {"starts_on": date(2026, 11, 2)}),
    ],
)
def test_to_differ_from_the_rule_takes_a_reason_and_leaves_a_flag(
    author: User, outcome: str, kind: str, told: dict
) -> None:
    with entered(whole_city()):
        case = ready(outcome)
        with pytest.raises(DecisionRefused) as refused:
            draft_decision(case, kind, acting_user=author, **told)
        assert refused.value.code == "override_reason"
        made = draft_decision(case, kind, acting_user=author, overrides="the document came on paper", **told)
        assert "overridden" in made.flags


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "refuse", "grounds": []}, "ground_missing"),
        ({"kind": "refuse", "grounds": ["no_such"]}, "ground_unknown"),
        ({"kind": "refuse", "grounds": ["false_data"]}, "road_reason"),
        ({"kind": "grant", "amount": -1}, "amount_negative"),
        ({"kind": "grant", "ends_on": date(2026, 10, 31)}, "period_wrong"),
        ({"kind": "suspend", "reason": "somebody died"}, "case_not_granted"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_nothing_is_written(author: User, told: dict, code: str) -> None:
    with entered(whole_city()):
        case = ready()
        with pytest.raises(DecisionRefused) as refused:
            draft_decision(case, acting_user=author, overrides="a reason of enough length", **told)
        assert refused.value.code == code
        assert not Decision.objects.exists()


def test_an_evaluation_that_decides_nothing_carries_no_decision(author: User) -> None:
    with entered(whole_city()):
        bare = make_case(CaseState.READY)
        assumed = ready(decides=False, assumption="almaty-demo")
        foreign = make_evaluation(assumed)
        for case, evaluation, code in (
            (bare, None, "no_evaluation"),
            (bare, foreign, "foreign_evaluation"),
            (assumed, assumed.evaluations.first(), "not_deciding"),
        ):
            with pytest.raises(DecisionRefused) as refused:
                draft_decision(case, "grant", acting_user=author, evaluation=evaluation)
            assert refused.value.code == code


def test_rights_are_those_of_the_author_where_the_case_is() -> None:
    with entered(whole_city()):
        case = ready()
        for stranger in (make_user(Role.SPECIALIST, ALATAU), make_user(Role.HEAD), make_user(Role.REGISTRAR)):
            with pytest.raises(DecisionRefused) as refused:
                draft_decision(case, "grant", acting_user=stranger)
            assert refused.value.code == "no_right"


def test_the_way_to_the_signer_and_back(author: User) -> None:
    head = make_user(Role.HEAD)
    with entered(whole_city()):
        case = ready()
        draft = draft_decision(case, "grant", acting_user=author)
        with pytest.raises(DecisionRefused) as second:
            draft_decision(case, "grant", acting_user=author)
        assert second.value.code == "one_open"
        propose_decision(draft, acting_user=author)
        assert state(case) == ("to_sign", "head")
        assert case.flags == ["first"]
        take_back_decision(draft, acting_user=author)
        assert state(case) == ("ready", "specialist")
        assert case.flags == []
        propose_decision(draft, acting_user=author)
        for short in ("", "no"):
            with pytest.raises(DecisionRefused) as refused:
                return_decision(draft, reason=short, acting_user=head)
            assert refused.value.code == "reason_short"
        back = return_decision(draft, reason="count the child", acting_user=head)
        assert (back.state, state(case)) == ("returned", ("ready", "specialist"))
        assert [each.reason for each in back.returns.all()] == ["count the child"]
        assert edit_decision(back, Wording(), acting_user=author).flags == ["changed", "first"]
        dropped = drop_decision(back, reason="drafted anew", acting_user=make_user(Role.SPECIALIST))
        assert Decision.objects.get(pk=dropped.pk).dropped_because == "drafted anew"
        again = draft_decision(case, "grant", acting_user=author)
        with pytest.raises(IntegrityError, match="decision_dropped_with_a_reason"), transaction.atomic():
            Decision.objects.filter(pk=again.pk).update(state="dropped")


def test_what_the_family_takes_back_waits_for_no_signature_any_more(author: User) -> None:
    registrar, head = make_user(Role.REGISTRAR), make_user(Role.HEAD)
    with entered(whole_city()):
        case = ready()
        proposed = propose_decision(draft_decision(case, "grant", acting_user=author), acting_user=author)
        withdraw_case(case, acting_user=registrar, reason="the family moves")
        proposed.refresh_from_db()
        assert (proposed.state, proposed.dropped_because) == ("dropped", "the family moves")
        assert state(case) == ("withdrawn", "nobody")
    with entered(viewer_for(head, today(), purpose="test")) as viewer:
        waiting = signing_list(viewer)
        assert (waiting.single, waiting.plain) == ([], [])


def test_only_the_author_changes_a_draft_and_only_another_returns_it(author: User) -> None:
    both = make_user(Role.SPECIALIST)
    make_post(both, Role.HEAD)
    with entered(whole_city()):
        draft = draft_decision(ready(), "grant", acting_user=both)
        for step in (propose_decision, lambda row, acting_user: edit_decision(row, Wording(), acting_user=acting_user)):
            with pytest.raises(DecisionRefused) as refused:
                step(draft, acting_user=author)
            assert refused.value.code == "not_author"
        propose_decision(draft, acting_user=both)
        with pytest.raises(DecisionRefused) as refused:
            return_decision(draft, reason="my own work", acting_user=both)
        assert refused.value.code == "own_draft"


def test_what_was_evaluated_again_is_drafted_anew(author: User) -> None:
    with entered(whole_city()):
        case = ready()
        draft = draft_decision(case, "grant", acting_user=author)
        make_evaluation(case, amount=20000, unit="tenge/half_year")
        with pytest.raises(DecisionRefused) as refused:
            propose_decision(draft, acting_user=author)
        assert refused.value.code == "evaluated_again"
        assert edit_decision(draft, Wording(), acting_user=author).amount == 20000
        assert propose_decision(draft, acting_user=author).state == "proposed"


def make_post(user: User, role: Role) -> None:
    from tirek.department.accounts.models import Post

    Post.objects.create(user=user, role=role, territory_id="751110000", valid=("2020-01-01", None), ground="order 2")
