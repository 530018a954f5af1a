"""Record what the engine says about every case for the version in pyproject.toml: ``python -m tests.rulebook.record_release``.

A record is never rewritten: run again, it adds new cases, and refuses where a recorded case would read otherwise.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.rulebook.release_records import (
    RELEASES,
    current_version,
    merged,
    read_record,
    record_path,
    today,
    write_record,
)
from tirek.rulebook.cases import all_cases, run_case
from tirek.rulebook.catalogue import benefit_ids, method_ids


def record(version: str, releases: Path = RELEASES) -> int:
    """Write or extend the record of a version; 1, and nothing written, where that is not possible."""
    failing = [case.where for case in all_cases([*benefit_ids(), *method_ids()]) if run_case(case)]
    if failing:
        sys.stderr.write("".join(f"{where}: the case fails; a record holds only what is right.\n" for where in failing))
        return 1
    path = record_path(version, releases)
    before = read_record(path) if path.exists() else []
    entries, refused = merged(before, today())
    if refused:
        sys.stderr.write("".join(f"{line}\n" for line in refused))
        sys.stderr.write(
            f"{version} is recorded: raise the version, or list the case in changed.yaml with the reason.\n"
        )
        return 1
    write_record(path, entries)
    sys.stdout.write(f"{version}: {len(entries)} cases recorded, {len(entries) - len(before)} of them new\n")
    return 0


if __name__ == "__main__":
    sys.exit(record(current_version()))
