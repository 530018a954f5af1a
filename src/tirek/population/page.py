"""One self-contained page of a run, in Kazakh or Russian: tables and charts, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape

from tirek.population.charts.specifications import programme_title, say
from tirek.population.reporting import DOUBTFUL_TAKE_UP, TARGETED, ProgrammeRow
from tirek.rulebook.engine.wording import number_text

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
    """Title of a programme's row; a ceiling is starred."""
    if row.programme == TARGETED:
        return say("targeted", language)
    return programme_title(row.programme, language, ceiling=row.kind == "ceiling")


def million(tenge: int, language: str) -> str:
    """Tenge as millions, to the nearest tenth."""
    return number_text(Fraction((tenge + 50_000) // 100_000, 10), language, 1)


def programme_cells(row: ProgrammeRow, language: str) -> list[str]:
    """Cells of a programme's row: title, families, people, month, year, published, take-up."""
    published = ""
    if row.published is not None:
        count = row.published.persons or row.published.families or 0
        published = f"{number_text(count, language)} ({row.published.year})"
    share = row.take_up
    take_up = f"{number_text(round(share * 100), language)} %" if share is not None else ""
    if share is not None and share < DOUBTFUL_TAKE_UP:
        take_up += " ▼"
    return [
        title_of(row, language),
        number_text(row.families, language),
        number_text(row.persons, language),
        million(row.tenge_month, language),
        million(row.tenge_year, language),
        published,
        take_up,
    ]


def headings(language: str) -> list[str]:
    """Headings of the table of programmes."""
    keys = ("programme", "families", "people", "month", "year", "published_holders", "take_up")
    return [say(key, language) for key in keys]


def render_page(
    rows: Sequence[ProgrammeRow], charts: Iterable[str], notes: Sequence[str], explained: str, language: str
) -> str:
    """The page as HTML text.

    Parameters
    ----------
    charts : iterable of str
        SVG texts.
    notes : sequence of str
        Sentences at the head: synthetic, date, assumption.
    explained : str
        One family's decision in words.
    """
    head = "".join(f"<th scope=col>{escape(text)}</th>" for text in headings(language))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in programme_cells(row, language)) + "</tr>"
        for row in rows
    )
    figures = "".join(f"<figure>{svg}</figure>" for svg in charts)
    said = "".join(f"<p class=note>{escape(note)}</p>" for note in notes)
    title = escape(say("page_title", language))
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{title}</title><style>{_STYLE}</style><main><h1>{title}</h1>{said}"
        f"<div class=table><table><caption>{escape(say('programmes_title', language))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div><p>{escape(say('ceiling_note', language))}. "
        f"▼ — {escape(say('doubt', language))}.</p>{figures}<pre>{escape(explained)}</pre></main></html>\n"
    )
