"""What no page may do: the guards of every page test.

A page fails when it names a variable that the context lacks, holds inline code, leaves a tag of the template language behind,
has no title or not exactly one main heading, repeats an id, or shows an English text on a Kazakh or Russian page.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from html.parser import HTMLParser
from typing import Any, Final
from uuid import uuid4

from django.http import HttpResponseBase
from django.test import Client

from tirek.web.ui.catalogues.places import all_catalogues
from tirek.web.ui.catalogues.writing import read_catalogue
from tirek.web.ui.once import FIELD

LEFT_OVER: Final = ("{{", "}}", "{%", "%}", "{#", "#}")
VOID: Final = frozenset({"meta", "link", "input", "img", "br", "hr", "rect", "path", "col", "source"})


class MissingVariable(str):
    """Stands where a template names something that its context does not hold; fails when it is to be shown."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: Any) -> str:
        raise AssertionError(f"a template shows `{variable}`, which its context does not hold")


class PageFaults(HTMLParser):
    """Reads a page and collects what is wrong with it."""

    def __init__(self, english: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.found: list[str] = []
        self.headings = 0
        self.title = ""
        self.is_whole = False
        self._english = english
        self._ids: Counter[str] = Counter()
        self._open: list[str] = []
        self._languages: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.is_whole = True
        if tag == "h1":
            self.headings += 1
        if tag == "style" or (tag == "script" and "src" not in values):
            self.found.append(f"inline <{tag}>")
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and name != "on"):
                self.found.append(f"inline `{name}` on <{tag}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"code in `{name}` of <{tag}>")
            if name in {"title", "placeholder", "aria-label", "alt"}:
                self._check_text(value or "")
        if values.get("id"):
            self._ids[values["id"] or ""] += 1
        if tag not in VOID:
            self._open.append(tag)
            self._languages.append(values.get("lang") or (self._languages[-1] if self._languages else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                self._languages.pop()
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if not {"script", "style"} & set(self._open):
            self._check_text(data)

    def close(self) -> None:
        super().close()
        self.found += [f"id `{name}` {count} times" for name, count in self._ids.items() if count > 1]
        if self.is_whole:
            if not self.title.partition("·")[0].strip():
                self.found.append("no <title> of its own")
            if self.headings != 1:
                self.found.append(f"{self.headings} <h1>, not one")

    def _check_text(self, text: str) -> None:
        plain = " ".join(text.split())
        if any(sign in text for sign in LEFT_OVER):
            self.found.append(f"left over from the template: {plain[:60]}")
        if plain in self._english and self._languages and self._languages[-1] in {"kk", "ru"}:
            self.found.append(f"English on a page in `{self._languages[-1]}`: {plain}")


def faults_of_page(content: str) -> list[str]:
    """What is wrong with a page or a fragment of one."""
    faults = PageFaults(english_texts())
    faults.feed(content)
    faults.close()
    return faults.found


@cache
def english_texts() -> frozenset[str]:
    """Texts that the catalogues translate into something else: none of them may stand on a Kazakh page."""
    return frozenset(
        message.id
        for path in all_catalogues()
        if path.parents[1].name == "kk"
        for message in read_catalogue(path)
        if isinstance(message.id, str) and message.id and message.string and message.string != message.id
    )


class PageClient(Client):
    """Django's test client, which refuses a page with a fault, and posts a form with the key that each form carries."""

    def post(self, path: str, data: Any = None, *arguments: Any, **more: Any) -> Any:
        if data is None or isinstance(data, dict):
            data = {FIELD: str(uuid4())} | (data or {})
        return super().post(path, data, *arguments, **more)

    def request(self, **request: Any) -> Any:
        response: HttpResponseBase = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
            found = faults_of_page(response.content.decode())  # type: ignore[attr-defined]
            assert not found, f"{request.get('PATH_INFO')}: " + "; ".join(found)
        return response
