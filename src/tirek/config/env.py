"""The only reader of the environment: every `TIREK_*` variable, once, into one typed frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tirek.rulebook.engine.errors import TirekError

Kind = Literal["development", "test", "production"]
KINDS: tuple[Kind, ...] = ("development", "test", "production")
PROJECT = Path(__file__).resolve().parents[3]
"""The root of a checkout; an installed package keeps its data where ``TIREK_DATA`` says."""
STAND_IN_SIGNER = "http://127.0.0.1:8042"
"""Where ``tirek signer serve`` answers; in production the address of the officers' own signing program is told."""
STAND_IN_PAYER = "Жұмыспен қамту және әлеуметтік бағдарламалар басқармасы; 940140000385; KZ86125KZT5004100100; KKMFKZ2A"
"""Who pays in a sandbox: name, BIN, account, BIC; in production they are told."""
DEVELOPMENT_KEY = "development-only-key-that-production-refuses-0123456789"


class EnvironmentFault(TirekError):
    """A variable is missing or wrong: its name, what is wrong, what to do."""


@dataclass(frozen=True)
class Environment:
    """What the process was told. Secrets never appear in its ``repr``."""

    kind: Kind
    data: Path
    secret_key: str
    history_key: str
    files_key: str
    hosts: tuple[str, ...]
    kato: str
    database_url: str | None
    database_owner_url: str | None
    database_journal_url: str | None
    registers_url: str | None
    signer_url: str | None
    email_url: str | None
    clamav_socket: str | None
    metrics_token: str | None
    oidc_url: str | None
    oidc_client_id: str | None
    oidc_secret: str | None
    oidc_claim: str
    demo_second_factor: bool
    https: bool
    log_format: str
    rescue_seconds: int
    site_url: str
    seal_key: Path | None
    seal_password: str
    sms_url: str | None
    sms_token: str
    bank_url: str | None
    bank_token: str
    treasury_url: str | None
    treasury_token: str
    payer: str | None

    @property
    def production(self) -> bool:
        """Whether real people's data may be here: demo logins, sandboxes and test keys are refused."""
        return self.kind == "production"

    def __repr__(self) -> str:
        return f"Environment(kind={self.kind!r}, data={str(self.data)!r}, kato={self.kato!r})"


def read_environment(variables: Mapping[str, str]) -> Environment:
    """The environment as an object.

    Raises
    ------
    EnvironmentFault
        On an unknown ``TIREK_ENV``, and on a secret that production lacks.
    """
    kind = _kind(variables.get("TIREK_ENV", "development"))
    hosts = _hosts(variables.get("TIREK_HOSTS", ""), kind)
    seal_key = variables.get("TIREK_SEAL_KEY")
    return Environment(
        kind=kind,
        data=Path(variables.get("TIREK_DATA", PROJECT / "var")),
        secret_key=_secret(variables, "TIREK_SECRET_KEY", kind),
        history_key=_secret(variables, "TIREK_HISTORY_KEY", kind),
        files_key=_secret(variables, "TIREK_FILES_KEY", kind),
        hosts=hosts,
        kato=variables.get("TIREK_KATO", "750000000"),
        database_url=variables.get("TIREK_DATABASE_URL") or None,
        database_owner_url=variables.get("TIREK_DATABASE_OWNER_URL") or None,
        database_journal_url=variables.get("TIREK_DATABASE_JOURNAL_URL") or None,
        registers_url=variables.get("TIREK_REGISTERS_URL") or None,
        signer_url=variables.get("TIREK_SIGNER_URL", "" if kind == "production" else STAND_IN_SIGNER) or None,
        email_url=variables.get("TIREK_EMAIL_URL") or None,
        clamav_socket=variables.get("TIREK_CLAMAV_SOCKET") or None,
        metrics_token=variables.get("TIREK_METRICS_TOKEN") or None,
        oidc_url=variables.get("TIREK_OIDC_URL") or None,
        oidc_client_id=variables.get("TIREK_OIDC_CLIENT_ID") or None,
        oidc_secret=variables.get("TIREK_OIDC_SECRET") or None,
        oidc_claim=variables.get("TIREK_OIDC_CLAIM", "preferred_username"),
        demo_second_factor=_demo_second_factor(variables.get("TIREK_DEMO_SECOND_FACTOR", ""), kind),
        https=variables.get("TIREK_HTTPS", "yes" if kind == "production" else "no") == "yes",
        log_format=_choice(
            variables, "TIREK_LOG", ("json", "console") if kind == "production" else ("console", "json")
        ),
        rescue_seconds=_whole(variables, "TIREK_RESCUE_SECONDS", 30, range(2, 601)),
        site_url=_site(variables.get("TIREK_SITE_URL", ""), kind, hosts),
        seal_key=Path(seal_key) if seal_key else None,
        seal_password=variables.get("TIREK_SEAL_PASSWORD", ""),
        sms_url=variables.get("TIREK_SMS_URL") or None,
        sms_token=variables.get("TIREK_SMS_TOKEN", ""),
        bank_url=variables.get("TIREK_BANK_URL") or None,
        bank_token=variables.get("TIREK_BANK_TOKEN", ""),
        treasury_url=variables.get("TIREK_TREASURY_URL") or None,
        treasury_token=variables.get("TIREK_TREASURY_TOKEN", ""),
        payer=variables.get("TIREK_PAYER", "" if kind == "production" else STAND_IN_PAYER) or None,
    )


