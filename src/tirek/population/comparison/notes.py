"""What a comparison says of itself: what was compared, on which assumptions, what is hidden, how to repeat it."""

from __future__ import annotations

from collections.abc import Iterable

from tirek.population.comparison.changes import UNSURE
from tirek.population.comparison.compare import Comparison
from tirek.population.comparison.exporting import KEY, MARK
from tirek.population.comparison.figures import Figures
from tirek.population.comparison.hiding import CONFLICTS
from tirek.population.comparison.incomes import MIDDLE
from tirek.population.comparison.tallies import PROGRAMMES
from tirek.population.comparison.wording import law_title, tell
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.benefit import DEPARTMENT
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.wording import date_text, number_text

_CITY = "tirek.population.city"
"""Maker of snapshots whose people are all invented."""


def heading(comparison: Comparison, language: str) -> str:
    """What is compared."""
    return tell("title", language, name=law_title(_after(comparison), language))


def _after(comparison: Comparison) -> Moment:
    return comparison.pair.after.program.moment


def _before(comparison: Comparison) -> Moment:
    return comparison.pair.before.program.moment


def head_notes(comparison: Comparison, language: str) -> list[str]:
    """Sentences that stand above every answer."""
    before, after, manifest = _before(comparison), _after(comparison), comparison.manifest
    counts = {"families": number_text(manifest.families, language), "people": number_text(manifest.people, language)}
    said = [
        tell("against", language, name=law_title(before, language)),
        tell("asked", language, day=date_text(after.on, language), **counts),
    ]
    if manifest.made_by.get("maker") == _CITY:
        said.append(tell("synthetic", language))
    reforms = {reform.name: reform for reform in (after.reform, before.reform) if reform}.values()
    chosen = {each.name: each for each in (after.assumption, before.assumption) if each}.values()
    status = {reform.name: tell("status", language, status=tell(reform.status, language)) for reform in reforms}
    said += [f"{reform.title[language]}. {status[reform.name]} {reform.warning[language]}" for reform in reforms]
    said += [f"{assumption.title[language]}. {assumption.warning[language]}" for assumption in chosen]
    if any(benefit.payer != DEPARTMENT for benefit in comparison.pair.benefits):
        said.append(tell("other_payers", language))
    return [*said, tell("all_apply", language)]


def foot_notes(comparison: Comparison, figures: Figures, language: str) -> list[str]:
    """What the marks mean, and what is not in the tables."""
    several = len(comparison.models) > 1
    main = next((model for model in comparison.models if model.name == MIDDLE), comparison.models[0])
    shown = tell("middle_shown" if several else "only_model", language, model=main.title[language])
    said = [shown, _hidden(comparison, language)]
    if any(benefit.outcome == "ceiling" for benefit in comparison.pair.benefits):
        said.append(tell("ceiling_note", language))
    if figures.whole(f"{UNSURE}.families").greatest != 0 or figures.has_unsure(PROGRAMMES):
        said.append(tell("unsure_note", language))
    table = comparison.exported.tables[PROGRAMMES]
    clashing = [row[KEY] for row in table.iter_rows(named=True) if any(row[column] != 0 for column in CONFLICTS)]
    if clashing:
        said.append(tell("conflict_note", language, names=_titles(dict.fromkeys(clashing), language)))
    absent = [name for name in comparison.pair.before.program.absent if name in comparison.pair.after.program.absent]
    if absent:
        said.append(tell("absent_note", language, names=_titles(absent, language)))
    return said if comparison.pair.has_level else [*said, tell("no_level_note", language)]


def _titles(names: Iterable[str], language: str) -> str:
    return "; ".join(str(find_benefit(name).document["title"][language]) for name in names)


def _hidden(comparison: Comparison, language: str) -> str:
    if comparison.k == 1:
        return tell("nothing_hidden", language)
    count = number_text(comparison.exported.hidden, language)
    return tell("hidden_note", language, mark=MARK, most=comparison.k - 1, count=count)


def how_made(comparison: Comparison, command: str, language: str) -> dict[str, str]:
    """What a reader needs to compute it again: label to value."""
    after, assumption = _after(comparison), _after(comparison).assumption
    snapshot = "; ".join(f"{file} {digest}" for file, digest in sorted(comparison.manifest.digests.items()))
    made = {
        "made_on": date_text(after.on, language),
        "made_territory": after.territory,
        "made_assumption": assumption.title[language] if assumption else tell("none", language),
        "made_reform": _law(after, language),
        "made_against": _law(_before(comparison), language),
        "made_rulebook": rulebook_digest(),
        "made_snapshot": snapshot,
        "made_engine": comparison.engine,
        "made_command": command,
    }
    return {tell(label, language): value for label, value in made.items()}


def _law(moment: Moment, language: str) -> str:
    title = law_title(moment, language)
    law = moment.reform or moment.local
    return f"{title}: {law.digest}" if law else title
