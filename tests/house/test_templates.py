"""Templates: small, used, and free of code and style of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.house.tree import ROOT, files_under, name_of

WEB: Final = ROOT / "src/tirek/web"
TEMPLATE_STOP: Final = 250
# What a template's name begins with when a framework finds it by itself, with the reason.
FOUND_BY_NAME: Final = {
    "429.html": "allauth shows it to who asks too often",
    "account/": "allauth finds its pages by name",
    "allauth/": "allauth finds its layouts by name",
    "mfa/": "allauth finds its pages by name",
    "socialaccount/": "allauth finds its pages by name",
    "usersessions/": "allauth finds its pages by name",
}
STATIC_STOP_BYTES: Final = 30_000


def template_name(path: Path) -> str:
    """The name by which a template is asked for."""
    return path.as_posix().rpartition("/templates/")[2]


def unused(names: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Templates that no source names in quotes and no framework finds."""
    mentioned = {name for source in sources for name in re.findall(r"[\"']([\w/.-]+\.(?:html|txt))[\"']", source)}
    return [name for name in names if name not in mentioned and not name.startswith(tuple(FOUND_BY_NAME))]


def test_no_template_passes_the_stop() -> None:
    long = {
        name_of(path): lines
        for path in files_under(WEB, "*.html")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > TEMPLATE_STOP
    }
    assert not long, f"the stop is {TEMPLATE_STOP} lines: {long}"


def test_every_template_is_used() -> None:
    paths = files_under(WEB, "*.html")
    sources = [path.read_text(encoding="utf-8") for path in [*files_under(WEB, "*.py"), *paths]]
    # A base that pages of a later stage extend is named by them; today's bases are all extended.
    assert not unused(map(template_name, paths), sources)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ('render(request, "office/a.html")', []),
        ("{% include 'office/a.html' %}", []),
        ("office/a.html", ["office/a.html"]),
    ],
)
def test_an_unused_template_is_found(source: str, left: list[str]) -> None:
    assert unused(["office/a.html", "account/login.html"], [source]) == left


def test_the_styles_and_the_script_stay_small() -> None:
    size = sum(path.stat().st_size for path in files_under(WEB / "ui/static", "*.css", "*.js"))
    assert size < STATIC_STOP_BYTES


def test_styles_take_colours_from_the_tokens() -> None:
    """A colour outside of tokens.css would not follow the dark page; red of danger and white on a coloured ground may."""
    allowed = {"#fff", "#a3201d", "#7d1715", "#000", "#333", "#999", "#555"}
    for path in files_under(WEB / "ui/static", "*.css"):
        if path.name != "tokens.css":
            found = set(re.findall(r"#[0-9a-f]{3,8}\b", path.read_text(encoding="utf-8")))
            assert found <= allowed, f"{name_of(path)}: {found - allowed}"
