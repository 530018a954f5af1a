"""``roles.yaml``: every role, every ability, and a message with file and line for whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tirek.department.accounts.enums import Confidential, Role
from tirek.department.accounts.roles import ROLES, RolesFault, known_roles, read_roles, role_title

SIGNERS_AND_MONEY = {Role.HEAD, Role.DEPUTY_AKIM, Role.FINANCE, Role.ADMINISTRATOR}


def test_every_role_is_described() -> None:
    assert set(known_roles().by_role) == set(Role.values)
    assert role_title("head", "ru") == "Руководитель"


def test_who_signs_pays_or_hands_out_posts_needs_a_second_factor() -> None:
    assert {name for name, role in known_roles().by_role.items() if role.mfa} == SIGNERS_AND_MONEY


def test_nobody_reviews_an_opening_or_signs_a_norm_by_the_role_that_prepares_it() -> None:
    roles = known_roles().by_role
    assert not [name for name, role in roles.items() if {"edit_parameters", "sign_parameters"} <= role.abilities]


def test_the_administrator_of_posts_sees_nobodys_data() -> None:
    administrator = known_roles().by_role[Role.ADMINISTRATOR]
    assert "view_person" not in administrator.abilities
    assert not administrator.confidential


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mfa: true", "mfa: maybe", "`mfa` is true or false"),
        (
            "[manage_posts, view_journal, retain_data]",
            "[manage_posts, view_jurnal, retain_data]",
            "`view_jurnal` is not known",
        ),
        ("[manage_posts, view_journal, retain_data]", "[manage_posts, manage_posts]", "`manage_posts` stands twice"),
        ("confidential: [violence]", "confidential: [secret]", f"Known are: {', '.join(Confidential.values)}"),
        ("  ombudsman:\n", "  sovereign:\n", "there is no role `sovereign`"),
        ("  ombudsman:\n", "  sovereign:\n", "the role `ombudsman` is missing"),
        (", en: Ombudsman}", "}", "a title is needed in each of: kk, ru, en"),
        ("abilities: [edit_parameters]", "abilities: []", "no role has the ability `edit_parameters`"),
        ("    mfa: true\n", "", "a role has exactly these keys"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = ROLES.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "roles.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RolesFault) as fault:
        read_roles(path)
    lines = [line for line in str(fault.value).splitlines() if said in line]
    assert len(lines) == 1
    number = int(lines[0].split(":")[1])
    assert lines[0].startswith("roles.yaml:")
    assert 1 <= number <= len(text.splitlines())
