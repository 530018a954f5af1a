"""One family decided: the whole answer a program or a page needs, from one call."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.digest import rulebook_digest
from tirek.rulebook.engine.acts import LANGUAGES
from tirek.rulebook.engine.case import Case, shown_value
from tirek.rulebook.engine.counterfactual import Change, find_changes
from tirek.rulebook.engine.explanation import explain
from tirek.rulebook.engine.expressions import Number
from tirek.rulebook.engine.facts import find_fact
from tirek.rulebook.engine.interpreter import Interpreter, settled
from tirek.rulebook.engine.missing import Missing
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.outcomes import GRANTED, NOTHING_CLAIMED, Outcome, Reason, decide
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.program import Program, bind_program
from tirek.rulebook.engine.trace import TraceStep, trace_benefit


@dataclass(frozen=True)
class Answer:
    """An outcome with its trace and what would turn it."""

    program: Program
    outcome: Outcome
    interpreter: Interpreter
    trace: tuple[TraceStep, ...]
    changes: tuple[Change, ...]

    def text(self, language: str) -> str:
        """The explanation and the steps, in one language."""
        explanation = explain(self.program, self.outcome, self.changes, language).text()
        steps = "\n".join(f"  {number}. {step.sentence(language)}" for number, step in enumerate(self.trace, 1))
        return f"{explanation}\n{steps}" if steps else explanation

    def as_json(self) -> dict[str, Any]:
        """The whole answer for a program to read."""
        moment, outcome = self.program.moment, self.outcome
        bound = self.program.benefits.get(outcome.benefit_id)
        determined = settled(outcome.total) and bound is not None and bound.amount_step is not None
        return {
            "benefit": outcome.benefit_id,
            "title": dict(find_benefit(outcome.benefit_id).document["title"]),
            "on": moment.on.isoformat(),
            "applied_on": moment.application.isoformat(),
            "known_on": moment.known_on.isoformat() if moment.known_on else None,
            "territory": moment.territory,
            "assumption": moment.assumption.name if moment.assumption else None,
            "warning": dict(moment.assumption.warning) if moment.assumption else None,
            "reform": {**moment.reform.as_json(), "applied": moment.reform in moment.reforms}
            if moment.reform
            else None,
            "overlays": [reform.as_json() for reform in moment.reforms if reform is not moment.reform],
            "local_law": moment.local.as_json() if moment.local else None,
            "decides": self.decides,
            "outcome": outcome.status,
            "kind": outcome.kind,
            "amount": outcome.total[0] if determined else None,
            "amount_bounds": list(outcome.total),
            "unit": _unit(bound.amount_step.shape) if bound and bound.amount_step else None,
            "holders": list(outcome.holders),
            "rows": [_row(row) for row in outcome.rows],
            "reasons": [self._reason(reason) for reason in outcome.reasons],
            "missing": [_missing(each) for each in outcome.missing],
            "counterfactual": [_change(change) for change in self.changes],
            "extras": self._extras(),
            "explanation": {language: self._sentences(language) for language in LANGUAGES},
            "trace": [step.as_json() for step in self.trace],
            "rulebook": rulebook_digest(),
        }

    @property
    def decides(self) -> bool:
        """Whether this is a decision by the law: not what a draft would say, and not the result of a method that is one."""
        moment = self.program.moment
        bound = self.program.benefits.get(self.outcome.benefit_id)
        by_law = all(reform.decides for reform in moment.reforms) and (moment.local is None or moment.local.decides)
        return by_law and moment.assumption is None and (bound is None or bound.term.status == "in_force")

    def _sentences(self, language: str) -> list[str]:
        made = explain(self.program, self.outcome, self.changes, language)
        return [*([made.notice] if made.notice else []), *made.lines]

    def _extras(self) -> dict[str, Any]:
        bound = self.program.benefits.get(self.outcome.benefit_id)
        if bound is None:
            return {}
        values = {name: self.interpreter.value(step.node) for name, step in bound.extras.items()}
        return {name: value[0] if settled(value) else None for name, value in values.items()}

    def _reason(self, reason: Reason) -> dict[str, Any]:
        bound = self.program.benefits[self.outcome.benefit_id]
        made: dict[str, Any] = {"code": reason.code, "rows": list(reason.rows)}
        if reason.code != NOTHING_CLAIMED:
            made["text"] = dict(bound.refusal(reason.code))
        made |= {"act": reason.step.act, "article": reason.step.article}
        comparison = reason.comparison
        if comparison is not None:
            made |= {
                "line": _exact(comparison.line),
                "figure": _exact(comparison.figure),
                "difference": _exact(comparison.difference),
                "unit": str(comparison.unit),
                "income_of": comparison.income_of,
            }
        return made


def _unit(shape: object) -> str | None:
    return str(shape.unit) if isinstance(shape, Number) else None


def _exact(value: Fraction) -> int | str:
    return int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _row(row: Any) -> dict[str, Any]:
    amount = row.amount[0] if row.status == GRANTED else None
    return {"row": row.index, "outcome": row.status, "amount": amount, "failing": list(row.failing)}


def _missing(missing: Missing) -> dict[str, Any]:
    made: dict[str, Any] = {"key": missing.key, "rows": list(missing.rows)}
    if missing.key.startswith("parameter."):
        return {**made, "title": dict(find_parameter(missing.key.removeprefix("parameter.")).title)}
    if "." in missing.key:
        fact = find_fact(*missing.key.split(".", 1))
        return {**made, "title": dict(fact.title), "source": fact.source, "confidential": fact.confidential}
    return made


def _change(change: Change) -> dict[str, Any]:
    return {
        "fact": change.fact.key,
        "row": change.row,
        "value": shown_value(change.fact, change.value),
        "advice": dict(change.fact.advice),
    }


def decide_family(benefit_id: str, moment: Moment, case: Case) -> Answer:
    """Decide one benefit for one family at a moment.

    Raises
    ------
    FactError
        If there is no such benefit.
    """
    program = bind_program([find_benefit(benefit_id)], moment)
    outcome, interpreter = decide(program, benefit_id, case)
    if benefit_id in program.absent:
        return Answer(program, outcome, interpreter, (), ())
    trace = tuple(trace_benefit(program, benefit_id, interpreter))
    return Answer(program, outcome, interpreter, trace, find_changes(program, outcome, case))
