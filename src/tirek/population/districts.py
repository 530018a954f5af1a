"""Names of the districts of the synthetic city."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml


@cache
def district_names(language: str) -> dict[int, str]:
    """Name of each district by KATO code, in the order of the codes."""
    path = Path(__file__).parent / "margins" / "districts.yaml"
    document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {int(code): entry["title"][language] for code, entry in document.items() if code.isdigit()}
