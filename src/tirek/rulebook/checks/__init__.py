"""``tirek law check``: every file of the law, found faulty with file, line and remedy, or found in order."""

from __future__ import annotations

from tirek.rulebook.checks.benefits import check_benefits
from tirek.rulebook.checks.binding import check_binding
from tirek.rulebook.checks.finding import Finding, guarded
from tirek.rulebook.checks.parameters import check_parameters, check_territories
from tirek.rulebook.checks.reforms import check_reforms
from tirek.rulebook.checks.registers import check_registers

__all__ = ["Finding", "check_law"]

_CHECKS = {
    "acts": check_registers,
    "national": check_parameters,
    "law/territories": check_territories,
    "law": check_benefits,
    "law and welfare": check_binding,
    "reforms": check_reforms,
}


def check_law() -> list[Finding]:
    """All findings, each once, in order of file and line."""
    findings = (finding for where, check in _CHECKS.items() for finding in guarded(where, check))
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.order)
