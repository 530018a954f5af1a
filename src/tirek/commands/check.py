"""``tirek check``: whether all stages of the road agree with each other, from the application to the money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.usage import message

if TYPE_CHECKING:
    from tirek.department.flows.consistency.checking import Finding

BROKEN = 1
"""Exit code when something does not agree."""


def run_check(lang: Language = "ru", format: Format = "text") -> None:
    """Ask whether all stages agree: decisions, what was granted, reserved, paid, returned, and the ledger.

    Each check is a query; what it finds is named by numbers of rows, never by persons. Exit code 1 when something is found. It
    reads only.
    """
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.enums import Confidential
    from tirek.department.accounts.viewer import entered, system_viewer
    from tirek.department.flows.consistency.checking import check_consistency, known_checks

    every = frozenset(str(kind) for kind in Confidential.values)
    with entered(system_viewer("check", confidential=every), read_only=True):
        findings = check_consistency()
    if format == "json":
        print_json(_as_json(len(known_checks()), findings))
    else:
        lines = [_line(finding, lang) for finding in findings]
        key = "check_broken" if findings else "check_holds"
        counts = {"checks": str(len(known_checks())), "broken": str(len(findings))}
        print_text("\n".join([*lines, message(key, lang, **counts)]))
    if findings:
        raise typer.Exit(BROKEN)


def _line(finding: Finding, lang: str) -> str:
    rows = ", ".join(map(str, finding.first)) + (", …" if finding.count > len(finding.first) else "")
    told = {"stage": finding.check.stage, "title": finding.check.title[lang], "count": str(finding.count)}
    return message("check_finding", lang, **told, rows=rows)


def _as_json(checks: int, findings: list[Finding]) -> dict[str, Any]:
    found = [
        {"code": each.check.code, "stage": each.check.stage, "count": each.count, "first": list(each.first)}
        for each in findings
    ]
    return {"holds": not findings, "checks": checks, "findings": found}
