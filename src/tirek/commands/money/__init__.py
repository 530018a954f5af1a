"""``tirek money``: what a drive granted is planned, paid for three months and counted by the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.progress import Report, bars
from tirek.commands.refusals import Refusal
from tirek.config.env import environment, in_production

if TYPE_CHECKING:
    from tirek.commands.money.closing import Closed
    from tirek.commands.money.counting import Money

LANGUAGES = ("kk", "ru", "en")
SEED = 2026


def run_money(
    months: Annotated[int, typer.Option("--months", help="how many, from this one on", min=1, max=3)] = 3,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Plan the money of what is granted, close months with treasury and bank, and print plan, limit, paid, returned, left.

    Every step is an action of the pages, done by two demo logins of the city; the bank and the treasury are stand-ins that
    answer late, twice and wrongly. It does not wait for the calendar. Exit code 1 when the database does not show what is
    promised. A department that has a budget is left as it is: its money is printed.
    """
    from tirek.config.startup import open_department

    if in_production():
        raise _refusal("production")
    open_department(migrate=True)
    from tirek.commands.money.counting import count_money
    from tirek.commands.money.hands import hands_of_the_city
    from tirek.commands.money.words import say
    from tirek.department.accounts.demo import make_demo_staff

    make_demo_staff(environment().data)
    hands = hands_of_the_city()
    money = count_money(hands)
    if money.rows:
        if format == "text":
            print_text(say("is_there", lang))
        _tell(money, [], (), lang, format)
        return
    if not money.is_granted:
        raise _refusal("nothing_granted")
    with bars(format == "text") as report:
        closed = _drive(months, report)
    money = count_money(hands)
    _tell(money, closed, money.unmet(closed), lang, format)


def _drive(months: int, report: Report) -> list[Closed]:
    from tirek.commands.money.closing import close_month, give_accounts, parties
    from tirek.commands.money.hands import hands_of_the_city
    from tirek.commands.money.planning import amend_what_ran_out, make_plans, plan_next_year, reserve_everything
    from tirek.department.core.calendar.today import today
    from tirek.rulebook.engine.calendar import shift_months

    hands, first = hands_of_the_city(), today().replace(day=1)
    give_accounts(hands)
    plan_next_year(shift_months(first, 1))
    planned = make_plans(hands)
    reserve_everything(hands)
    closed = []
    with parties(SEED) as outside:
        for number in range(months):
            closed.append(close_month(shift_months(first, number), hands, outside, report))
            if number == 0:
                amend_what_ran_out(planned, hands)
    return closed


def _tell(money: Money, closed: list[Closed], unmet: tuple[str, ...], lang: str, format: str) -> None:
    from tirek.commands.money.counting import as_json, lines_of
    from tirek.commands.money.words import say

    if format == "json":
        told: dict[str, Any] = as_json(money, closed) | {"unmet": list(unmet)}
        print_json(told)
    else:
        print_text("\n".join(lines_of(money, closed, lang)))
        if closed:
            print_text("\n".join(say("unmet", lang, what=each) for each in unmet) if unmet else say("kept", lang))
    if unmet:
        raise typer.Exit(1)


def _refusal(name: str, /, **told: str) -> Refusal:
    from tirek.commands.money.words import say

    return Refusal({language: say(name, language, **told) for language in LANGUAGES})
