"""``tirek evidence``: prove a bundle on any machine, without the department's data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tirek.commands.options import Format, Language, print_json, print_text
from tirek.commands.usage import message
from tirek.rulebook.engine.errors import TirekError

if TYPE_CHECKING:
    from tirek.department.control.evidence.proving import Check

commands = typer.Typer(help="Bundles of evidence: prove one offline.", no_args_is_help=True)

BROKEN = 1
"""Exit code when the bundle does not prove what it says."""


class EvidenceFault(TirekError):
    """The file named is no bundle, or no certificate."""

    def __init__(self, key: str, **details: str) -> None:
        self.key, self.details = key, details
        super().__init__(message(key, "en", **details))

    def text(self, language: str) -> str:
        """One line in a language."""
        return message(self.key, language, **self.details)


@commands.callback()
def group() -> None:
    """Bundles of evidence: prove one offline."""


@commands.command()
def verify(
    file: Annotated[Path, typer.Argument(help="the bundle", metavar="FILE")],
    authority: Annotated[
        list[Path] | None, typer.Option("--authority", help="certificate of the authority of the seal", metavar="FILE")
    ] = None,
    lang: Language = "ru",
    format: Format = "text",
) -> None:
    """Work out every digest, the seal, the signature and the journal's proofs; exit code 1 where something does not hold."""
    from asn1crypto import pem, x509

    from tirek.department.control.evidence.proving import NotABundle, prove

    roots = []
    for path in authority or ():
        raw = path.read_bytes()
        try:
            root = x509.Certificate.load(pem.unarmor(raw)[2] if pem.detect(raw) else raw, strict=True)
            root.native  # noqa: B018 - asn1crypto reads late
        except (ValueError, TypeError):
            raise EvidenceFault("evidence_no_certificate", name=str(path)) from None
        roots.append(root)
    try:
        checks = prove(file.read_bytes(), roots)
    except NotABundle as fault:
        raise EvidenceFault(f"evidence_{fault.code}", name=str(file)) from None
    holds = all(check.holds is not False for check in checks)
    if format == "json":
        told = [{"check": each.code, "holds": each.holds, "detail": each.detail} for each in checks]
        print_json({"holds": holds, "checks": told})
    else:
        print_text("\n".join([*(_line(each, lang) for each in checks), _last(holds, lang)]))
    if not holds:
        raise typer.Exit(BROKEN)


def _line(check: Check, lang: str) -> str:
    said = {True: "evidence_yes", False: "evidence_no", None: "evidence_unknown"}[check.holds]
    detail = f" ({check.detail})" if check.detail else ""
    return f"{message(said, lang)} {message(f'evidence_check_{check.code}', lang)}{detail}"


def _last(holds: bool, lang: str) -> str:
    return message("evidence_holds" if holds else "evidence_broken", lang)
