"""The department's own published figures, checked: what the reports say that does not agree."""

from __future__ import annotations

from pathlib import Path

from tirek.commands.figures_report import checked_as_text
from tirek.figures.checking import check_figures
from tirek.figures.reading import published_names, read_figures
from tirek.figures.reporting import totals


def check_published(folder: Path) -> tuple[list[str], list[Path], bool]:
    """Check every shipped file, and write the findings whole.

    Returns
    -------
    list of str
        A line of totals for each file, in Kazakh and in Russian.
    list of Path
        The files written, one a language.
    bool
        Whether every verdict is the one that its file foresaw.
    """
    checked = [check_figures(read_figures(name)) for name in published_names()]
    lines, paths = [], []
    for language in ("kk", "ru"):
        path = folder / f"figures_{language}.txt"
        path.write_text("\n\n".join(checked_as_text(one, language) for one in checked) + "\n", encoding="utf-8")
        paths.append(path)
        lines += [f"{one.publication.title[language]}. {totals(one, language)}" for one in checked]
    return lines, paths, not any(one.unexpected for one in checked)
