"""What a value would change: computed by the job on the snapshot, small counts hidden, outdated when the law moves on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from procrastinate import testing
from procrastinate.contrib.django import app, procrastinate_app

from tests.department.parameters.local_values import ALMALY, CITY, NO_SNAPSHOT, acting, editor, head, proposed, signed
from tirek.department.parameters.actions import propose_value, sign_value, withdraw_value
from tirek.department.parameters.effects import SMALLEST_COUNT, ask_effect, effect_standing
from tirek.department.parameters.faults import ValueRefused
from tirek.department.parameters.models import Effect, LocalValue
from tirek.department.parameters.tasks import compute
from tirek.population.city import make_city
from tirek.rulebook.digest import rulebook_digest

pytestmark = pytest.mark.django_db
QUARTER = {"parameter": "regional_subsistence_minimum", "amount": "62058", "quarter": "2020Q4", "starts_on": None}
"""A quarter of which the rulebook has another number: the poverty line and every income limit move with it."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("effects") / "snapshot"
    make_city(3_000, 1, folder)
    return folder


@pytest.fixture(autouse=True)
def snapshot(town: Path, settings: Any) -> None:
    settings.SNAPSHOT_FOLDER = town


@pytest.fixture
def jobs() -> Any:
    """Jobs wait in memory until the test runs them."""
    with procrastinate_app.current_app.replace_connector(testing.InMemoryConnector()) as replaced:
        yield replaced.connector.jobs


def computed(value: LocalValue, jobs: Any) -> Effect:
    author = value.entered_by
    with acting(author):
        effect = ask_effect(value, acting_user=author)
    (job,) = [job for job in jobs.values() if job["args"] == {"effect_id": effect.pk}]
    assert job["task_name"] == compute.name in app.tasks
    compute(**job["args"])
    effect.refresh_from_db()
    return effect


def test_the_effect_tells_programmes_gainers_and_tenge_and_hides_small_counts(jobs: Any) -> None:
    value = proposed(editor(), **QUARTER)
    effect = computed(value, jobs)
    assert (effect.state, effect.fault, effect.percent) == ("done", "", 100)
    assert effect.on_day == date(2020, 10, 1)
    assert effect.families
    assert effect.snapshot_digest
    assert effect.rulebook_digest == rulebook_digest()
    whole, programmes = effect.result["whole"], effect.result["programmes"]
    assert whole["gain.families"] > SMALLEST_COUNT
    assert "half_yearly_aid" in programmes
    assert "victory_day_aid" not in programmes
    counts = [each for row in (whole, *programmes.values()) for name, each in row.items() if name.endswith("families")]
    assert all(count is None or count == 0 or count >= SMALLEST_COUNT for count in counts)
    assert None in counts, "a small town hides something: else nothing is proven"
    assert whole["change_low"] <= whole["change_high"]


def test_a_signature_rests_on_the_effect_until_the_law_moves_on(jobs: Any) -> None:
    author, signer = editor(), head()
    value, other = proposed(author, **QUARTER), proposed(author, **QUARTER | {"quarter": "2020Q3", "amount": "35000"})
    computed(value, jobs)
    computed(other, jobs)
    with acting(signer):
        sign_value(value, acting_user=signer)
        standing = effect_standing(other)
        assert not standing.may_be_signed
        with pytest.raises(ValueRefused):
            sign_value(other, acting_user=signer)
    computed(other, jobs)
    with acting(signer):
        assert sign_value(other, acting_user=signer).number == 2
    assert not LocalValue.objects.exclude(unseen_effect_reason="").exists()


def test_the_effect_of_a_withdrawal_is_the_way_back(jobs: Any) -> None:
    author = editor()
    value = signed(author, head(), **QUARTER).signed.get()
    names = ("act_kind", "act_number", "act_date", "act_title_kk", "act_title_ru", "mark", "source")
    with acting(author):
        gone = withdraw_value(value, {name: getattr(value, name) for name in names}, acting_user=author)
        gone = propose_value(gone, acting_user=author)
    effect = computed(gone, jobs)
    assert effect.state == "done"
    assert effect.result["whole"]["lose.families"] > SMALLEST_COUNT
    assert effect.result["whole"]["gain.families"] == 0


def test_without_a_snapshot_or_for_a_part_of_it_the_reason_is_asked(settings: Any, tmp_path: Path, jobs: Any) -> None:
    author = editor()
    value, part = proposed(author, **QUARTER), proposed(author, place_id=ALMALY)
    with acting(author), pytest.raises(ValueRefused):
        ask_effect(part, acting_user=author)
    settings.SNAPSHOT_FOLDER = tmp_path
    with acting(author), pytest.raises(ValueRefused):
        ask_effect(value, acting_user=author)
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with acting(author), pytest.raises(ValueRefused):
        ask_effect(value, acting_user=author)
    assert not jobs
    assert not Effect.objects.exists()


def test_a_snapshot_that_breaks_on_the_way_fails_with_its_reason(
    settings: Any, tmp_path: Path, town: Path, jobs: Any
) -> None:
    author, signer = editor(), head()
    value = proposed(author, **QUARTER)
    (tmp_path / "manifest.json").write_bytes((town / "manifest.json").read_bytes())
    settings.SNAPSHOT_FOLDER = tmp_path
    effect = computed(value, jobs)
    assert effect.state == "failed"
    assert effect.fault
    with acting(signer):
        with pytest.raises(ValueRefused):
            sign_value(value, acting_user=signer)
        assert sign_value(value, acting_user=signer, unseen_effect_reason=NO_SNAPSHOT)


def test_one_computation_at_a_time_and_a_finished_one_is_left_alone(jobs: Any) -> None:
    author = editor()
    value = proposed(author, **QUARTER)
    effect = computed(value, jobs)
    before = effect.finished_at
    compute(effect_id=effect.pk)
    effect.refresh_from_db()
    assert effect.finished_at == before
    with acting(author):
        ask_effect(value, acting_user=author)
        with pytest.raises(ValueRefused):
            ask_effect(value, acting_user=author)
    told = {"value": value, "value_digest": "x", "base_number": 0, "asked_by": author}
    with pytest.raises(IntegrityError, match="effect_computed_once"), transaction.atomic():
        Effect.objects.create(**told)
    assert value.place_id == CITY