@cache
def environment() -> Environment:
    """The environment of this process, read once."""
    return read_environment(os.environ)


def in_production() -> bool:
    """Whether this process works with real people; answers also where a secret is still missing.

    Raises
    ------
    EnvironmentFault
        On an unknown ``TIREK_ENV``.
    """
    return _kind(os.environ.get("TIREK_ENV", "development")) == "production"


def _kind(text: str) -> Kind:
    for kind in KINDS:
        if text == kind:
            return kind
    raise EnvironmentFault(f"TIREK_ENV is {text!r}; it must be one of {', '.join(KINDS)}")


def _choice(variables: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    """One of some words; the first where nothing is told."""
    value = variables.get(name) or allowed[0]
    if value not in allowed:
        raise EnvironmentFault(f"{name} is {value!r}; it must be one of {', '.join(allowed)}")
    return value


def _whole(variables: Mapping[str, str], name: str, usual: int, allowed: range) -> int:
    value = variables.get(name) or str(usual)
    if not (value.isascii() and value.isdigit() and int(value) in allowed):
        raise EnvironmentFault(f"{name} is {value!r}; it must be a whole number from {allowed[0]} to {allowed[-1]}")
    return int(value)


def _secret(variables: Mapping[str, str], name: str, kind: Kind) -> str:
    value = variables.get(name, "")
    if kind != "production":
        return value or DEVELOPMENT_KEY
    if len(value) < 32 or value == DEVELOPMENT_KEY:
        raise EnvironmentFault(f"{name} must hold at least 32 characters of its own in production")
    return value


def _demo_second_factor(text: str, kind: Kind) -> bool:
    if text not in ("", "yes", "no"):
        raise EnvironmentFault("TIREK_DEMO_SECOND_FACTOR is yes or no")
    if kind == "production" and text == "no":
        raise EnvironmentFault("TIREK_DEMO_SECOND_FACTOR must not be no in production: there are no demo logins there")
    return kind == "production" or text == "yes"


def _hosts(text: str, kind: Kind) -> tuple[str, ...]:
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if kind == "production" and not hosts:
        raise EnvironmentFault("TIREK_HOSTS must name the addresses of the site in production, separated by commas")
    return hosts or ("localhost", "127.0.0.1", "[::1]", "testserver")


def _site(text: str, kind: Kind, hosts: tuple[str, ...]) -> str:
    """Where the site is reached from outside: the address that letters carry."""
    if not text:
        return f"https://{hosts[0]}" if kind == "production" else "http://localhost:8000"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise EnvironmentFault("TIREK_SITE_URL is an address without a path, such as https://tirek.example.kz")
    if kind == "production" and parts.scheme != "https":
        raise EnvironmentFault("TIREK_SITE_URL must begin with https in production")
    return text.rstrip("/")
