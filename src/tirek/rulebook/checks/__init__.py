"""``tirek law check``: every file of the law, found faulty with file, line and remedy, or found in order."""

from __future__ import annotations

from tirek.rulebook.checks.benefits import check_benefits
from tirek.rulebook.checks.binding import check_binding
from tirek.rulebook.checks.finding import Finding
from tirek.rulebook.checks.parameters import check_parameters, check_territories
from tirek.rulebook.checks.registers import check_registers

__all__ = ["Finding", "check_law"]


def check_law() -> list[Finding]:
    """All findings, in order of file."""
    findings = [*check_registers(), *check_parameters(), *check_territories(), *check_benefits(), *check_binding()]
    return sorted(findings, key=lambda finding: finding.where)
