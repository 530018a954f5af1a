"""``funds.yaml`` as objects: whose money a budget line is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

FUNDS = Path(__file__).with_name("funds.yaml")


@cache
def known_funds() -> Mapping[str, Mapping[str, str]]:
    """Titles by language of each fund, in the order of the file."""
    return dict(yaml.safe_load(FUNDS.read_text(encoding="utf-8"))["funds"])


def fund_title(fund: str, language: str) -> str:
    """The title of a fund; in Kazakh where the language is not known, its key where the fund is not."""
    told = known_funds().get(fund)
    return (told.get(language) or told["kk"]) if told else fund
