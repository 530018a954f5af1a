"""The root command and its groups."""

from __future__ import annotations

import typer

from tirek.commands import demo, law, population
from tirek.commands.options import chosen

application = typer.Typer(
    help="Tirek: the law written once, decided for a family, a population, a reform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
application.add_typer(law.commands, name="law")
application.add_typer(population.commands, name="population")
application.command("demo")(demo.run_demo)


def chosen_language() -> str:
    """Language of messages."""
    return chosen["language"]
