"""One self-contained page of a comparison: the answer, tables beside charts, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from tirek.population.comparison.changes import UNSURE
from tirek.population.comparison.family_types import family_types
from tirek.population.comparison.figures import SUMMARY, Figure, Figures
from tirek.population.comparison.incomes import IncomeModel
from tirek.population.comparison.tallies import (
    ALL,
    BANDS,
    DISABILITIES,
    DISTRICTS,
    FLOWS,
    FUND,
    LEVELS,
    PROGRAMMES,
    TYPES,
    WHOLE,
)
from tirek.population.comparison.wording import answer, key_title, range_text, tell, value_text
from tirek.rulebook.engine.facts import find_fact

_STYLE = """
body{font:16px/1.5 'DejaVu Sans',system-ui,sans-serif;color:#1b1b1b;background:#fff;max-width:1240px;margin:1.5rem auto;
padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 .6rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.2rem 0 .4rem}
.answer{font-size:1.15rem;border-left:5px solid #1f5f8b;padding:.4rem 1rem;background:#eef4f9}
.note{background:#fff6dd;border-left:5px solid #8a6500;padding:.2rem 1rem;margin:.8rem 0}
.note p{margin:.35rem 0}
.table,figure{margin:.8rem 0;overflow-x:auto}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.85rem}
th,td{padding:.35rem .45rem;border-bottom:1px solid #ccc;text-align:right;vertical-align:top}
td{white-space:nowrap}
thead th{border-bottom:2px solid #555;vertical-align:bottom;line-height:1.25}
th:first-child{text-align:left;font-weight:400;min-width:8rem;position:sticky;left:0;background:#fff}
thead th:first-child,tr.whole th,tr.whole td{font-weight:700}
.words td{white-space:normal;text-align:left}
small{display:block;color:#555;font-size:.82em;white-space:normal}
figcaption{font-weight:700}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
svg{max-width:100%;height:auto}
dt{font-weight:700;margin-top:.5rem}
dd{margin:0;overflow-wrap:anywhere}
code{background:#f2f2f2;padding:.1rem .3rem;overflow-wrap:anywhere}
@media (max-width:640px){figure svg{max-width:none;width:30rem}}
@media print{.table,figure{overflow:visible}}
"""

Chart = tuple[str, str]
"""Title and SVG text."""

FAMILIES = ("all", "gain", "lose", "same", UNSURE, "starts", "ends")
COLUMNS: Mapping[str, tuple[str, ...]] = {
    PROGRAMMES: ("held_before", "held_after", "starts", "ends", "gain", "lose", UNSURE),
    FUND: ("gain", "lose", UNSURE),
    **dict.fromkeys((DISTRICTS, LEVELS, TYPES, DISABILITIES), FAMILIES),
    BANDS: ("all",),
}
"""Counts of each table, as families; the folder has the persons too."""


def render_comparison(
    figures: Figures,
    charts: Mapping[str, Chart],
    heading: str,
    notes: Iterable[str],
    footnotes: Iterable[str],
    models: Sequence[IncomeModel],
    made: Mapping[str, str],
    language: str,
) -> str:
    """The page as HTML text.

    Parameters
    ----------
    charts : mapping of str to (str, str)
        Title and SVG text by name of the chart.
    heading : str
    notes, footnotes : iterable of str
        Sentences at the head (status, assumptions), and below the tables (what the marks mean).
    made : mapping of str to str
        How it was computed: label to value.
    """
    chart_of = {PROGRAMMES: "programmes", BANDS: "bands", **{name: f"{name}s" for name in (DISTRICTS, LEVELS, TYPES)}}
    parts = [_section(tell("summary", language), _summary(figures, models, language), charts.get("cost"))]
    for table in (PROGRAMMES, FUND, DISTRICTS, LEVELS, TYPES, DISABILITIES, BANDS):
        if figures.keys(table):
            title = tell(f"{table}_title", language)
            parts.append(_section(title, _table(figures, table, language), charts.get(chart_of.get(table, ""))))
    parts.append(_section(tell("incomes", language), _models(models, language), None, tell("incomes_note", language)))
    said = "".join(f"<p>{escape(note)}</p>" for note in notes)
    marks = "".join(f"<p>{escape(note)}</p>" for note in footnotes)
    how = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in made.items())
    title = escape(heading)
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8>"
        f"<meta name=viewport content='width=device-width,initial-scale=1'><title>{title}</title>"
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p class=answer>{escape(answer(figures, language))}</p><div class=note>{said}</div>{marks}{''.join(parts)}"
        f"<section><h2>{escape(tell('made', language))}</h2><dl>{how}</dl></section></main></body></html>\n"
    )


def _section(title: str, table: str, chart: Chart | None, note: str = "") -> str:
    drawn = ""
    if chart:
        label, svg = escape(chart[0]), chart[1]
        drawn = f"<figure><figcaption>{label}</figcaption><div role=img aria-label='{label}' tabindex=0>{svg}</div></figure>"
    said = f"<p>{escape(note)}</p>" if note else ""
    return f"<section><h2>{escape(title)}</h2>{said}{drawn}{table}</section>"


def _grid(caption: str, headings: Sequence[str], rows: Iterable[tuple[str, str]], kind: str = "") -> str:
    """A table: headings, then rows of (class, cells as HTML)."""
    head = "".join(f"<th scope=col>{escape(text)}</th>" for text in headings)
    body = "".join(f"<tr{f' class={name}' if name else ''}>{cells}</tr>" for name, cells in rows)
    table = f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div class='table {kind}' tabindex=0 role=region aria-label='{escape(caption)}'>{table}</div>"


def _cell(figure: Figure, name: str, language: str) -> str:
    spread = range_text(figure, name, language)
    main = value_text(figure.main, name, language)
    return f"<td>{escape(main)}{f'<small>{escape(spread)}</small>' if spread else ''}</td>"


def _summary(figures: Figures, models: Sequence[IncomeModel], language: str) -> str:
    """Each figure of everybody under each model of income."""
    names = [name for name in SUMMARY if not name.startswith(UNSURE) or figures.has_unsure(WHOLE)]
    rows = []
    for name in names:
        figure = figures.whole(name)
        values = [value_text(figure.values[model.name], name, language) for model in models]
        cells = "".join(f"<td>{escape(text)}</td>" for text in values)
        rows.append(("", f"<th scope=row>{escape(tell(name, language))}</th>{cells}"))
    headings = [tell("figure", language), *(model.title[language] for model in models)]
    return _grid(tell("summary", language), headings, rows)


def _table(figures: Figures, table: str, language: str) -> str:
    """The rows of a division with the whole below; families, then tenge."""
    counts = [f"{name}.families" for name in COLUMNS[table] if name != UNSURE or figures.has_unsure(table)]
    money = list(FLOWS) if table != BANDS else []
    short = ["short_families" if name == "all.families" else f"short_{name.partition('.')[0]}" for name in counts]
    headings = [tell(key, language) for key in (table, *short, *(f"short_{name}" for name in money))]
    rows = []
    for key in figures.keys(table):
        if table == FUND and all(figures.of(table, key, flow).is_nothing for flow in FLOWS):
            continue
        cells = [_cell(figures.of(table, key, name), name, language) for name in (*counts, *money)]
        rows.append(("", f"<th scope=row>{escape(key_title(table, key, language))}</th>{''.join(cells)}"))
    whole = [_cell(figures.whole(name), name, language) for name in (*counts, *money)]
    rows.append(("whole", f"<th scope=row>{escape(key_title(WHOLE, ALL, language))}</th>{''.join(whole)}"))
    note = _types(language) if table == TYPES else ""
    return _grid(tell(f"{table}_title", language), headings, rows) + note


def _types(language: str) -> str:
    told = "".join(
        f"<li>{escape(each['title'][language])}: {escape(each['about'][language])}</li>" for each in family_types()
    )
    return f"<p>{escape(tell('types_note', language))}:</p><ul>{told}</ul>"


def _models(models: Sequence[IncomeModel], language: str) -> str:
    headings = [tell("model", language), tell("model_about", language), tell("model_ratios", language)]
    rows = []
    for model in models:
        ratios = "; ".join(f"{find_fact('person', n).title[language]} × {r}" for n, r in model.ratios.items())
        cells = (model.about[language], ratios or tell("none", language))
        texts = "".join(f"<td>{escape(text)}</td>" for text in cells)
        rows.append(("", f"<th scope=row>{escape(model.title[language])}</th>{texts}"))
    return _grid(tell("incomes", language), headings, rows, "words")
