"""A reform shown whole: its status, its warning, and every change with its act, from when, for whom, and where it was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tirek.rulebook.catalogue import list_benefits
from tirek.rulebook.engine.acts import cite_act
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.explanation import texts
from tirek.rulebook.engine.parameters import find_parameter
from tirek.rulebook.engine.reform import (
    BenefitChange,
    Change,
    ConditionChange,
    FloorChange,
    ParameterChange,
    Reach,
    Reform,
    StepChange,
)
from tirek.rulebook.engine.rule_files import find_rule
from tirek.rulebook.engine.rules import Rule
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.engine.wording import date_text, dated_text, quantity_text, quarter_text, since_text

_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {"kk": "Мәртебесі", "ru": "Статус", "en": "Status"},
    "no_act": {
        "kk": "акт нөмірі мен күні жоқ: ешбір іс шешілмейді",
        "ru": "номера и даты акта нет: не решает ни одного дела",
        "en": "no number and date of an act: decides no case",
    },
    "known": {"kk": "Белгілі болған күні", "ru": "Известна с", "en": "Known from"},
    "digest": {"kk": "Мәтіннің бақылау сомасы", "ru": "Контрольная сумма текста", "en": "Digest of the text"},
    "changes": {"kk": "Өзгерістер", "ru": "Изменения", "en": "Changes"},
    "step": {"kk": "Қадам", "ru": "Шаг", "en": "Step"},
    "becomes": {"kk": "енді", "ru": "теперь", "en": "now"},
    "parameter": {"kk": "Мән", "ru": "Значение", "en": "Value"},
    "condition": {"kk": "Қосылған шарт", "ru": "Добавленное условие", "en": "Added condition"},
    "floor": {"kk": "Төменгі шек", "ru": "Нижний предел", "en": "Floor"},
    "benefit": {"kk": "Бағдарлама", "ru": "Программа", "en": "Programme"},
    "refusal": {"kk": "Бас тарту мәтіні", "ru": "Текст отказа", "en": "Text of the refusal"},
    "reach": {"kk": "Қамтылатыны", "ru": "Относится к", "en": "Applies to"},
    "except": {"kk": "Қамтылмайтыны", "ru": "Кроме", "en": "Except"},
    "basis": {"kk": "Негізі", "ru": "Основание", "en": "Basis"},
    "seen": {"kk": "дереккөз", "ru": "источник", "en": "source"},
}


def reform_as_json(reform: Reform) -> dict[str, Any]:
    """The reform for a program to read."""
    return {
        "id": reform.name,
        "kind": "reform",
        "titles": dict(reform.title),
        "summary": dict(reform.summary),
        **{key: value for key, value in reform.as_json().items() if key not in ("name", "title")},
        "shipped": reform.shipped,
        "changes": [_change(change) for change in reform.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    made: dict[str, Any] = {
        "kind": change.kind,
        "target": change.target,
        "title": dict(change.title),
        "from": str(change.value.start) if isinstance(change, ParameterChange) else change.start.isoformat(),
        "until": change.until.isoformat() if change.until else None,
        "territory": change.territory or None,
        "act": change.act or None,
        "article": change.article,
        "provenance": change.mark,
        "source": change.source,
    }
    if isinstance(change, StepChange | ConditionChange | FloorChange):
        made["text"] = change.text.full_name
    if isinstance(change, ConditionChange):
        made |= {"refusal": change.code, "refusal_text": dict(change.refusal)}
    if isinstance(change, ConditionChange | FloorChange):
        made["benefits"] = reached(change.reach)
        made["except"] = {name: dict(reason) for name, reason in change.reach.exceptions.items()}
    if isinstance(change, ParameterChange):
        made["value"] = str(change.value.amount)
        made["unit"] = find_parameter(change.target).unit_name
    if isinstance(change, BenefitChange):
        made["status"] = change.term.status
    return made


def reached(reach: Reach) -> list[str]:
    """Benefits of today's catalogue that a condition or a floor is added to."""
    return [benefit.id for benefit in list_benefits() if reach.covers(benefit)]


def reform_as_text(reform: Reform, language: str) -> str:
    """The reform for a person to read."""
    say = {key: words[language] for key, words in _WORDS.items()}
    status = texts()[f"status_{reform.status}"][language]
    adopted = f"№ {reform.number} {dated_text(reform.day, language)}" if reform.number and reform.day else say["no_act"]
    lines = [
        reform.title[language],
        reform.summary[language],
        "",
        f"{say['status']}: {status}; {adopted}",
        f"{say['known']}: {date_text(reform.known_from, language)}",
        f"{say['digest']}: {reform.digest}",
        reform.warning[language],
        "",
        say["changes"],
    ]
    for number, change in enumerate(reform.changes, 1):
        lines.append(f"  {number}. {change.title[language]}.")
        lines += [f"     {line}" for line in _lines(change, language, say)]
    return "\n".join(lines)


def _lines(change: Change, language: str, say: Mapping[str, str]) -> Iterator[str]:
    since = since_text(change.start, language)
    if isinstance(change, StepChange):
        before, now = _rule_title(find_rule(change.target), language), _rule_title(change.text, language)
        yield f"{say['step']} {change.target} ({before}), {since} — {say['becomes']}: {now}"
    elif isinstance(change, ParameterChange):
        value, start = change.value, change.value.start
        when = quarter_text(str(start), language) if isinstance(start, Quarter) else since_text(start, language)
        amount = quantity_text(value.amount, find_parameter(change.target).unit, language)
        yield f"{say['parameter']} {change.target}: {amount}, {when}" + (
            f" ({value.territory})" if value.territory else ""
        )
    elif isinstance(change, ConditionChange | FloorChange):
        yield f"{say[change.kind]} {change.target} ({_rule_title(change.text, language)}), {since}"
        if isinstance(change, ConditionChange):
            yield f"{say['refusal']} ({change.code}): {change.refusal[language]}"
        yield f"{say['reach']}: {', '.join(reached(change.reach)) or '—'}"
        for name, reason in change.reach.exceptions.items():
            yield f"{say['except']} {name}: {reason[language]}"
    elif isinstance(change, BenefitChange):
        status = texts()[f"status_{change.term.status}"][language]
        yield f"{say['benefit']} {change.target}: {status}, {since}"
    cited = cite_act(change.act, language, change.article) if change.act else "—"
    yield f"{say['basis']}: {cited} ({say['seen']}: {change.mark}" + (f", {change.source})" if change.source else ")")


def _rule_title(rule: Rule[Any] | None, language: str) -> str:
    if rule is None:
        return "—"
    return step_titles(rule.path.parent).get(rule.name, {}).get(language) or rule.name
