"""Demo logins: one of each role for the city and two districts, and none in production."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from tests.department.factories import make_user
from tirek.config.env import EnvironmentFault, read_environment
from tirek.department.accounts.demo import LOGINS, DemoRefused, make_demo_staff
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.core.calendar.today import today

pytestmark = pytest.mark.django_db
SECRETS = {
    **dict.fromkeys(("TIREK_SECRET_KEY", "TIREK_HISTORY_KEY", "TIREK_FILES_KEY"), "x" * 40),
    "TIREK_ENV": "production",
    "TIREK_HOSTS": "tirek.example",
}


@pytest.fixture(autouse=True)
def quick_digests(settings: Any) -> None:
    """Three dozen slow digests prove nothing here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_one_login_of_each_role_for_the_city_and_two_districts(tmp_path: Path) -> None:
    logins = make_demo_staff(tmp_path)
    assert len(logins) == 3 * len(Role.values) + 1
    for login in logins:
        user = User.objects.get(username=login.username)
        assert user.is_demo
        assert user.check_password(login.password)
        viewer = viewer_for(user, today(), purpose="test")
        assert viewer.roles == {login.role}
        assert login.territory in viewer.territories
    city = viewer_for(User.objects.get(username="specialist.city"), today(), purpose="test")
    assert city.confidential == {"hiv", "tuberculosis", "violence"}
    assert (
        viewer_for(User.objects.get(username="specialist.almaly"), today(), purpose="test").confidential == frozenset()
    )


def test_passwords_are_of_this_installation_kept_closed_and_not_changed_by_a_second_run(tmp_path: Path) -> None:
    first = make_demo_staff(tmp_path)
    again = make_demo_staff(tmp_path)
    assert first == again
    assert len({login.password for login in first}) == len(first)
    file = tmp_path / LOGINS
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == {login.username: login.password for login in first}
    other = make_demo_staff(tmp_path / "other")
    assert not {login.password for login in other} & {login.password for login in first}


def test_no_demo_login_is_made_in_production(tmp_path: Path) -> None:
    with override_settings(PRODUCTION=True), pytest.raises(DemoRefused):
        make_demo_staff(tmp_path)
    assert not (tmp_path / LOGINS).exists()
    assert not User.objects.filter(is_demo=True).exists()


def test_a_login_of_a_member_of_the_staff_is_not_taken_over(tmp_path: Path) -> None:
    User.objects.create_user("head.city", surname="Сынақов", given_name="Сынақ")
    with pytest.raises(DemoRefused, match=r"head\.city"):
        make_demo_staff(tmp_path)


def test_the_checks_of_django_refuse_the_switch_and_the_logins_in_production() -> None:
    assert run_checks(databases=["default"], tags=["security", "database"]) == []
    make_user(is_demo=True)
    with override_settings(PRODUCTION=True, DEMO_SECOND_FACTOR=False):
        found = {message.id for message in run_checks(databases=["default"], tags=["security", "database"])}
    assert {"accounts.E001", "accounts.E003"} <= found


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_check_of_django_refuses_a_role_that_passes_by_the_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tirek.department.accounts.checks.SERVING", "owner")
    found = {message.id for message in run_checks(databases=["owner"], tags=["database"])}
    assert "accounts.E002" in found


def test_a_production_does_not_start_with_the_switch() -> None:
    with pytest.raises(EnvironmentFault, match="TIREK_DEMO_SECOND_FACTOR"):
        read_environment(SECRETS | {"TIREK_DEMO_SECOND_FACTOR": "no"})
    with pytest.raises(EnvironmentFault, match="yes or no"):
        read_environment({"TIREK_DEMO_SECOND_FACTOR": "maybe"})
    assert read_environment(SECRETS).demo_second_factor
    assert not read_environment({}).demo_second_factor
