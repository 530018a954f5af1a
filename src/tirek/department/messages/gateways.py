"""Ways out of the house: an SMS gateway behind an interface, and e-mail by SMTP."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from functools import cache
from typing import Protocol
from urllib.parse import quote

import httpx
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

TIMEOUT_SECONDS = 15.0
DELIVERED, UNDELIVERED, UNDER_WAY = "delivered", "undelivered", "under_way"
GONE_AGAIN = (408, 425, 429)
"""Answers of the 400s that say: not now."""


class GatewayFault(Exception):
    """A gateway did not take a message; ``code`` is stable and says nothing of whom or what it was about.

    ``for_good`` says that asking again would change nothing.
    """

    def __init__(self, code: str, *, for_good: bool = False) -> None:
        self.code, self.for_good = code[:80], for_good
        super().__init__(code)


@dataclass(frozen=True)
class Accepted:
    """The gateway took a message; ``number`` is its own."""

    number: str


class SmsGateway(Protocol):
    """What every SMS gateway must do. ``reference`` is ours: the same one is never sent to a telephone twice."""

    def send(self, reference: str, phone: str, text: str) -> Accepted:
        """Hand a message over.

        Raises
        ------
        GatewayFault
        """
        ...

    def state(self, reference: str) -> str:
        """``delivered``, ``undelivered`` or ``under_way``.

        Raises
        ------
        GatewayFault
        """
        ...


class HttpSmsGateway:
    """The interface over HTTP: ``PUT /messages/<reference>`` hands over, ``GET`` asks how it went."""

    def __init__(self, url: str, token: str, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=timeout_seconds, trust_env=False)

    def send(self, reference: str, phone: str, text: str) -> Accepted:
        """Hand a message over; a repeated one is answered with the number it got the first time."""
        told = self._ask("PUT", reference, {"to": phone, "text": text})
        number = told.get("number")
        if not isinstance(number, str) or not number:
            raise GatewayFault("answer_unreadable")
        return Accepted(number[:80])

    def state(self, reference: str) -> str:
        """How it went with a message."""
        found = self._ask("GET", reference).get("state")
        if found not in (DELIVERED, UNDELIVERED, UNDER_WAY):
            raise GatewayFault("answer_unreadable")
        return str(found)

    def _ask(self, method: str, reference: str, body: dict[str, str] | None = None) -> dict[str, object]:
        try:
            answer = self._client.request(method, f"messages/{quote(reference, safe='')}", json=body)
        except httpx.TimeoutException:
            raise GatewayFault("no_answer_in_time") from None
        except httpx.HTTPError:
            raise GatewayFault("unreachable") from None
        if answer.status_code >= 400:
            for_good = answer.status_code < 500 and answer.status_code not in (*GONE_AGAIN, 401, 403)
            raise GatewayFault(f"http_{answer.status_code}", for_good=for_good)
        try:
            told = answer.json()
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise GatewayFault("answer_unreadable")
        return told


def sms_gateway() -> SmsGateway:
    """The gateway of this house.

    Raises
    ------
    GatewayFault
        ``no_gateway`` where the environment names none: the message waits until it does.
    """
    if not settings.SMS_URL:
        raise GatewayFault("no_gateway")
    return _http_gateway(settings.SMS_URL, settings.SMS_TOKEN)


def send_email(reference: str, address: str, subject: str, text: str) -> Accepted:
    """Hand an e-mail to the mail server. Its Message-ID is ours and stays: a mailbox that gets it again knows it.

    Raises
    ------
    GatewayFault
    """
    if not settings.EMAIL_CONFIGURED:
        raise GatewayFault("no_gateway")
    identifier = f"<{reference}@{settings.EMAIL_DOMAIN}>"
    letter = EmailMessage(
        subject, text, to=[address], headers={"Message-ID": identifier, "Auto-Submitted": "auto-generated"}
    )
    try:
        with get_connection(timeout=TIMEOUT_SECONDS) as server:
            server.send_messages([letter])
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise GatewayFault("recipient_refused", for_good=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPResponseException as answer:
        raise GatewayFault(f"smtp_{answer.smtp_code}") from None
    except (smtplib.SMTPException, OSError):
        raise GatewayFault("unreachable") from None
    return Accepted(identifier[:80])


@cache
def _http_gateway(url: str, token: str) -> HttpSmsGateway:
    return HttpSmsGateway(url if url.endswith("/") else f"{url}/", token)
