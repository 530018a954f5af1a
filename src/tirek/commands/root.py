"""The root command and its groups; a group is imported when it is asked for, so that one decision does not wait for the rest."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from tirek.commands.options import chosen

GROUPS = (
    "law",
    "parameters",
    "population",
    "figures",
    "database",
    "registry",
    "road",
    "money",
    "staff",
    "serve",
    "worker",
    "journal",
    "retain",
    "backup",
    "check",
    "demo",
    "sandbox",
    "signer",
    "evidence",
)


class Groups(TyperGroup):
    """Groups of commands by the name of their module."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names of the groups, in the order of the help page."""
        return list(GROUPS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The group of that name, or None."""
        if cmd_name not in GROUPS:
            return None
        module = import_module(f"tirek.commands.{cmd_name}")
        if hasattr(module, "commands"):
            group: Any = typer.main.get_group(module.commands)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command(cmd_name)(getattr(module, f"run_{cmd_name}"))
            group = typer.main.get_command(alone)
        group.name = cmd_name
        return group


application = typer.Typer(
    cls=Groups,
    help="Tirek: the law written once, decided for a family, a population, a reform.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@application.callback()
def _root() -> None:
    """Tirek: the law written once, decided for a family, a population, a reform."""


def chosen_language() -> str:
    """Language of messages."""
    return chosen["language"]
