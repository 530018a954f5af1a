"""Templates of messages, ``templates.yaml``, checked whole when they are read; values checked before a message is queued."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tirek.department.messages.enums import MessageChannel
from tirek.department.messages.segments import segments_of
from tirek.rulebook.engine.wording import SPACE, date_text, number_text

LANGUAGES = ("kk", "ru")
KEYS = frozenset({"title", "values", "channels", "segments", "neutral"})
TEXTS = ("sms", "subject", "text")
OFFICE = "office"
IN_SMS = frozenset({"number", "day"})
"""Kinds of values that an SMS may hold: they tell nobody anything who does not know the case."""
NUMBER = re.compile(r"[0-9A-Za-zА-Яа-я/\-]{1,24}")
IIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
LONGEST = {"number": "751110000-2026-9999999", "day": "2026-09-28", "amount": 9_999_999, "count": 999}
LONGEST_OFFICE = "+7 727 000 00 00"


class TemplateFault(Exception):
    """A template or a value is wrong: which, what, what to do."""


@dataclass(frozen=True)
class Template:
    """One template. ``texts`` are by part (``sms``, ``subject``, ``text``) and language; ``values`` by name the kind."""

    code: str
    title: Mapping[str, str]
    values: Mapping[str, str]
    channels: tuple[MessageChannel, ...]
    segments: int
    neutral: bool
    texts: Mapping[str, Mapping[str, str]]

    def check_values(self, values: Mapping[str, object]) -> None:
        """Whether the values are those of the template, each of its kind.

        Raises
        ------
        TemplateFault
            Naming the value; never what it holds.
        """
        if set(values) != set(self.values):
            odd = ", ".join(sorted(set(values) ^ set(self.values)))
            raise TemplateFault(f"{self.code}: these values are missing or unknown: {odd}")
        for name, kind in self.values.items():
            if not _is_of_kind(values[name], kind):
                raise TemplateFault(f"{self.code}: the value {name} is no {kind}")

    def fill(self, part: str, language: str, values: Mapping[str, object], office: str) -> str:
        """A text with its values written as the language writes them; where the office has no line, without it."""
        short, text = part == "sms", self.texts[part][language]
        if not office:
            text = text.replace(": {office}", "").replace(" {office}", "")
        told = {name: written(values[name], kind, language, short=short) for name, kind in self.values.items()}
        return text.format(**told, office=office).strip()


@cache
def templates() -> Mapping[str, Template]:
    """All templates by code.

    Raises
    ------
    TemplateFault
        If one is written wrong.
    """
    path = Path(__file__).with_name("templates.yaml")
    return read_templates(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_templates(document: Mapping[str, Any]) -> Mapping[str, Template]:
    """Templates of a parsed document.

    Raises
    ------
    TemplateFault
        Naming the template, what is wrong, what to write.
    """
    return {code: _template(code, entry) for code, entry in document.items()}


def find_template(code: str) -> Template:
    """A template by its code.

    Raises
    ------
    TemplateFault
        If there is none.
    """
    if code not in templates():
        raise TemplateFault(f"there is no template {code!r}; the templates are: {', '.join(templates())}")
    return templates()[code]


def written(value: object, kind: str, language: str, *, short: bool) -> str:
    """A value as a text holds it: a day in figures where it is short, in words elsewhere."""
    if kind == "day":
        day = date.fromisoformat(str(value))
        return day.strftime("%d.%m.%Y") if short else date_text(day, language)
    if kind == "amount":
        return number_text(int(str(value)), language) + SPACE + {"kk": "теңге", "ru": "тенге"}[language]
    return str(value)


def _is_of_kind(value: object, kind: str) -> bool:
    if kind == "number":
        return isinstance(value, str) and bool(NUMBER.fullmatch(value)) and not IIN.search(value)
    if kind == "day":
        try:
            return isinstance(value, str) and bool(date.fromisoformat(value))
        except ValueError:
            return False
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _template(code: str, entry: Mapping[str, Any]) -> Template:
    where = f"templates.yaml, {code}"
    missing = KEYS - set(entry)
    unknown = set(entry) - KEYS - set(TEXTS)
    if missing or unknown:
        raise TemplateFault(f"{where}: these keys are missing or unknown: {', '.join(sorted(missing | unknown))}")
    values, channels = entry["values"], entry["channels"]
    for name, kind in values.items():
        if kind not in LONGEST:
            raise TemplateFault(f"{where}: {name} is of the unknown kind {kind!r}; write one of {', '.join(LONGEST)}")
    if not channels or set(channels) - set(MessageChannel.values):
        raise TemplateFault(f"{where}: channels must name some of {', '.join(MessageChannel.values)}")
    if not isinstance(entry["neutral"], bool):
        raise TemplateFault(f"{where}: neutral must be true or false")
    for language in (*LANGUAGES, "en"):
        if not str(entry["title"].get(language) or "").strip():
            raise TemplateFault(f"{where}: title lacks {language}")
    template = Template(
        code=code,
        title=entry["title"],
        values=values,
        channels=tuple(MessageChannel(channel) for channel in channels),
        segments=entry["segments"],
        neutral=entry["neutral"],
        texts={part: entry[part] for part in TEXTS if part in entry},
    )
    for part in _parts_of(template.channels):
        _check_text(where, template, part)
    return template


def _parts_of(channels: tuple[MessageChannel, ...]) -> tuple[str, ...]:
    long = {MessageChannel.EMAIL, MessageChannel.PRINT} & set(channels)
    return (*(["sms"] if MessageChannel.SMS in channels else []), *(["subject", "text"] if long else []))


def _check_text(where: str, template: Template, part: str) -> None:
    asked = {}
    for language in LANGUAGES:
        text = str(template.texts.get(part, {}).get(language) or "").strip()
        if not text:
            raise TemplateFault(f"{where}: {part} lacks {language}")
        asked[language] = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        unknown = asked[language] - set(template.values) - {OFFICE}
        if unknown:
            raise TemplateFault(
                f"{where}: {part} in {language} asks for {', '.join(sorted(unknown))}; add it to values"
            )
    if asked["kk"] != asked["ru"]:
        raise TemplateFault(f"{where}: {part} asks for other values in kk than in ru")
    if part == "sms":
        _check_sms(where, template, asked["kk"])


def _check_sms(where: str, template: Template, asked: set[str]) -> None:
    for name in asked - {OFFICE}:
        if template.values[name] not in IN_SMS:
            raise TemplateFault(f"{where}: {name} ({template.values[name]}) must not stand in an SMS")
    for language in LANGUAGES:
        longest = {name: LONGEST[kind] for name, kind in template.values.items()}
        parts = segments_of(template.fill("sms", language, longest, LONGEST_OFFICE))
        if parts > template.segments:
            raise TemplateFault(
                f"{where}: the SMS in {language} may need {parts} parts and has {template.segments}; shorten it"
            )
