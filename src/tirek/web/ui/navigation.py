"""The entries of the office's navigation. An entry is shown to whoever may open it, once its page exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Entry:
    """One entry: the page it opens, the ability it asks for (none: everybody who signed in), its label."""

    url_name: str
    ability: str | None
    label: Promise
    nouns: tuple[str, ...] = ()
    """Nouns of other pages that stand behind this entry: ``family`` behind ``office:person-search``."""
    group: str = "cases"
    """Its heading where the strip has no room for it."""

    def is_entry_of(self, view_name: str) -> bool:
        """Whether a page stands behind this entry: ``office:list-show`` behind ``office:list-list``."""
        noun, dash, _verb = view_name.partition("-")
        own = self.url_name.partition("-")[0]
        return view_name == self.url_name or (bool(dash) and noun in (own, *(f"office:{each}" for each in self.nouns)))


PEOPLE: Final = ("family", "event", "consent", "answer")
GROUPS: Final = {
    "cases": pgettext_lazy("section", "Cases"),
    "money": pgettext_lazy("section", "Money"),
    "registry": pgettext_lazy("section", "Registry"),
    "law": pgettext_lazy("section", "Law"),
    "order": pgettext_lazy("section", "Order and oversight"),
}
"""Headings of the menu that holds what finds no room in the strip."""

ENTRIES: Final = (
    Entry("office:home", None, _("Home")),
    Entry("office:work-mine", "view_cases", _("My work"), ("case",)),
    Entry("office:person-search", "view_person", pgettext_lazy("section", "People"), PEOPLE),
    Entry("office:application-list", "register_application", _("Applications")),
    Entry("office:check-queue", "check_facts", _("Discrepancies")),
    Entry("office:decision-list", "draft_decision", _("Decisions")),
    Entry("office:signing-list", "sign_decision", _("To be signed"), ("decision",)),
    Entry("office:complaint-list", "handle_complaint", _("Complaints")),
    Entry("office:budget-home", "view_budget", pgettext_lazy("section", "Limits"), group="money"),
    Entry(
        "office:closing-list", "view_payments", pgettext_lazy("section", "Payments"), ("payment", "exception"), "money"
    ),
    Entry("office:bank-log", "view_payments", _("Treasury and bank"), group="money"),
    Entry("office:recovery-list", "view_payments", _("Recovery"), group="money"),
    Entry("office:recovery-approvals", "approve_write_off", _("Write-offs"), group="money"),
    Entry("office:invoice-list", "view_payments", _("Invoices"), group="money"),
    Entry("office:visit-list", "view_cases", _("Home visits")),
    Entry("office:appeal-list", "view_cases", _("Appeals")),
    Entry("office:session-list", "sit_in_commission", _("Special commission")),
    Entry("office:consequence-list", "view_cases", _("Events to deal with"), ("entitlement",)),
    Entry("office:recalculation-list", "view_cases", _("Recalculation"), ("difference", "audit")),
    Entry("office:offer-list", "view_cases", _("Offers")),
    Entry("office:contract-list", "view_cases", _("Social contracts")),
    Entry("office:departure-list", "view_overrides", _("Departures from the rule")),
    Entry("office:message-list", "view_cases", _("Outbox")),
    Entry("office:list-list", "manage_lists", _("Incoming lists"), group="registry"),
    Entry("office:import-list", "import_people", _("Imports"), group="registry"),
    Entry("office:duplicate-list", "merge_persons", _("Duplicates"), group="registry"),
    Entry("office:provider-list", "view_providers", _("Organisations"), group="registry"),
    Entry("office:law-list", None, pgettext_lazy("section", "Programmes"), group="law"),
    Entry("office:parameter-list", None, _("Local law"), ("calendar",), group="law"),
    Entry("office:post-list", "manage_posts", _("Staff and roles"), group="order"),
    Entry("office:certificate-list", "manage_posts", _("Certificates of signers"), group="order"),
    Entry("office:control-home", "view_control", _("Social audit"), ("plan", "sampled", "finding", "anomaly"), "order"),
    Entry("office:journal-list", "view_journal", _("Journal"), group="order"),
    Entry("office:glass-list", "review_break_glass", _("Emergency access"), group="order"),
    Entry("office:retention-list", "retain_data", _("Retention"), group="order"),
)
"""In the order of a day's work: the first find room in the strip."""

STRIP_PX: Final = 1295
"""What a window of 1366 px leaves between its gutters, less the arrow of the menu and what wide letters take more."""
LETTER_PX: Final = 9
PADDING_PX: Final = 19
"""An entry takes so much for each letter, by the widest font that the pages ask for, and so much around them."""


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it."""

    url: str
    label: str | Promise
    is_current: bool
    group: str = ""

    @property
    def width_px(self) -> int:
        """The room it takes in the strip, in the language of the page; at most."""
        return len(str(self.label)) * LETTER_PX + PADDING_PX


@dataclass(frozen=True)
class Section:
    """A part of the menu."""

    title: str | Promise
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Navigation:
    """The strip, and the menu of what finds no room in it."""

    strip: tuple[Link, ...] = ()
    menu: tuple[Section, ...] = ()

    @property
    def is_menu_current(self) -> bool:
        """Whether the page stands behind an entry of the menu."""
        return any(link.is_current for section in self.menu for link in section.links)

    def __bool__(self) -> bool:
        return bool(self.strip)


def links_for(may: Callable[[str], bool], view_name: str) -> Iterator[Link]:
    """The entries that a viewer may open, in their order.

    Parameters
    ----------
    may
        Whether the viewer has an ability.
    view_name
        The page being shown; its entry is marked.
    """
    for entry in ENTRIES:
        if entry.ability is not None and not may(entry.ability):
            continue
        url = find_url(entry.url_name)
        if url is not None:
            yield Link(url, entry.label, entry.is_entry_of(view_name), entry.group)


def laid_out(links: Sequence[Link], menu_label: str) -> Navigation:
    """As many entries in the strip as a window of 1366 px holds in this language, the others in a menu by groups."""
    if sum(link.width_px for link in links) <= STRIP_PX:
        return Navigation(tuple(links))
    room = STRIP_PX - Link("", f"{menu_label} ▾", False).width_px
    fitting = [total <= room for total in accumulate(link.width_px for link in links)].count(True)
    sections = (
        Section(title, tuple(link for link in links[fitting:] if link.group == group))
        for group, title in GROUPS.items()
    )
    return Navigation(tuple(links[:fitting]), tuple(section for section in sections if section.links))


def find_url(name: str, *arguments: object) -> str | None:
    """The address of a page, or nothing while no page bears the name."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None
