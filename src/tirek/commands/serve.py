"""``tirek serve``: the pages of the office, behind a web server of its own."""

from __future__ import annotations

import os
import socket
import sys
from typing import Annotated

import typer

from tirek.commands.options import Language, print_text
from tirek.commands.usage import message


def run_serve(
    address: Annotated[str, typer.Option("--address", help="address to listen on", metavar="IP")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="port to listen on")] = 8000,
    processes: Annotated[int, typer.Option("--processes", min=1, max=64, help="processes that answer")] = 2,
    threads: Annotated[int, typer.Option("--threads", min=1, max=64, help="threads of each process")] = 6,
    migrate: Annotated[bool, typer.Option("--migrate", help="bring the tables up to date first")] = False,
    lang: Language = "ru",
) -> None:
    """Open the office and serve it until stopped; our own database is started, a role that no policy binds is refused."""
    from tirek.config.env import environment
    from tirek.config.postgres.faults import DatabaseFault
    from tirek.config.startup import gather_static_files, open_department

    bind = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    if not _is_free(address, port):
        raise DatabaseFault("address_taken", bind=bind)
    open_department(migrate=migrate)
    if environment().production:
        gather_static_files()
    print_text(message("serving", lang, bind=bind))
    sys.stdout.flush()
    # A process that begins clean: gunicorn forks, and what was opened here must not be shared.
    arguments = [sys.executable, "-P", "-m", "tirek.config.server", bind, str(processes), str(threads)]
    os.execv(sys.executable, arguments)  # noqa: S606 - our own module


def _is_free(address: str, port: int) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((address, port))
    except OSError:
        return False
    return True
