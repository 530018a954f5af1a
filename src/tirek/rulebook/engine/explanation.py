"""A decision in words: what, why, which line and figure, what is missing, what may be done. The same for letter and page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tirek.rulebook.engine.acts import cite_act
from tirek.rulebook.engine.benefit import DEPARTMENT
from tirek.rulebook.engine.case import PARTS
from tirek.rulebook.engine.counterfactual import Change
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.missing import Missing
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import GRANTED, NOTHING_CLAIMED, REFUSED, UNDETERMINED, Outcome, Reason
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.program import Program
from tirek.rulebook.engine.units import Unit
from tirek.rulebook.engine.wording import dated_text, quantity_text, quarter_text

_GRANTED_TEXT = {
    "fixed": "granted_amount",
    "cost_up_to": "granted_cost",
    "ceiling": "granted_ceiling",
    "in_kind": "granted_in_kind",
    "right": "granted_right",
    "level": "granted_level",
    "duty": "granted_duty",
}


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Mapping[str, str]]:
    """Sentences of explanations by key and language."""
    found: Mapping[str, Mapping[str, str]] = read_document(ROOT / "engine" / "texts.yaml")
    return found


def reform_notice(moment: Moment, language: str) -> str:
    """That this is no decision, where a reform was asked that decides none; empty otherwise."""
    reform = moment.reform
    if reform is None and moment.local and not moment.local.decides:
        key = "local_of_a_file" if moment.local.number else "local_unsigned"
        return texts()[key][language].format(number=moment.local.number)
    if reform is None or (reform.decides and reform in moment.reforms):
        return ""
    key = "reform_would" if reform in moment.reforms else "reform_unknown_then"
    status = texts()[f"status_{reform.status}"][language]
    return texts()[key][language].format(title=reform.title[language], status=status)


def under_reforms(moment: Moment, language: str) -> list[str]:
    """Reforms in force that were applied, and the warning of each that is not."""
    return [
        texts()["reform_applied"][language].format(
            title=reform.title[language], number=reform.number, date=dated_text(reform.day, language)
        )
        if reform.decides and reform.day
        else reform.warning[language]
        for reform in moment.reforms
    ]


def reform_lines(moment: Moment, language: str) -> list[str]:
    """Everything that is said of the reforms of a moment, where there is no decision to be explained."""
    notice = reform_notice(moment, language)
    return [*([notice] if notice else []), *under_reforms(moment, language)]


@dataclass(frozen=True)
class Explanation:
    """Sentences of one outcome in one language, in reading order; ``notice`` goes before all where nothing is decided."""

    title: str
    lines: tuple[str, ...]
    notice: str = ""

    def text(self) -> str:
        """Notice, title and sentences, one a line."""
        return "\n".join((*([self.notice] if self.notice else []), self.title, *self.lines))


def explain(program: Program, outcome: Outcome, changes: tuple[Change, ...], language: str) -> Explanation:
    """An outcome in words of one language."""
    say = _Speaker(program, language)
    if outcome.benefit_id in program.absent:
        key = outcome.status if outcome.status in texts() else "not_in_force"
        title = program.asked[outcome.benefit_id].document["title"][language]
        return Explanation(
            title, (say.text(key), *under_reforms(program.moment, language)), reform_notice(program.moment, language)
        )
    document = program.asked[outcome.benefit_id].document
    lines = say.opening(outcome)
    for reason in outcome.reasons:
        lines += say.reason(outcome, reason)
    if changes:
        advice = list(dict.fromkeys(change.advice(language) for change in changes))
        lines.append(say.text("advice", list=" ".join(advice)))
    if program.asked[outcome.benefit_id].payer != DEPARTMENT:
        lines.append(say.text("not_ours", place=document["apply_at"][language]))
    if program.benefits[outcome.benefit_id].term.status != "in_force":
        lines.append(say.text("draft"))
    if program.moment.assumption:
        assumption = program.moment.assumption
        lines.append(say.text("assumed", title=assumption.title[language], warning=assumption.warning[language]))
    lines += under_reforms(program.moment, language)
    return Explanation(document["title"][language], tuple(lines), reform_notice(program.moment, language))


class _Speaker:
    def __init__(self, program: Program, language: str) -> None:
        self.program, self.language = program, language

    def text(self, key: str, **values: str) -> str:
        # A unit may end in a full stop of its own ("мес."): one is enough.
        return texts()[key][self.language].format(**values).replace("..", ".")

    def opening(self, outcome: Outcome) -> list[str]:
        if outcome.status == GRANTED:
            return [self._granted(outcome), *self._employers(outcome), *self._basis(outcome)]
        if outcome.status == UNDETERMINED:
            return self._undetermined(outcome)
        if outcome.status == REFUSED:
            return [self.text("refused_duty" if outcome.kind == "duty" else "refused")]
        return [self.text("conflict")]

    def _amount(self, outcome: Outcome, value: int) -> str:
        step = self.program.benefits[outcome.benefit_id].amount_step
        unit = getattr(step.shape, "unit", Unit()) if step else Unit()
        return quantity_text(value, unit, self.language)

    def _granted(self, outcome: Outcome) -> str:
        return self._given(outcome, outcome.total[0], outcome.holders[0])

    def _given(self, outcome: Outcome, total: int, holders: int) -> str:
        measured = self.program.benefits[outcome.benefit_id].amount_step is not None
        key = "granted_quantity" if measured and outcome.kind in ("in_kind", "right") else _GRANTED_TEXT[outcome.kind]
        return self.text(key, amount=self._amount(outcome, total), holders=str(holders))

    def _employers(self, outcome: Outcome) -> list[str]:
        """Several employers are no family: each reads what was decided about it."""
        bound = self.program.benefits[outcome.benefit_id]
        if bound.entity != "employer" or len(outcome.rows) < 2:
            return []
        lines = []
        for number, row in enumerate(outcome.rows, 1):
            if row.status == GRANTED:
                said = self._given(outcome, row.amount[0], 1)
            else:
                said = " ".join(bound.refusal(code)[self.language] for code in row.failing)
            lines.append(self.text("employer_row", number=str(number), text=said))
        return lines

    def _basis(self, outcome: Outcome) -> list[str]:
        bound = self.program.benefits[outcome.benefit_id]
        step = bound.amount_step or next(iter(bound.conditions.values()))
        act = cite_act(step.act or bound.term.act, self.language, step.article)
        floors = [cite_act(floor.act, self.language, floor.article) for floor in bound.floors if floor.act]
        return [self.text("basis", act=act), *(self.text("floor_basis", act=floor) for floor in floors)]

    def _undetermined(self, outcome: Outcome) -> list[str]:
        lines = [self.text("undetermined")]
        if outcome.missing:
            lines.append(self.text("missing", list=", ".join(self._missing(each) for each in outcome.missing)))
        if outcome.total[0] > 0:
            lines.append(self.text("at_least", amount=self._amount(outcome, outcome.total[0])))
        return lines

    def _missing(self, missing: Missing) -> str:
        if missing.key.startswith("parameter."):
            return find_parameter(missing.key.removeprefix("parameter.")).title[self.language]
        if missing.key in PARTS.values():
            return self.text("unknown_rows", part=self.text(missing.key))
        entity, name = missing.key.split(".", 1)
        title = find_fact(entity, name).title[self.language]
        if not missing.rows:
            return title
        key = "employer_rows" if entity == "employer" else "rows"
        return self.text(key, title=title, rows=", ".join(str(row + 1) for row in missing.rows))

    def reason(self, outcome: Outcome, reason: Reason) -> list[str]:
        bound = self.program.benefits[outcome.benefit_id]
        if reason.code == NOTHING_CLAIMED:
            return [self.text("no_employers" if bound.entity == "employer" else "nothing_claimed")]
        lines = [bound.refusal(reason.code)[self.language]]
        comparison = reason.comparison
        if comparison is not None:
            values = {
                name: quantity_text(getattr(comparison, name), comparison.unit, self.language)
                for name in ("line", "figure", "difference")
            }
            lines.append(self.text("comparison", **values))
            if comparison.income_of:
                lines.append(self.text("income_period", quarter=quarter_text(comparison.income_of, self.language)))
                lines.append(self.text("wrong_record"))
        step = reason.step
        if step.act:
            lines.append(self.text("basis", act=cite_act(step.act, self.language, step.article)))
        return lines
