"""The mail server as ``TIREK_EMAIL_URL`` names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from tirek.config.env import EnvironmentFault

PORTS = {"smtp": 587, "smtps": 465}
FORM = "smtp://user:password@mail.example.kz:587?from=tirek@example.kz (smtps for TLS from the first byte, tls=no for none)"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and as whom it is sent."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    starttls: bool
    tls: bool
    sender: str


def mail_server(url: str | None) -> MailServer | None:
    """The server of an address; None without one.

    Examples
    --------
    >>> mail_server("smtp://u:p%40ss@mail.example.kz?from=a@example.kz").port
    587
    >>> mail_server(None) is None
    True

    Raises
    ------
    EnvironmentFault
        Saying how it is written, never what it held.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        parts, port = urlsplit(""), 0
    query = parse_qs(parts.query)
    sender = query.get("from", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
        raise EnvironmentFault(f"TIREK_EMAIL_URL is written {FORM}")
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and query.get("tls") != ["no"],
        tls=parts.scheme == "smtps",
        sender=sender,
    )
