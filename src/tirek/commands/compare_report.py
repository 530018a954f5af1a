"""What a comparison says on a terminal: the answer, its figures by model of income, what is hidden, the files."""

from __future__ import annotations

from pathlib import Path

from tirek.commands.tables import simple_table
from tirek.population.comparison.changes import UNSURE
from tirek.population.comparison.compare import Comparison
from tirek.population.comparison.figures import SUMMARY, Figure, Figures
from tirek.population.comparison.notes import foot_notes, head_notes, heading
from tirek.population.comparison.tallies import PROGRAMMES, WHOLE
from tirek.population.comparison.wording import answer, key_title, tell, value_text


def comparison_as_text(comparison: Comparison, folder: Path | None, language: str) -> str:
    """The answer first, then the figures of everybody and of each programme that changes; then the files of a folder."""
    figures = Figures(comparison)
    models = [model.title[language] for model in comparison.models]
    told = [name for name in SUMMARY if not name.startswith(UNSURE) or figures.has_unsure(WHOLE)]
    rows = [[tell(name, language), *_values(figures.whole(name), name, language)] for name in told]
    found = {key: figures.of(PROGRAMMES, key, "change") for key in figures.keys(PROGRAMMES)}
    changes = [
        [key_title(PROGRAMMES, key, language), *_values(figure, "change", language)]
        for key, figure in found.items()
        if not figure.is_nothing
    ]
    parts = [
        heading(comparison, language),
        answer(figures, language),
        *head_notes(comparison, language),
        simple_table(tell("summary", language), [tell("figure", language), *models], rows),
        simple_table(tell("programme_chart", language), [tell("programme", language), *models], changes),
        *foot_notes(comparison, figures, language),
    ]
    if folder is not None:
        parts += [tell("files", language), *(str(path) for path in sorted(folder.rglob("*")) if path.is_file())]
    return "\n".join(parts)


def _values(figure: Figure, name: str, language: str) -> list[str]:
    return [value_text(value, name, language) for value in figure.values.values()]
