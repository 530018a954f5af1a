"""Why it was decided so: each reason in plain words, with the family's own figure, the line, the difference, and the article."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tirek.department.decisions.documents.words import say
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.grounds import grounds_of
from tirek.department.decisions.models import Decision
from tirek.rulebook.engine.acts import cite_act
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.units import Unit, symbol_of, unit_register
from tirek.rulebook.engine.wording import SPACE, number_text, quarter_text

Reason = dict[str, Any]
"""``text``, ``points`` (a list under it), ``figures`` (label, text, strong), ``note``, ``basis``."""


def reasons_of(decision: Decision, language: str, benefit: Benefit) -> list[Reason]:
    """The reasons of a signed decision, one after the other; never empty."""
    if decision.kind == DecisionKind.REFUSE:
        told = [_refusal(decision, code, language, benefit) for code in decision.grounds]
    elif decision.kind in (DecisionKind.SUSPEND, DecisionKind.TERMINATE, DecisionKind.RESUME):
        told = []
    else:
        told = [_met(decision, language, benefit)]
    return told + _said(decision, language, has_reason=bool(told))


def _refusal(decision: Decision, code: str, language: str, benefit: Benefit) -> Reason:
    """A ground: as the evaluation found it, with its figures; or as the programme names it."""
    found = next((each for each in decision.evaluation.answer.get("reasons") or [] if each["code"] == code), None)
    if found is None or "text" not in found:
        ground = grounds_of(decision.programme)[code]
        note = "" if decision.confidential else ground.advice.get(language, "")
        return _plain(ground.title[language], note=note, basis=ground.cited(language))
    income = bool(found.get("income_of"))
    return _plain(
        found["text"][language],
        figures=_figures(found, language),
        note=say(language, "why.wrong_record") if income else "",
        basis=cite_act(found["act"], language, found["article"]) if found.get("act") else "",
    )


def _figures(reason: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    if "figure" not in reason:
        return []
    rows = [
        {
            "label": say(language, f"labels.{name}"),
            "text": measured(reason[name], reason["unit"], language),
            "strong": name == "figure",
        }
        for name in ("figure", "line", "difference")
    ]
    if reason.get("income_of"):
        text = quarter_text(reason["income_of"], language)
        rows.append({"label": say(language, "labels.period"), "text": text, "strong": False})
    return rows


def _met(decision: Decision, language: str, benefit: Benefit) -> Reason:
    """That the conditions hold. Which ones they are is not said of a confidential programme: they name what it is for."""
    answer = decision.evaluation.answer
    steps = {step["step"]: step for step in answer.get("trace") or []}
    checked = [step for rule in benefit.conditions.values() if (step := steps.get(f"{benefit.id}.{rule.name}"))]
    titles = benefit.document.get("steps") or {}
    amount = benefit.amount_rule
    decisive = steps.get(f"{benefit.id}.{amount.name}") if amount is not None else None
    cited = decisive or (checked[0] if checked else None)
    basis = _basis(cited, language) or _term_act(decision, benefit, language)
    note = say(language, "why.ceiling") if benefit.outcome == "ceiling" else ""
    if decision.confidential or not checked:
        return _plain(say(language, "why.met"), note=note, basis=basis)
    points = [titles[step["step"].partition(".")[2]][language] for step in checked]
    return _plain(say(language, "why.met_list"), points=points, note=note, basis=basis)


def _said(decision: Decision, language: str, *, has_reason: bool) -> list[Reason]:
    """What the officer wrote; in a confidential programme it stays in the office, since anybody may open a letter."""
    if decision.confidential:
        return [] if has_reason else [_plain(say(language, "why.ask"))]
    return [_plain(say(language, "why.said", text=decision.reason))] if decision.reason else []


def _basis(step: Mapping[str, Any] | None, language: str) -> str:
    return cite_act(step["act"], language, step["article"]) if step and step.get("act") else ""


def _term_act(decision: Decision, benefit: Benefit, language: str) -> str:
    """The act by which the programme was in force on the day that was decided for."""
    on = decision.evaluation.on
    acts = [term.act for term in benefit.terms if term.start <= on and (term.until is None or on < term.until)]
    return cite_act(acts[-1], language) if acts and acts[-1] else ""


def _plain(text: str, **parts: Any) -> Reason:
    return {"text": text, "points": [], "figures": [], "note": "", "basis": "", **parts}


def measured(value: int | str, unit: str, language: str) -> str:
    """An exact figure of an answer (``26692`` or ``"80077/3"``) with the symbol of its unit as the answer spells it.

    Examples
    --------
    >>> measured("80077/3", "tenge/month/person", "ru").replace(SPACE, " ")
    '≈26 692,33 тенге на человека в месяц'
    """
    symbol = next(
        (
            symbol_of(found)[language]
            for entry in unit_register().values()
            if str(found := Unit.of(entry["dimensions"])) == unit  # type: ignore[arg-type]
        ),
        "",
    )
    return number_text(Fraction(value), language) + (SPACE + symbol if symbol else "")
