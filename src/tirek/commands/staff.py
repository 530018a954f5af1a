"""``tirek staff``: the first administrator of a department, and a new way in for who lost the old one."""

from __future__ import annotations

from typing import Annotated

import typer

from tirek.commands.options import Language, print_text
from tirek.commands.refusals import Refusal
from tirek.commands.usage import message

commands = typer.Typer(help="Accounts of the staff, from the machine itself.", no_args_is_help=True)

Login = Annotated[str, typer.Argument(metavar="LOGIN")]


@commands.command()
def administrator(
    login: Login,
    surname: Annotated[str, typer.Option("--surname")],
    given_name: Annotated[str, typer.Option("--given-name")],
    ground: Annotated[str, typer.Option("--ground", help="number and day of the order")],
    territory: Annotated[str, typer.Option("--territory", help="KATO code; the department's where none is given")] = "",
    lang: Language = "ru",
) -> None:
    """Make the first administrator of posts and print the first password; refused once there is one."""
    from tirek.config.env import environment
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.actions.installation import make_first_administrator
    from tirek.department.accounts.refusals import PostRefused

    place = territory or environment().kato
    try:
        password = make_first_administrator(
            login, surname=surname, given_name=given_name, territory=place, ground=ground
        )
    except PostRefused as refusal:
        raise _told(refusal) from None
    print_text(message("staff_password", lang, login=login, password=password))


@commands.command()
def reset(login: Login, lang: Language = "ru") -> None:
    """Give a login a new first password, take its second factors away and end its sessions."""
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.actions.installation import reset_way_in
    from tirek.department.accounts.refusals import PostRefused

    try:
        password = reset_way_in(login)
    except PostRefused as refusal:
        raise _told(refusal) from None
    print_text(message("staff_password", lang, login=login, password=password))


def _told(refusal: object) -> Refusal:
    """The refusal in the three languages of the command line."""
    from django.utils import translation

    texts = {}
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            texts[language] = str(getattr(refusal, "message", refusal))
    return Refusal(texts)
