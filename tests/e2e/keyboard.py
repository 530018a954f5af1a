"""Somebody without a mouse: presses keys, writes texts, goes from stop to stop; what it took is counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import Page

NAME_OF_FOCUS: Final = """() => {
    const focus = document.activeElement;
    return [...(focus.labels ?? [])].map((label) => label.innerText).join(" ") || focus.innerText || "";
}"""
FIELDS_SEEN: Final = """() => [...document.querySelectorAll("main :is(input, select, textarea)")]
    .filter((one) => one.name && one.type !== "hidden" && one.checkVisibility()).map((one) => one.name)"""


@dataclass
class Keyboard:
    """What an officer does at the keys of a page.

    ``actions`` counts keys, and a text written in one go as one; ``fields`` are those that the pages showed, folded ones not.
    """

    page: Page
    actions: int = 0
    fields: set[str] = field(default_factory=set)

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)
        self.actions += 1

    def write(self, text: str) -> None:
        """A text in one go."""
        self.page.keyboard.type(text)
        self.actions += 1

    def tab_to(self, name: str, *, most: int = 60) -> None:
        """Press Tab until what bears a name has the focus."""
        for _step in range(most):
            self.press("Tab")
            if name.lower() in self.page.evaluate(NAME_OF_FOCUS).lower():
                return
        raise AssertionError(f"{self.page.url}: no stop of the keyboard is named {name!r}")

    def choose(self, option: str, *, most: int = 30) -> None:
        """Go down the choices of the field in focus until one stands in it."""
        for _step in range(most):
            if self.page.evaluate("document.activeElement.selectedOptions[0].text") == option:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: there is no choice {option!r}")

    def arrive(self, address: str) -> None:
        """Wait for the next page, and note the fields that it asks."""
        self.page.wait_for_url(address)
        self.fields.update(self.page.evaluate(FIELDS_SEEN))
