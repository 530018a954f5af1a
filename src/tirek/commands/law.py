"""``tirek law``: list, show, check, facts, decide, graph, level."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from tirek.commands.options import (
    DEFAULT_TERRITORY,
    AppliedOn,
    Assume,
    FactsFile,
    Format,
    KnownOn,
    Language,
    On,
    Territory,
    WithOverlay,
    WithReform,
    print_json,
    print_text,
    read_family,
    read_moment,
)
from tirek.rulebook.catalogue import find_benefit, list_benefits, method_ids
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment
from tirek.rulebook.reforms import find_reform, reform_names

commands = typer.Typer(help="The law: programmes, their facts, decisions and checks.", no_args_is_help=True)

LAST_DAY = date.max.isoformat()
"""Without a day a list says what the law comes to: the last status of all."""

Programme = Annotated[str, typer.Argument(help="id of a programme", metavar="P")]
Shown = Annotated[str, typer.Argument(help="id of a programme, name of a reform, or a reform's YAML file", metavar="P")]


_REFORMS = {"kk": "Реформалар", "ru": "Реформы", "en": "Reforms"}


def _status(benefit: Benefit, moment: Moment | None) -> str:
    """Its last status; at a moment that of the day, or that the territory does not provide it."""
    if moment is None:
        return max(benefit.terms, key=lambda term: term.start).status
    term = benefit.term_at(moment)
    if term is None:
        return "not_in_force"
    return term.status if term.status != "in_force" or benefit.provided_in(moment) else "not_provided_here"


@commands.command("list")
def list_programmes(
    territory: Territory = "", on: On = "", assume: Assume = "", lang: Language = "ru", format: Format = "text"
) -> None:
    """List the programmes, then the reforms; with a territory or a day, which programmes are provided there then."""
    moment = None
    if territory or on or assume:
        moment = read_moment(on or LAST_DAY, "", "", assume, territory or DEFAULT_TERRITORY)
    rows = [("programme", b.id, _status(b, moment), b.payer, dict(b.document["title"])) for b in list_benefits()]
    rows += [("reform", r.name, r.status, "", dict(r.title)) for r in map(find_reform, reform_names())]
    if format == "json":
        print_json(
            [
                {"id": name, "kind": kind, "titles": title, "status": status, "payer": payer or None}
                for kind, name, status, payer, title in rows
            ]
        )
        return
    one, two, three = (max(len(row[column]) for row in rows) for column in (1, 2, 3))
    lines = [
        (kind, f"{name:{one}}  {status:{two}}  {payer:{three}}  {t[lang]}") for kind, name, status, payer, t in rows
    ]
    programmes = [line for kind, line in lines if kind == "programme"]
    reforms = [line for kind, line in lines if kind == "reform"]
    print_text("\n".join([*programmes, *(["", _REFORMS[lang], *reforms] if reforms else [])]))


@commands.command()
def show(programme: Shown, lang: Language = "ru", format: Format = "text") -> None:
    """Show one programme (what it gives, to whom, by which act) or one reform (each change with its act)."""
    from tirek.rulebook.presentation import benefit_as_json, benefit_as_text
    from tirek.rulebook.reform_presentation import reform_as_json, reform_as_text

    if programme in reform_names() or Path(programme).suffix in (".yaml", ".yml"):
        reform = find_reform(programme)
        if format == "json":
            print_json(reform_as_json(reform))
        else:
            print_text(reform_as_text(reform, lang))
        return
    benefit = find_benefit(programme)
    if format == "json":
        print_json(benefit_as_json(benefit))
    else:
        print_text(benefit_as_text(benefit, lang))


@commands.command()
def check(format: Format = "text", lang: Language = "ru") -> None:
    """Check the whole law; every finding names file, line and remedy."""
    from tirek.rulebook.checks import check_law

    findings = check_law()
    if format == "json":
        print_json([{"where": f.where, "what": f.what, "remedy": f.remedy} for f in findings])
    else:
        print_text("\n".join(str(finding) for finding in findings) or "law check: no findings")
    if findings:
        raise typer.Exit(1)


@commands.command()
def facts(programme: Programme, reform: WithReform = "", lang: Language = "ru", format: Format = "json") -> None:
    """Print the JSON Schema of the facts a programme needs (text: a list with the register to ask)."""
    from tirek.rulebook.engine.needs import facts_needed, input_schema

    benefit = find_benefit(programme)
    named = find_reform(reform) if reform else None
    if format == "json":
        print_json(input_schema(benefit, named))
        return
    print_text("\n".join(f"{fact.key:40} {fact.source:24} {fact.title[lang]}" for fact in facts_needed(benefit, named)))


@commands.command()
def graph(programme: Programme, lang: Language = "en", format: Format = "text") -> None:
    """Print what a programme depends on as a Mermaid flowchart (json: the chart as one string)."""
    from tirek.rulebook.engine.needs import mermaid_graph

    benefit = find_benefit(programme)
    chart = mermaid_graph(benefit, lang)
    if format == "json":
        print_json({"id": benefit.id, "mermaid": chart})
    else:
        print_text(chart)


@commands.command()
def decide(
    programme: Programme,
    on: On,
    facts: FactsFile,
    applied_on: AppliedOn = "",
    known_on: KnownOn = "",
    assume: Assume = "",
    reform: WithReform = "",
    overlay: WithOverlay = "",
    territory: Territory = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Decide one programme for one family (or for employers), with the trace and what would turn a refusal."""
    from tirek.rulebook.decisions import decide_family

    find_benefit(programme)
    case, moment = read_family(facts, on, applied_on, known_on, assume, territory, reform, overlay)
    answer = decide_family(programme, moment, case)
    if format == "json":
        print_json(answer.as_json())
    else:
        print_text(answer.text(lang))


@commands.command()
def level(
    on: On,
    facts: FactsFile,
    method: Annotated[str, typer.Option("--method", help="six_levels or points")] = "six_levels",
    applied_on: AppliedOn = "",
    known_on: KnownOn = "",
    assume: Assume = "",
    territory: Territory = "",
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Tell a family's welfare level, its trace, and the letter: what binds, and what a corrected record may change."""
    from tirek.rulebook.decisions import decide_family
    from tirek.rulebook.engine.acts import LANGUAGES
    from tirek.rulebook.letters import has_letter, level_letter

    if method not in method_ids():
        raise FactError("--method", "unknown_choice", value=method, allowed=", ".join(method_ids()))
    case, moment = read_family(facts, on, applied_on, known_on, assume, territory)
    answer = decide_family(method, moment, case)
    if format == "json":
        made: dict[str, Any] = answer.as_json()
        letters = {language: level_letter(answer, language) for language in LANGUAGES} if has_letter(answer) else None
        print_json({"level": made["amount"], "letter": letters, **made})
        return
    print_text(answer.text(lang))
    if has_letter(answer):
        print_text("\n" + level_letter(answer, lang))
