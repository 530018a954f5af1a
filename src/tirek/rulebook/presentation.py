"""A programme shown whole: what it gives, to whom, by which act, its conditions, steps, parameters and facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tirek.rulebook.engine.acts import cite_act
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.needs import facts_needed, parameters_used, read_steps
from tirek.rulebook.engine.parameters import Value, find_parameter
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.engine.wording import number_text, yes_text

_PAID_TO: Mapping[str, Mapping[str, str]] = {
    "person": {
        "kk": "Төлем адамның өзіне аударылады.",
        "ru": "Выплачивается самому человеку.",
        "en": "Paid to the person.",
    },
    "family": {"kk": "Төлем отбасына аударылады.", "ru": "Выплачивается семье.", "en": "Paid to the family."},
    "employer": {
        "kk": "Ақша жұмыс берушіге аударылады.",
        "ru": "Деньги перечисляются работодателю.",
        "en": "The money goes to the employer.",
    },
    "training_centre": {
        "kk": "Ақша оқу орталығына аударылады.",
        "ru": "Деньги перечисляются учебному центру.",
        "en": "The money goes to the training centre.",
    },
}
_HEADINGS: Mapping[str, Mapping[str, str]] = {
    "terms": {"kk": "Қолданылуы", "ru": "Действие", "en": "In force"},
    "conditions": {"kk": "Шарттары", "ru": "Условия", "en": "Conditions"},
    "parameters": {"kk": "Параметрлер", "ru": "Параметры", "en": "Parameters"},
    "facts": {"kk": "Қажетті мәліметтер", "ru": "Нужные сведения", "en": "Facts needed"},
    "payer": {"kk": "Кім төлейді немесе береді", "ru": "Кто платит или предоставляет", "en": "Who pays or provides it"},
    "apply_at": {"kk": "Қайда жүгіну керек", "ru": "Куда обратиться", "en": "Where to apply"},
    "income": {
        "kk": "Атаулы әлеуметтік көмек тағайындағанда табыс ретінде есептеледі",
        "ru": "Учитывается как доход при назначении адресной социальной помощи",
        "en": "Counts as income for targeted social assistance",
    },
    "documents": {"kk": "Құжаттар", "ru": "Документы", "en": "Documents"},
}


_PAYERS: Mapping[str, Mapping[str, str]] = {
    "department": {"kk": "басқарма", "ru": "управление", "en": "the department"},
    "state_corporation": {
        "kk": "Мемлекеттік корпорация",
        "ru": "Государственная корпорация",
        "en": "the State Corporation",
    },
    "education": {"kk": "білім басқармасы", "ru": "управление образования", "en": "the education department"},
    "insurance_fund": {
        "kk": "медициналық сақтандыру қоры",
        "ru": "фонд медицинского страхования",
        "en": "the medical insurance fund",
    },
    "employer": {"kk": "жұмыс беруші", "ru": "работодатель", "en": "the employer"},
}


def payer_text(benefit: Benefit, language: str) -> str:
    """Who pays or provides a programme, in words."""
    return _PAYERS[benefit.payer][language]


def benefit_as_json(benefit: Benefit) -> dict[str, Any]:
    """The programme for a program to read."""
    document = benefit.document
    return {
        "id": benefit.id,
        "titles": dict(document["title"]),
        "summary": dict(document["summary"]),
        **{
            key: document.get(key)
            for key in ("scope", "outcome", "entity", "holder", "period", "valued_on", "proration", "paid_to")
        },
        "payer": benefit.payer,
        "apply_at": document.get("apply_at"),
        "counts_as_income": document.get("counts_as_income"),
        "rounding": document.get("rounding"),
        "confidential": benefit.confidential,
        "excludes": list(document.get("excludes") or ()),
        "receives": list(document.get("receives") or ()),
        "terms": [
            {"from": t.start.isoformat(), "until": t.until and t.until.isoformat(), "status": t.status, "act": t.act}
            for t in benefit.terms
        ],
        "documents": [dict(text) for text in document.get("documents") or ()],
        "refusals": {code: dict(text) for code, text in (document.get("refusals") or {}).items()},
        "facts": [fact.key for fact in facts_needed(benefit)],
        "parameters": {name: [_value(v) for v in find_parameter(name).values] for name in parameters_used(benefit)},
        "steps": [
            {
                "step": name,
                "titles": dict(step_titles(reads.rule.path.parent).get(reads.rule.name, {})),
                "versions": [
                    {"since": v.since.isoformat(), "act": v.act, "article": v.article, "where": v.where}
                    for v in reads.rule.versions
                ],
            }
            for name, reads in read_steps(benefit).items()
        ],
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "value": str(value.amount),
        "start": str(value.start),
        "territory": value.territory or None,
        "purpose": value.purpose,
        "known_from": value.known_from.isoformat(),
        "act": value.act,
        "provenance": value.mark,
        "source": value.source,
    }


def benefit_as_text(benefit: Benefit, language: str) -> str:
    """The programme for a person to read."""
    document = benefit.document
    lines = [document["title"][language], document["summary"][language]]
    lines += [_PAID_TO[document["paid_to"]][language]] if "paid_to" in document else []
    lines += ["", *_payment(benefit, language)]
    lines += ["", _HEADINGS["terms"][language]]
    for term in benefit.terms:
        until = f" – {term.until}" if term.until else " –"
        lines.append(f"  {term.start}{until}  {term.status}  {cite_act(term.act, language)}")
    lines += ["", _HEADINGS["conditions"][language]]
    titles = step_titles(benefit.folder)
    for rule in benefit.conditions.values():
        version = max(rule.versions, key=lambda each: (each.until or date.max, each.since))
        lines.append(f"  • {titles[rule.name][language]} ({cite_act(version.act, language, version.article)})")
    lines += ["", _HEADINGS["parameters"][language]]
    for name in parameters_used(benefit):
        parameter = find_parameter(name)
        last = max(parameter.values, key=lambda v: (str(v.start), v.known_from), default=None)
        shown = f"{number_text(last.amount, language, 4)} ({last.start}, {last.mark})" if last else "—"
        lines.append(f"  • {parameter.title[language]}: {shown}")
    lines += ["", _HEADINGS["facts"][language]]
    lines += [f"  • {fact.title[language]} ({fact.source})" for fact in facts_needed(benefit)]
    lines += ["", _HEADINGS["documents"][language]]
    lines += [f"  • {text[language]}" for text in document.get("documents") or ()]
    return "\n".join(lines)


def _payment(benefit: Benefit, language: str) -> list[str]:
    """Who pays, where to apply, whether it counts as income: as far as the programme says it."""
    document = benefit.document
    lines = [f"{_HEADINGS['payer'][language]}: {payer_text(benefit, language)}"]
    if "apply_at" in document:
        lines.append(f"{_HEADINGS['apply_at'][language]}: {document['apply_at'][language]}")
    counted = document.get("counts_as_income")
    if counted:
        shown = f"{yes_text(counted['value'], language)} ({cite_act(counted['act'], language)}"
        lines.append(f"{_HEADINGS['income'][language]}: {shown}; {counted['provenance']['mark']})")
    return lines
