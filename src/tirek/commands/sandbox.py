"""``tirek sandbox``: a server that stands in for the outside registers."""

from __future__ import annotations

import sys
from pathlib import Path
from socketserver import BaseServer
from typing import Annotated

import typer

from tirek.commands.options import Language, print_text
from tirek.commands.refusals import Refusal
from tirek.commands.usage import messages_of
from tirek.config.env import EnvironmentFault, in_production


def run_sandbox(
    port: Annotated[int, typer.Option("--port", help="port; 0 is any free one", min=0, max=65535)] = 8041,
    host: Annotated[str, typer.Option("--host", help="address to listen on", metavar="ADDRESS")] = "127.0.0.1",
    seed: Annotated[int, typer.Option("--seed", help="another number makes another city")] = 1,
    people: Annotated[
        str, typer.Option("--from", help="folder with people.jsonl or people.parquet", metavar="DIR")
    ] = "",
    faults: Annotated[
        str, typer.Option("--faults", help="how to misbehave: a YAML or JSON file, or register:fault=value@share,...")
    ] = "",
    sms: Annotated[bool, typer.Option("--sms", help="stand in for the SMS gateway, not for the registers")] = False,
    bank: Annotated[bool, typer.Option("--bank", help="stand in for the bank and the treasury instead")] = False,
    trusting: Annotated[
        bool, typer.Option("--trusting", help="with --bank: the treasury knew the plans before it began")
    ] = False,
    lang: Language = "ru",
) -> None:
    """Stand in for the outside registers: a server that answers about a synthetic city, and misbehaves when told to."""
    _refuse_production(f"{'sms_' if sms else 'bank_' if bank else ''}sandbox_production")
    if sms:
        _run_gateway(host, port)
        return
    if bank:
        _run_bank(host, port, seed, faults, trusting=trusting)
        return
    from tirek.registers.sandbox.citizens import City, DerivedCity
    from tirek.registers.sandbox.city_file import read_city
    from tirek.registers.sandbox.faults import SandboxError, read_faults
    from tirek.registers.sandbox.server import Sandbox, Server

    try:
        city: City = read_city(Path(people), seed) if people else DerivedCity(seed)
        server = Server((host, port), Sandbox(city, seed, read_faults(faults)))
    except SandboxError as error:
        raise Refusal({language: error.text(language) for language in ("kk", "ru", "en")}) from None
    _serve(server, server.url)


def _run_gateway(host: str, port: int) -> None:
    """Take messages that go nowhere."""
    from tirek.department.messages.sandbox import SmsSandbox

    try:
        server = SmsSandbox((host, port))
    except (OSError, OverflowError):
        raise Refusal(messages_of("port_taken", place=f"{host}:{port}")) from None
    _serve(server, server.url)


def _run_bank(host: str, port: int, seed: int, faults: str, *, trusting: bool) -> None:
    """Take files and documents that move no money."""
    from tirek.settlement.failures import SettlementFault
    from tirek.settlement.sandbox.bank import SandboxBank
    from tirek.settlement.sandbox.faults import read_faults
    from tirek.settlement.sandbox.server import Server
    from tirek.settlement.sandbox.treasury import SandboxTreasury

    try:
        rules = read_faults(faults)
        server = Server((host, port), SandboxBank(seed, rules), SandboxTreasury(seed, rules, trusting))
    except SettlementFault as fault:
        raise Refusal({language: fault.text(language) for language in ("kk", "ru", "en")}) from None
    _serve(server, server.url)


def _serve(server: BaseServer, url: str) -> None:
    """Say where it listens, and serve until told to stop."""
    print_text(url)
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()


def _refuse_production(why: str) -> None:
    """Invented people must never be taken for real ones, nor a gateway that sends nothing for one that does."""
    try:
        production = in_production()
    except EnvironmentFault as fault:
        raise Refusal(dict.fromkeys(("kk", "ru", "en"), str(fault))) from None
    if production:
        raise Refusal(messages_of(why))
