"""One self-contained page of a run, in Kazakh or Russian: tables and charts, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape

from tirek.population.charts.specifications import programme_title, say
from tirek.population.reporting import TARGETED, ProgrammeRow
from tirek.population.totals import AT_MOST, EXACT
from tirek.rulebook.engine.benefit import DEPARTMENT, PAID
from tirek.rulebook.engine.units import named_unit
from tirek.rulebook.engine.wording import number_text, quantity_text

_STYLE = """
body{font:16px/1.5 'DejaVu Sans',system-ui,sans-serif;color:#1b1b1b;max-width:1060px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid #ddd;text-align:right}
th:first-child,td:first-child{text-align:left}
th{border-bottom:2px solid #555}
caption{text-align:left;font-weight:600;padding:.4rem 0}
.note{background:#fff6dd;border-left:4px solid #d9a400;padding:.5rem 1rem}
.table,figure{margin:1rem 0;overflow-x:auto}
svg{max-width:100%;height:auto}
pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}
"""


def title_of(row: ProgrammeRow, language: str) -> str:
    """Title of a programme's row; a ceiling is starred, what the department does not pay has a dagger."""
    if row.programme == TARGETED:
        return say("targeted", language)
    mark = "" if row.payer == DEPARTMENT else " †"
    return programme_title(row.programme, language, ceiling=row.kind == "ceiling") + mark


def million(tenge: int, language: str, bound: str = EXACT) -> str:
    """Tenge as millions, to the nearest tenth; a bound is marked, and rounded so that it stays one."""
    mark, more = {EXACT: ("", 50_000), AT_MOST: ("≤ ", 99_999)}.get(bound, ("≥ ", 0))
    return mark + number_text(Fraction((tenge + more) // 100_000, 10), language, 1)


def programme_cells(row: ProgrammeRow, language: str, *, unsure: bool = False, given: bool = False) -> list[str]:
    """Cells of a programme's row: title, families, people, month, year, published, take-up; where asked, what is given in
    kind with its unit, and undetermined.

    A number that is only a bound says so: ``≥`` where some answers are unknown, ``≤`` where it is a ceiling.
    """
    published, paid = "", row.kind in PAID
    if row.published is not None:
        count = row.published.persons or row.published.families or 0
        published = f"{number_text(count, language)} ({row.published.year})"
    share = row.take_up
    least, most = ("≥ ", "≤ ") if row.undetermined else ("", "")
    take_up = f"{most}{number_text(round(share * 100), language)} %" if share is not None else ""
    cells = [
        title_of(row, language),
        least + number_text(row.families, language),
        least + number_text(row.persons, language),
        *([million(tenge, language, row.bound) for tenge in (row.tenge_month, row.tenge_year)] if paid else ["", ""]),
        published,
        take_up + (" ▼" if row.doubtful else ""),
    ]
    if given:
        cells.append(least + quantity_text(row.quantity, named_unit(row.unit), language) if row.unit else "")
    return [*cells, number_text(row.undetermined, language)] if unsure else cells


def headings(language: str, *, unsure: bool = False, given: bool = False) -> list[str]:
    """Headings of the table of programmes."""
    keys = ["programme", "families", "people", "month", "year", "published_holders", "take_up"]
    keys += (["quantity"] if given else []) + (["undetermined_families"] if unsure else [])
    return [say(key, language) for key in keys]


def has_quantities(rows: Iterable[ProgrammeRow]) -> bool:
    """Whether something is given in a unit other than tenge, so that the table needs a column for it."""
    return any(row.unit for row in rows)


def has_unknowns(rows: Iterable[ProgrammeRow]) -> bool:
    """Whether some answers are unknown, so that the table needs a column for them."""
    return any(row.undetermined for row in rows)


def footnotes(rows: Sequence[ProgrammeRow], language: str) -> str:
    """What the marks of the table mean."""
    said = [f"{say('ceiling_note', language)}.", f"▼ — {say('doubt', language)}."]
    if any(row.bound == AT_MOST for row in rows):
        said.append(f"≤ — {say('at_most', language)}.")
    if any(row.payer != DEPARTMENT for row in rows):
        said.append(f"† — {say('other_payer', language)}.")
    if has_unknowns(rows):
        said.append(f"≥ — {say('at_least', language)}.")
    clashing = [row for row in rows if row.conflicts]
    said += [f"{title_of(row, language)}: {say('clash', language)}: {row.conflicts}." for row in clashing]
    return " ".join(said)


def render_page(
    rows: Sequence[ProgrammeRow], charts: Iterable[str], notes: Sequence[str], explained: str, language: str
) -> str:
    """The page as HTML text.

    Parameters
    ----------
    charts : iterable of str
        SVG texts.
    notes : sequence of str
        Sentences at the head: synthetic, date, assumption, what is not in force.
    explained : str
        One family's decision in words.
    """
    shown = {"unsure": has_unknowns(rows), "given": has_quantities(rows)}
    head = "".join(f"<th scope=col>{escape(text)}</th>" for text in headings(language, **shown))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in programme_cells(row, language, **shown)) + "</tr>"
        for row in rows
    )
    figures = "".join(f"<figure>{svg}</figure>" for svg in charts)
    said = "".join(f"<p class=note>{escape(note)}</p>" for note in notes)
    title, caption = escape(say("page_title", language)), escape(say("programmes_title", language))
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>{_STYLE}</style><main><h1>{title}</h1>{said}"
        f"<div class=table><table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div><p>{escape(footnotes(rows, language))}</p>"
        f"{figures}<pre>{escape(explained)}</pre></main></html>\n"
    )
