"""docs/reference/roles.md says what roles.yaml says."""

from __future__ import annotations

from tests.house.tree import ROOT
from tirek.department.accounts.roles import known_roles

PAGE = ROOT / "docs/reference/roles.md"


def expected_lines() -> list[str]:
    roles = known_roles()
    lines = [
        "| role | қазақша | русский | second factor | programmes it may be given | abilities |",
        "|---|---|---|---|---|---|",
    ]
    for name, role in roles.by_role.items():
        given, may = ", ".join(sorted(role.confidential)) or "none", ", ".join(sorted(role.abilities)) or "none yet"
        title = role.title
        lines.append(f"| {name} | {title['kk']} | {title['ru']} | {'yes' if role.mfa else 'no'} | {given} | {may} |")
    lines += ["", "| ability | қазақша | русский | English |", "|---|---|---|---|"]
    lines += [f"| {name} | {title['kk']} | {title['ru']} | {title['en']} |" for name, title in roles.abilities.items()]
    return lines


def test_the_page_of_roles_is_that_of_the_file() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    tables = [line for line in page if line.startswith("|")]
    wanted = [line for line in expected_lines() if line]
    assert tables == wanted, "copy the lines that differ from this test's output into docs/reference/roles.md"
