"""The entries of the office's navigation. An entry is shown to whoever may open it, once its page exists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
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

    def is_entry_of(self, view_name: str) -> bool:
        """Whether a page stands behind this entry: ``office:list-show`` behind ``office:list-list``."""
        noun, dash, _verb = view_name.partition("-")
        own = self.url_name.partition("-")[0]
        return view_name == self.url_name or (bool(dash) and noun in (own, *(f"office:{each}" for each in self.nouns)))


PEOPLE: Final = ("family", "event", "consent", "answer")
ENTRIES: Final = (
    Entry("office:home", None, _("Home")),
    Entry("office:work-mine", "view_cases", _("My work"), ("case",)),
    Entry("office:person-search", "view_person", pgettext_lazy("section", "People"), PEOPLE),
    Entry("office:application-list", "register_application", _("Applications")),
    Entry("office:check-queue", "check_facts", _("Discrepancies")),
    Entry("office:decision-list", "draft_decision", _("Decisions")),
    Entry("office:signing-list", "sign_decision", _("To be signed"), ("decision",)),
    Entry("office:departure-list", "view_overrides", _("Departures from the rule")),
    Entry("office:visit-list", "view_cases", _("Home visits")),
    Entry("office:session-list", "sit_in_commission", _("Special commission")),
    Entry("office:consequence-list", "view_cases", _("Events to deal with"), ("entitlement",)),
    Entry("office:contract-list", "view_cases", _("Social contracts")),
    Entry("office:appeal-list", "view_cases", _("Appeals")),
    Entry("office:complaint-list", "handle_complaint", _("Complaints")),
    Entry("office:list-list", "manage_lists", _("Incoming lists")),
    Entry("office:import-list", "import_people", _("Imports")),
    Entry("office:duplicate-list", "merge_persons", _("Duplicates")),
    Entry("office:message-list", "view_cases", _("Outbox")),
    Entry("office:provider-list", "view_providers", _("Organisations")),
    Entry("office:law-list", None, pgettext_lazy("section", "Programmes")),
    Entry("office:parameter-list", None, _("Local law"), ("calendar",)),
    Entry("office:post-list", "manage_posts", _("Staff and roles")),
    Entry("office:certificate-list", "manage_posts", _("Certificates of signers")),
    Entry("office:journal-list", "view_journal", _("Journal")),
    Entry("office:glass-list", "review_break_glass", _("Emergency access")),
    Entry("office:retention-list", "retain_data", _("Retention")),
)


@dataclass(frozen=True)
class Link:
    """An entry as a page shows it."""

    url: str
    label: str | Promise
    is_current: bool


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
            yield Link(url, entry.label, entry.is_entry_of(view_name))


def find_url(name: str, *arguments: object) -> str | None:
    """The address of a page, or nothing while no page bears the name."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return None
