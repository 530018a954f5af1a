"""A statement on paper: what its page shows, and the digest that proves it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from tirek.department.files.typesetting import typeset_document
from tirek.department.payments.statement.lines import TO_PAY, TO_REPAY, Account, Happened, Line
from tirek.department.payments.statement.words import FOLDER, programme_words, say
from tirek.rulebook.engine.units import Unit, unit_register
from tirek.rulebook.engine.wording import SPACE, date_text, number_text

TEMPLATE = FOLDER / "statement.typ"
LABELS = ("number", "to", "days", "day", "month", "what", "paper", "sum", "to_pay", "to_repay", "before", "after", "totals",
          "nothing", "digest", "page")  # fmt: skip


def digest_of(account: Account, number: str) -> str:
    """SHA-256 of what a statement says: its number, days, balances and each line, apart from language and looks."""
    told = [
        number, account.first.isoformat(), account.last.isoformat(), account.before, account.after,
        [
            [
                line.happened.on.isoformat(), str(line.happened.kind), line.happened.programme,
                line.happened.month.isoformat() if line.happened.month else "", line.happened.paper,
                line.happened.tenge, line.happened.unit, line.to_pay, line.to_repay,
            ]
            for line in account.lines
        ],
    ]  # fmt: skip
    return sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def page_of_statement(
    account: Account, language: str, *, number: str, place: str, to: str, made_on: date
) -> dict[str, Any]:
    """What the template shows: plain texts, with every programme under the title that others may read."""
    return {
        "language": language,
        "department": say(language, "department"),
        "place": place,
        "number": number,
        "day": date_text(made_on, language),
        "title": say(language, "title"),
        "to": to,
        "days": f"{_short(account.first)} – {_short(account.last)}",
        "labels": {name: say(language, f"labels.{name}") for name in LABELS},
        "before": _both(account.before, language),
        "after": _both(account.after, language),
        "lines": [_line(line, language) for line in account.lines],
        "totals": [
            {"label": say(language, f"kinds.{kind}"), "sum": number_text(tenge, language)}
            for kind, tenge in account.totals.items()
        ],
        "notes": [say(language, f"notes.{name}") for name in ("what", "wrong", "seal")],
        "digest": digest_of(account, number),
    }


def typeset(page: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The PDF of a page."""
    return typeset_document(TEMPLATE, page, made_at=made_at)


def sum_words(happened: Happened, language: str) -> str:
    """The sum of a line with its sign; a count with its unit where it is no money."""
    told = number_text(happened.tenge, language)
    if happened.unit:
        return told + SPACE + unit_words(happened.unit, language)
    sign = TO_PAY.get(happened.kind) or TO_REPAY.get(happened.kind) or 0
    return {1: "+", -1: "−", 0: ""}[sign] + told


def unit_words(unit: str, language: str) -> str:
    """The symbol of a unit as the register of units writes it; the unit itself where it holds none."""
    for name, entry in unit_register().items():
        if unit in (name, str(Unit.of(entry["dimensions"]))):  # type: ignore[arg-type]
            return str(entry["symbol"][language])  # type: ignore[index]
    return unit


def _line(line: Line, language: str) -> dict[str, str]:
    happened = line.happened
    return {
        "on": _short(happened.on),
        "month": happened.month.strftime("%m.%Y") if happened.month else "",
        "programme": programme_words(happened.programme, language, neutral=bool(happened.confidential)),
        "what": say(language, f"kinds.{happened.kind}"),
        "paper": happened.paper,
        "sum": sum_words(happened, language),
        "to_pay": number_text(line.to_pay, language),
        "to_repay": number_text(line.to_repay, language),
    }


def _both(pair: tuple[int, int], language: str) -> list[str]:
    return [number_text(each, language) for each in pair]


def _short(day: date) -> str:
    return day.strftime("%d.%m.%Y")
