"""A server that does not fit, and a role that would pass by the policies, are refused in words."""

from __future__ import annotations

import dataclasses

import pytest

from tirek.config.postgres import checks
from tirek.config.postgres.addresses import Address, Addresses
from tirek.config.postgres.checks import faults_of_role, faults_of_server, open_connection, refuse_unfit
from tirek.config.postgres.faults import DatabaseFault

pytestmark = pytest.mark.both_servers


def codes(address: Address) -> list[str]:
    with open_connection(address) as connection:
        return [fault.code for fault in (*faults_of_server(connection), *faults_of_role(connection))]


def test_a_prepared_database_and_its_app_are_accepted(prepared: Addresses) -> None:
    refuse_unfit(prepared.app)
    assert codes(prepared.journal) == []


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'", "no_kazakh_letters"),
        ("encoding 'SQL_ASCII' locale_provider libc lc_collate 'C' lc_ctype 'C'", "not_utf8"),
    ],
)
def test_a_database_of_another_locale_is_refused(administrator: Address, how: str, code: str) -> None:
    strange = dataclasses.replace(administrator, dbname="strange")
    with open_connection(administrator) as connection:
        connection.execute(f"create database strange template template0 {how}")
        try:
            with open_connection(strange) as inside:
                assert "not_prepared" in [fault.code for fault in faults_of_server(inside)]
                for extension in checks.EXTENSIONS:
                    inside.execute(f"create extension {extension}")
                assert code in [fault.code for fault in faults_of_server(inside)]
        finally:
            connection.execute("drop database strange")


def test_an_old_or_a_poor_server_is_refused(prepared: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "OLDEST_VERSION", 990_000)
    monkeypatch.setattr(checks, "EXTENSIONS", ("pg_trgm", "no_such_extension"))
    assert codes(prepared.app) == ["too_old", "lacks_extensions"]
    with pytest.raises(DatabaseFault, match="version 15 or newer"):
        refuse_unfit(prepared.app)


def test_the_administrator_and_the_owner_may_not_serve(prepared: Addresses, administrator: Address) -> None:
    assert codes(dataclasses.replace(administrator, dbname=prepared.app.dbname)) == [
        "role_superuser",
        "role_bypassrls",
        "role_owner",
    ]
    assert codes(prepared.owner) == ["role_owner"]


@pytest.mark.parametrize(
    ("change", "back", "code"),
    [
        ("alter role tirek_app superuser", "alter role tirek_app nosuperuser", "role_superuser"),
        ("alter role tirek_app bypassrls", "alter role tirek_app nobypassrls", "role_bypassrls"),
        (
            "alter role tirek_app noinherit; grant tirek_owner to tirek_app",
            "alter role tirek_app inherit; revoke tirek_owner from tirek_app",
            "role_owner",
        ),
        ("create table public.own (); alter table own owner to tirek_app", "drop table public.own", "role_owner"),
    ],
)
def test_an_app_that_would_pass_by_the_policies_is_refused(
    prepared: Addresses, administrator: Address, change: str, back: str, code: str
) -> None:
    with open_connection(dataclasses.replace(administrator, dbname=prepared.app.dbname)) as connection:
        connection.execute(change)
        try:
            assert code in codes(prepared.app)
            with pytest.raises(DatabaseFault):
                refuse_unfit(prepared.app)
        finally:
            connection.execute(back)
    assert codes(prepared.app) == []


def test_taking_a_role_on_does_not_hide_who_came(administrator: Address) -> None:
    with open_connection(administrator) as connection:
        connection.execute("set role tirek_app")
        assert "role_superuser" in [fault.code for fault in faults_of_role(connection)]


def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    nowhere = Address("/nonexistent", "5432", "tirek", "tirek_app", "a-secret-word")
    with pytest.raises(DatabaseFault, match="no connection to the database as tirek_app") as caught:
        refuse_unfit(nowhere)
    assert "a-secret-word" not in str(caught.value) + repr(nowhere)
