"""What a nightly run says on a terminal: how many families were decided, and what became otherwise."""

from __future__ import annotations

from tirek.commands.tables import simple_table
from tirek.commands.usage import message
from tirek.population.charts.specifications import programme_title, say
from tirek.population.nightly.rerun import NightlyResult
from tirek.rulebook.engine.wording import number_text


def nightly_as_text(made: NightlyResult, language: str) -> str:
    """The counts, a table of the programmes with a change, the files."""

    def tell(key: str) -> str:
        names = ("families", "decided", "new", "gone", "families_with_changes", "confidential")
        return message(key, language, **{name: number_text(made.report[name], language) for name in names})

    lines = [tell("nightly_decided"), tell("nightly_changed")]
    rows = [
        [
            programme_title(row["programme"], language, ceiling=row["kind"] == "ceiling"),
            *(number_text(row[name], language) for name in ("gained", "lost", "other_amount")),
            _tenge(row["tenge_year_low"], row["tenge_year_high"], language),
        ]
        for row in made.report["programmes"]
    ]
    if rows:
        headings = ["gained", "lost", "other_amount", "tenge"]
        titles = [message(f"nightly_{name}", language) for name in headings]
        lines.append(simple_table(message("nightly_title", language), [say("programme", language), *titles], rows))
        if any(row["kind"] == "ceiling" for row in made.report["programmes"]):
            lines.append(f"{say('ceiling_note', language)}.")
    if made.report["confidential"]:
        lines.append(tell("nightly_confidential"))
    return "\n".join([*lines, *(str(path) for path in sorted(made.result.folder.iterdir()))])


def _tenge(low: int | None, high: int | None, language: str) -> str:
    """How the sum a year moves: one number, its two bounds where something is unknown, a dash where nothing is paid."""
    if low is None or high is None:
        return "—"
    texts = [("+" if amount > 0 else "") + number_text(amount, language) for amount in (low, high)]
    return texts[0] if low == high else " … ".join(texts)
