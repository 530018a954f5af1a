"""Addresses: ours by the socket, another's by three variables; a wrong one is named, its password never."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from tirek.config.postgres.addresses import database_addresses
from tirek.config.postgres.faults import DatabaseFault
from tirek.config.postgres.places import home_of


@dataclass(frozen=True)
class Told:
    data: Path
    database_url: str | None = None
    database_owner_url: str | None = None
    database_journal_url: str | None = None


APP = "postgresql://tirek_app:one%20secret@db.example:6000/office?sslmode=verify-full"
OWNER = "postgresql://tirek_owner:secret-2@db.example:6000/office"
JOURNAL = "host=db.example port=6000 dbname=office user=tirek_journal password=secret-3"


def test_without_a_variable_it_is_our_own_server(tmp_path: Path) -> None:
    found = database_addresses(Told(tmp_path))
    assert found.ours == tmp_path
    assert {found.app.host, found.owner.host, found.journal.host} == {str(home_of(tmp_path).socket)}
    assert [found.app.user, found.owner.user, found.journal.user] == ["tirek_app", "tirek_owner", "tirek_journal"]
    assert found.app.password == ""


def test_another_server_is_taken_as_told(tmp_path: Path) -> None:
    found = database_addresses(Told(tmp_path, APP, OWNER, JOURNAL))
    assert found.ours is None
    assert (found.app.host, found.app.port, found.app.dbname) == ("db.example", "6000", "office")
    assert [found.app.password, found.owner.password, found.journal.password] == ["one secret", "secret-2", "secret-3"]
    assert conninfo_to_dict(found.app.conninfo())["sslmode"] == "verify-full"
    assert "secret" not in repr(found)


def test_who_serves_need_not_know_the_owners_password(tmp_path: Path) -> None:
    owner = database_addresses(Told(tmp_path, APP, None, JOURNAL)).owner
    assert (owner.user, owner.password, owner.parameters) == ("tirek_owner", "", {"sslmode": "verify-full"})


@pytest.mark.parametrize(
    ("urls", "code"),
    [
        ((APP, OWNER, None), "no_address"),
        (("postgresql://tirek_app:pa ss@[", OWNER, JOURNAL), "bad_address"),
        (("postgresql:///office?user=tirek_app", OWNER, JOURNAL), "bad_address"),
        ((OWNER, OWNER, JOURNAL), "other_role"),
        ((APP, APP, JOURNAL), "other_role"),
        ((APP, OWNER, JOURNAL.replace("office", "test")), "other_database"),
    ],
)
def test_a_wrong_address_is_named_in_three_languages(
    tmp_path: Path, urls: tuple[str, str | None, str | None], code: str
) -> None:
    with pytest.raises(DatabaseFault) as caught:
        database_addresses(Told(tmp_path, *urls))
    assert caught.value.code == code
    texts = {caught.value.text(language) for language in ("kk", "ru", "en")}
    assert len(texts) == 3
    assert not any(secret in text for text in texts for secret in ("secret", "pa ss"))
