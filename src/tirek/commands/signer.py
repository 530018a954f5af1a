"""``tirek signer``: what stands in for an officer's key and signing program, with a test authority of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tirek.commands.options import Language, print_text
from tirek.commands.refusals import Refusal
from tirek.commands.usage import message
from tirek.config.env import environment, in_production

if TYPE_CHECKING:
    from tirek.registers.sandbox.certificates import TestAuthority

LANGUAGES = ("kk", "ru", "en")
commands = typer.Typer(
    help="Keys and signatures of officers for tests and demonstrations; refused in production.", no_args_is_help=True
)
Login = Annotated[str, typer.Argument(metavar="LOGIN")]


@commands.command()
def issue(
    login: Login,
    register: Annotated[bool, typer.Option("--register", help="also say to the department whose it is")] = False,
    lang: Language = "ru",
) -> None:
    """Issue a key and a certificate of the test authority to a login."""
    authority = _authority()
    try:
        key = authority.issue(login)
    except ValueError:
        raise _refusal("signer_login", login=login) from None
    path = authority.folder / f"officer-{login}.crt"
    path.write_bytes(key.certificate_pem)
    if register:
        _register(login, key.certificate_pem)
    print_text(message("signer_issued", lang, path=str(path)))


@commands.command()
def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="what is to be signed, as the page gave it")],
    login: Annotated[str, typer.Option("--login", help="whose key signs")],
    out: Annotated[Path | None, typer.Option("--out", help="where the signature goes; FILE.cms")] = None,
    lang: Language = "ru",
) -> None:
    """Sign a file with the key of a login: a detached CMS beside it."""
    authority = _authority()
    try:
        key, content = authority.key_of(login), file.read_bytes()
    except ValueError:
        raise _refusal("signer_login", login=login) from None
    except OSError:
        raise _refusal("unreadable", name=str(file)) from None
    if key is None:
        raise _refusal("signer_no_key", login=login)
    path = out or file.with_name(f"{file.name}.cms")
    path.write_bytes(key.sign(content))
    print_text(message("signer_signed", lang, path=str(path)))


@commands.command()
def serve(
    port: Annotated[int, typer.Option("--port", help="port; 0 is any free one", min=0, max=65535)] = 8042,
    origin: Annotated[
        list[str] | None, typer.Option("--origin", help="site whose pages may ask; may be told more than once")
    ] = None,
    lang: Language = "ru",
) -> None:
    """Answer the pages of this machine: they send what is to be signed, and get the signature."""
    from tirek.registers.sandbox.signer import Signer

    origins = tuple(origin or ("http://localhost:8000", "http://127.0.0.1:8000"))
    with Signer(port, _authority(), origins) as server:
        print_text(server.url)
        sys.stdout.flush()
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            return


def _authority() -> TestAuthority:
    """The test authority under the data folder, published to the department of this machine."""
    if in_production():
        raise _refusal("signer_production")
    from tirek.registers.sandbox.certificates import TestAuthority

    data = environment().data
    authority = TestAuthority(data / "signer")
    authority.publish(data / "authorities")
    return authority


def _register(login: str, certificate: bytes) -> None:
    from tirek.config.startup import open_department

    open_department()
    from tirek.department.accounts.models import User
    from tirek.department.accounts.viewer import entered, system_viewer
    from tirek.department.core.refusals import Refused
    from tirek.department.decisions.actions.certificates import register_certificate

    with entered(system_viewer("signer")):
        user = User.objects.filter(username=login).first()
        if user is None:
            raise _refusal("signer_login", login=login)
        try:
            register_certificate(user, certificate, acting_user=None)
        except Refused as refusal:
            raise Refusal(dict.fromkeys(LANGUAGES, str(refusal.message))) from None


def _refusal(key: str, /, **told: str) -> Refusal:
    return Refusal({language: message(key, language, **told) for language in LANGUAGES})
