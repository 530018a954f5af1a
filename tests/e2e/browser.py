"""A real browser for tests: Debian's Chromium, driven by Playwright; nothing is downloaded."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response, ViewportSize

from tests.house.tree import ROOT

NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS: Final = ROOT / "var/screenshots"
SIZES: Final[dict[str, ViewportSize]] = {
    "office": {"width": 1366, "height": 768},
    "wide": {"width": 1920, "height": 1080},
    "phone": {"width": 390, "height": 844},
}
AXE: Final = Axe().axe_script
RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def find_chromium() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@dataclass
class Watch:
    """What went wrong in a page while a test looked: errors of the console, of scripts, and refused requests."""

    errors: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)
    """Status codes that the test provokes."""

    def over(self, page: Page) -> Page:
        """Begin to watch a page."""
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.errors.append(f"script: {error}"))
        page.on("response", self._note_response)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        # A refused request is noted once, with its status.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(f"console: {message.text}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.errors.append(f"{response.status}: {response.url}")


def violations_in(page: Page, rules: Sequence[str] = RULES) -> Iterator[str]:
    """What axe finds wrong with a page: rule, what it says, and where."""
    page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": list(rules)}, "resultTypes": ["violations"], "preload": False}
    # Only the faults cross over to us: what passed is a hundred times as much.
    for violation in page.evaluate("options => axe.run(options).then(told => told.violations)", options):
        places = "; ".join(" ".join(node["target"]) for node in violation["nodes"][:5])
        yield f"{violation['id']} ({violation['help']}): {places}"


def assert_accessible(page: Page) -> None:
    """The page has no fault that axe can find, by WCAG 2.2 AA and its good practices."""
    found = list(violations_in(page))
    assert not found, f"{page.url}:\n" + "\n".join(found)


def assert_fits(page: Page) -> None:
    """Nothing is wider than the window: one scrolls in one direction only."""
    wide = page.evaluate(
        """() => {
            const edge = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= edge) return [];
            const all = [...document.body.querySelectorAll("*")];
            const found = all.filter((e) => e.getBoundingClientRect().right > edge + 0.5);
            // What scrolls by itself may hold more than the window shows; it is named where nothing else is to blame.
            const outside = found.filter((e) => !e.closest(".table, .nav, .tabs"));
            const said = (e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute("class")}">`;
            return (outside.length ? outside : found).slice(0, 5).map(said);
        }"""
    )
    assert not wide, f"{page.url} is wider than the window: {', '.join(wide)}"


def assert_strip_fits(page: Page) -> None:
    """All sections stand in sight: what finds no room in the strip is in its menu."""
    over_px = page.evaluate(
        "() => Math.max(0, ...[...document.querySelectorAll('.nav > ul')].map((e) => e.scrollWidth - e.clientWidth))"
    )
    assert not over_px, f"{page.url}: {over_px} px of the sections are out of sight"


def take_screenshot(page: Page, name: str, *, whole: bool = True) -> None:
    """A picture in ``var/screenshots/``, for the eyes of whoever changes a page."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=whole)
