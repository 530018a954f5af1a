"""Panels of a page that several page groups fill: the case page shows what other stages say of the case.

A page group names its panels in its ``panels.py``, which is read once when the office starts; the page asks for the panels of
its slot. So page groups share this module and nothing of one another, and a panel is there as soon as its group is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tirek.web.ui.access import ViewerRequest

Build = Callable[[ViewerRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One panel of a slot.

    ``build`` is given the request and what the page is about, and gives what ``template`` shows as ``panel``; None leaves
    the panel out. ``ability`` is what the viewer needs (empty: whoever sees the page). Panels stand by ``order``.
    """

    slot: str
    name: str
    template: str
    build: Build
    ability: str = ""
    order: int = 100


@dataclass(frozen=True)
class Shown:
    """A panel as a page shows it."""

    name: str
    template: str
    content: dict[str, Any]


_panels: dict[tuple[str, str], Panel] = {}


def add_panel(panel: Panel) -> None:
    """Have a panel shown on the pages of its slot; a name stands once in a slot, the later one in its place."""
    _panels[panel.slot, panel.name] = panel


def panels_of(slot: str, request: ViewerRequest, subject: Any) -> Iterator[Shown]:
    """The panels of a slot that say something of a subject, in their order."""
    for panel in sorted((each for each in _panels.values() if each.slot == slot), key=lambda each: each.order):
        if panel.ability and not request.viewer.may(panel.ability):
            continue
        content = panel.build(request, subject)
        if content is not None:
            yield Shown(panel.name, panel.template, content)
