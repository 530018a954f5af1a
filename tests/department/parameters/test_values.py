"""The road of a value: who may take which step, what is refused, and that a signed value stands for ever."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation

from tests.department.parameters.local_values import (
    ALMALY,
    CITY,
    NO_SNAPSHOT,
    acting,
    editor,
    fields,
    head,
    proposed,
    signed,
)
from tirek.department.accounts.queries import viewer_for
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.parameters.actions import (
    draft_value,
    edit_draft,
    propose_value,
    reject_value,
    sign_value,
    take_back_value,
    withdraw_value,
)
from tirek.department.parameters.faults import NotYours, ValueRefused
from tirek.department.parameters.models import LocalValue, Overlay
from tirek.department.parameters.overlays import current_overlay, overlay_for, signed_entries
from tirek.department.parameters.queries import access_value, list_lines
from tirek.department.parameters.register import enterable_parameters
from tirek.rulebook.decisions import decide_family
from tirek.rulebook.engine.case import read_case
from tirek.rulebook.engine.local_law import canonical_text, digest_of
from tirek.rulebook.engine.moment import Moment

pytestmark = pytest.mark.django_db


def test_what_may_be_entered_is_what_a_region_sets() -> None:
    names = set(enterable_parameters())
    assert {"housing_aid.electricity_norm", "regional_subsistence_minimum", "victory_day_aid.equated"} <= names
    assert not names & {"mci", "housing_aid.income_share_maximum", "technical_aid_refund.guaranteed_sum_hygiene"}
    for each in enterable_parameters().values():
        assert each.title("kk")
        assert each.title("ru")
        assert bool(each.programme) == bool(each.programme_title("kk"))


def test_a_signature_makes_the_next_overlay_with_the_digest_of_its_content() -> None:
    author, signer = editor(), head()
    assert current_overlay() is None
    first = signed(author, signer)
    second = signed(author, signer, parameter="housing_aid.area_norm", amount="16")
    assert [first.number, second.number] == [1, 2]
    for overlay in (first, second):
        assert overlay.digest == digest_of(overlay.content)
        assert overlay_for(overlay.number).digest == overlay.digest
    rows = LocalValue.objects.filter(state="signed").order_by("overlay__number")
    assert canonical_text(signed_entries(rows)) == second.content
    assert second.content.startswith(first.content)


def test_a_decision_with_an_overlay_gives_the_same_answer_for_ever() -> None:
    author, signer = editor(), head()
    case = read_case({"persons": [{"birth_date": "1950-01-01"}]})

    def answer(number: int) -> dict[str, Any]:
        moment = Moment(date(2026, 2, 10), CITY, local=overlay_for(number))
        return decide_family("half_yearly_aid", moment, case).as_json()

    signed(author, signer)
    then = answer(1)
    signed(author, signer, amount="9")
    assert answer(1) == then
    assert answer(2)["local_law"]["number"] == 2
    assert answer(2)["trace"] != then["trace"]


def test_a_withdrawal_is_a_new_row_and_the_value_is_law_no_more() -> None:
    author, signer = editor(), head()
    value = signed(author, signer).signed.get()
    act = {name: fields()[name] for name in ("act_kind", "act_date", "act_title_kk", "act_title_ru", "mark", "source")}
    with acting(author):
        gone = withdraw_value(value, {**act, "act_number": "101"}, acting_user=author)
        with pytest.raises(ValueRefused):
            withdraw_value(value, {**act, "act_number": "102"}, acting_user=author)
        propose_value(gone, acting_user=author)
    with acting(signer):
        overlay = sign_value(gone, acting_user=signer, unseen_effect_reason=NO_SNAPSHOT)
    assert overlay.number == 2
    parameter = enterable_parameters()["half_yearly_aid.amount_mci"].parameter
    now = parameter.value_at(Moment(date(2026, 2, 10), CITY, local=overlay_for(2)))
    then = parameter.value_at(Moment(date(2026, 2, 10), CITY, local=overlay_for(1)))
    assert now is not None
    assert then is not None
    assert (then.amount, now.amount) == (8, 7)
    value.refresh_from_db()
    assert value.state == "signed"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "7,5 АЕК"}, "amount"),
        ({"parameter": "mci"}, "parameter"),
        ({"parameter": "housing_aid.area_norm", "amount": "16.5"}, "amount"),
        ({"parameter": "housing_aid.income_share", "amount": "11/100"}, "amount"),
        ({"quarter": "2026Q1", "starts_on": None}, "starts_on"),
        ({"until": date(2026, 2, 1)}, "until"),
    ],
)
def test_the_engine_says_what_is_wrong_with_a_value(change: dict[str, Any], field: str) -> None:
    author = editor()
    told = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language), acting(author), pytest.raises(ValueRefused) as fault:
            draft_value(fields(**change), acting_user=author)
        assert fault.value.field == field
        told.add(str(fault.value))
    assert len(told) == 3
    assert not LocalValue.objects.exists()


def test_steps_ask_for_the_ability_and_the_territory() -> None:
    of_city, of_district, signer = editor(), editor(ALMALY), head()
    with acting(of_district):
        with pytest.raises(NotYours):
            draft_value(fields(), acting_user=of_district)
        draft_value(fields(place_id=ALMALY), acting_user=of_district)
    with acting(signer), pytest.raises(NotYours):
        draft_value(fields(), acting_user=signer)
    value = proposed(of_city)
    with acting(of_city), pytest.raises(NotYours):
        sign_value(value, acting_user=of_city, unseen_effect_reason=NO_SNAPSHOT)
    signer_of_district = head(ALMALY)
    with acting(signer_of_district), pytest.raises(NotYours):
        sign_value(value, acting_user=signer_of_district, unseen_effect_reason=NO_SNAPSHOT)


def test_a_value_above_is_seen_and_one_beside_is_not() -> None:
    of_city, of_alatau = editor(), editor("751210000")
    above, beside = proposed(of_city), proposed(of_alatau, place_id="751210000", amount="9")
    viewer = viewer_for(editor(ALMALY), today(), purpose="test")
    assert access_value(viewer, above.pk) == above
    with pytest.raises(NotSeen):
        access_value(viewer, beside.pk)
    line = next(each for each in list_lines(viewer, ALMALY, today()) if each.enterable.name == above.parameter)
    assert [value.pk for value in line.open] == [above.pk]


def test_the_author_is_never_the_signer() -> None:
    both = editor()
    both.posts.create(role="head", territory_id=CITY, valid=("2020-01-01", None), ground="order 2")
    value = proposed(both)
    with acting(both), pytest.raises(ValueRefused, match=r"."):
        sign_value(value, acting_user=both, unseen_effect_reason=NO_SNAPSHOT)
    row = LocalValue.objects.get(pk=value.pk)
    row.state, row.decided_by, row.decided_at, row.reason = "rejected", both, row.proposed_at, "because"
    with pytest.raises(IntegrityError, match="local_value_two_persons"), transaction.atomic():
        row.save()


def test_only_the_author_changes_a_draft_and_a_proposal_is_closed() -> None:
    author, other, signer = editor(), editor(), head()
    with acting(author):
        draft = draft_value(fields(), acting_user=author)
    with acting(other), pytest.raises(ValueRefused):
        edit_draft(draft, {"amount": "9"}, acting_user=other)
    with acting(author):
        edit_draft(draft, {"amount": "9"}, acting_user=author)
        propose_value(draft, acting_user=author)
        with pytest.raises(ValueRefused):
            edit_draft(draft, {"amount": "10"}, acting_user=author)
        with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
            LocalValue.objects.filter(pk=draft.pk).update(amount="10")
        take_back_value(draft, acting_user=author)
        edit_draft(draft, {"amount": "10"}, acting_user=author)
        propose_value(draft, acting_user=author)
    with acting(signer):
        with pytest.raises(ValueRefused):
            reject_value(draft, reason="no", acting_user=signer)
        reject_value(draft, reason="the act says 9", acting_user=signer)
        with pytest.raises(ValueRefused):
            sign_value(draft, acting_user=signer, unseen_effect_reason=NO_SNAPSHOT)
    assert LocalValue.objects.get(pk=draft.pk).amount == "10"


def test_a_signature_without_an_effect_needs_a_reason() -> None:
    author, signer = editor(), head()
    value = proposed(author)
    with acting(signer):
        with pytest.raises(ValueRefused) as fault:
            sign_value(value, acting_user=signer)
        assert fault.value.field == "unseen_effect_reason"
        overlay = sign_value(value, acting_user=signer, unseen_effect_reason=NO_SNAPSHOT)
    assert overlay.signed.get().unseen_effect_reason == NO_SNAPSHOT


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE parameters_overlay SET content = ''",
        "DELETE FROM parameters_overlay",
        "UPDATE parameters_localvalue SET amount = '80'",
        "UPDATE parameters_localvalue SET state = 'draft'",
        "DELETE FROM parameters_localvalue",
        "INSERT INTO parameters_overlay (department, number, content, digest, created_at, created_by_id) "
        "SELECT department, 3, content, digest, now(), created_by_id FROM parameters_overlay",
        "INSERT INTO parameters_overlay (department, number, content, digest, created_at, created_by_id) "
        "SELECT department, 2, content || 'x', digest, now(), created_by_id FROM parameters_overlay",
    ],
)
def test_signed_law_cannot_be_changed_by_sql(attack: str) -> None:
    signed(editor(), head())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    overlay = Overlay.objects.get()
    assert (overlay.number, overlay.digest) == (1, digest_of(overlay.content))


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_one_moment_make_two_overlays() -> None:
    author, signers = editor(), [head(), head()]
    values = [proposed(author), proposed(author, parameter="housing_aid.area_norm", amount="16")]
    faults: list[Exception] = []

    def sign(place: int) -> None:
        try:
            with acting(signers[place]):
                sign_value(values[place], acting_user=signers[place], unseen_effect_reason=NO_SNAPSHOT)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults
    assert list(Overlay.objects.values_list("number", flat=True)) == [1, 2]
    law = current_overlay()
    assert law is not None
    assert set(law.values) == {"half_yearly_aid.amount_mci", "housing_aid.area_norm"}
