"""A programme of the rulebook in words: acts, conditions, steps, values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tirek.rulebook.engine.acts import Act, act_register, cite_act
from tirek.rulebook.engine.benefit import Benefit, Term
from tirek.rulebook.engine.calendar import Quarter
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.engine.needs import parameters_used, read_steps
from tirek.rulebook.engine.parameters import Parameter, Value, find_parameter
from tirek.rulebook.engine.rules import Rule
from tirek.rulebook.engine.trace import step_titles
from tirek.rulebook.engine.units import named_unit, symbol_of
from tirek.rulebook.engine.wording import number_text
from tirek.web.ui.language import language_of_page, sentence


@dataclass(frozen=True)
class ShownTerm:
    """From when to when the programme had a status, by which act."""

    since: date
    last: date | None
    status: str
    act: str


@dataclass(frozen=True)
class ShownRule:
    """A condition or a step as a sentence, with the articles of its texts, the newest first."""

    sentence: str
    articles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ShownValue:
    """A value of the law: the figure with its unit, from when, by which article, and whether it was read in a source."""

    figure: str
    since: str
    until: date | None
    act: str
    is_verified: bool
    is_local: bool


@dataclass(frozen=True)
class ShownParameter:
    """A parameter: what it is called, what holds today, and every value it has had."""

    name: str
    title: str
    now: ShownValue | None
    history: tuple[ShownValue, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class ShownAct:
    """An act on which the programme rests; ``key`` is its place on the page."""

    key: str
    cited: str
    title: str
    since: date | None
    last: date | None


def terms_of(benefit: Benefit) -> list[ShownTerm]:
    """The statuses of a programme, the newest first."""
    return [_term(term) for term in sorted(benefit.terms, key=lambda each: each.start, reverse=True)]


def conditions_of(benefit: Benefit) -> list[ShownRule]:
    """What must hold, in the order in which it is examined."""
    return [_rule(rule, language_of_page()) for rule in benefit.conditions.values()]


def steps_of(benefit: Benefit) -> list[ShownRule]:
    """Everything else that is computed, what comes first above."""
    conditions = {rule.full_name for rule in benefit.conditions.values()}
    reads = [each.rule for name, each in read_steps(benefit).items() if name not in conditions]
    return [_rule(rule, language_of_page()) for rule in reversed(reads)]


def parameters_of(benefit: Benefit, moment: Moment) -> list[ShownParameter]:
    """The figures of the law that move the programme, with what holds at a moment."""
    return [_parameter(find_parameter(name), moment) for name in parameters_used(benefit)]


def acts_of(benefit: Benefit, parameters: Sequence[ShownParameter]) -> list[ShownAct]:
    """Every act that a term, a rule or a value rests on, each once."""
    rules = (each.rule for each in read_steps(benefit).values())
    keys = [term.act for term in benefit.terms]
    keys += [version.act for rule in rules for version in rule.versions]
    keys += [key for parameter in parameters for key in parameter.keys]
    register = act_register()
    return [_act(register[key]) for key in dict.fromkeys(keys) if key in register]


def _term(term: Term) -> ShownTerm:
    last = term.until - timedelta(days=1) if term.until else None
    return ShownTerm(term.start, last, term.status, cite_act(term.act, language_of_page()) if term.act else "")


def _rule(rule: Rule[Any], language: str) -> ShownRule:
    title = step_titles(rule.path.parent).get(rule.name, {})
    versions = sorted(rule.versions, key=lambda each: each.since, reverse=True)
    cited = ((cite_act(each.act, language, each.article), each.act) for each in versions if each.act)
    return ShownRule(str(title.get(language, rule.name)), tuple(dict.fromkeys(cited)))


def _parameter(parameter: Parameter, moment: Moment) -> ShownParameter:
    now = parameter.value_at(moment)
    values = [*parameter.values, *(moment.local.values.get(parameter.name, ()) if moment.local else ())]
    ordered = sorted(values, key=lambda each: (str(each.start), each.known_from, each.rank), reverse=True)
    unit = _symbol(parameter)
    return ShownParameter(
        name=parameter.name,
        title=sentence(parameter.title),
        now=_value(now, unit) if now else None,
        history=tuple(_value(each, unit) for each in ordered),
        keys=tuple(dict.fromkeys(each.act for each in ordered)),
    )


def _value(value: Value, unit: str) -> ShownValue:
    language = language_of_page()
    number = number_text(value.amount, language, 4)
    own = value.local_act
    return ShownValue(
        figure=f"{number}\N{NO-BREAK SPACE}{unit}" if unit else number,
        since=value.start.strftime("%d.%m.%Y") if isinstance(value.start, date) else _quarter(value.start),
        until=value.until - timedelta(days=1) if value.until else None,
        act=own.cite(language, value.article) if own else cite_act(value.act, language, value.article),
        is_verified=value.verified,
        is_local=own is not None,
    )


def _quarter(start: Quarter) -> str:
    return str(start)


def _symbol(parameter: Parameter) -> str:
    try:
        return symbol_of(named_unit(parameter.unit_name)).get(language_of_page(), "")
    except KeyError:
        return ""


def _act(act: Act) -> ShownAct:
    last = act.in_force_until - timedelta(days=1) if act.in_force_until else None
    return ShownAct(act.key, act.cite(language_of_page()), sentence(act.title), act.in_force_from, last)
