"""What the codes of a line are called on the page."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTIONS: Final = {
    "view": _("looked"),
    "search": _("searched"),
    "export": _("exported"),
    "print": _("printed"),
    "reveal": _("opened a hidden number"),
    "note-reveal": _("gave the reason of an opening"),
    "create": _("created"),
    "change": _("changed"),
    "change-batch": _("changed many at once"),
    "sign-in": _("signed in"),
    "store": _("stored a file"),
    "remove": _("removed a file"),
    "infected": _("found a virus"),
    "propose-erasure": _("proposed an erasure"),
    "erase": _("erased a history"),
    "propose-retention": _("proposed to erase what is past its term"),
    "confirm-retention": _("confirmed the erasing of what is past its term"),
    "draft": _("drafted"),
    "edit": _("changed the draft"),
    "propose": _("proposed"),
    "take-back": _("took the proposal back"),
    "withdraw": _("withdrew"),
    "reject": _("rejected"),
    "sign": pgettext_lazy("action", "signed"),
    "return": _("returned to the author"),
    "drop": _("gave up"),
    "sign-unseen": _("signed without having seen the effect"),
    "register-answered": _("recorded the answer of a register"),
    "dues-held": _("held back what falls due"),
    "dues-planned": _("let it fall due again"),
    "dues-cancelled": _("cancelled what falls due"),
}
KINDS: Final = {
    "person": _("person"),
    "person-list": _("list of people"),
    "family": _("family"),
    "file": _("stored file"),
    "journal": _("lines of the journal"),
    "registry_person": _("person"),
    "registry_family": _("family"),
    "registry_membership": _("membership in a family"),
    "registry_income": _("income"),
    "registry_status": _("status"),
    "registry_disability": _("disability"),
    "registry_consent": _("consent"),
    "registry_bankaccount": _("bank account"),
    "registry_personaddress": _("address"),
    "registry_dwelling": _("dwelling"),
    "registry_vehicle": _("vehicle"),
    "registry_lifeevent": _("life event"),
    "registry_circumstance": _("circumstance"),
    "entitlement": _("entitlement"),
    "entitlements_entitlement": _("entitlement"),
    "entitlement_members": _("people counted in an entitlement"),
    "dues": _("what falls due"),
    "consequence": _("consequence of an event"),
    "registry_peopleimport": _("import of people"),
    "journal_personkey": _("history of changes"),
    "journal_erasure": _("erasure"),
    "files_retentionrun": _("term of retention"),
    "organisation": _("organisation"),
    "providers_organisation": _("organisation"),
    "providers_licence": _("licence"),
    "providers_contract": _("contract"),
    "providers_pricelistitem": _("price"),
    "local-value": _("local norm"),
    "decision": _("decision"),
    "decision-list": _("list of decisions"),
    "signer-certificate": _("certificate of a signer"),
    "calendar-day": _("day of the calendar"),
}
PAGES: Final = {
    "home": _("Home"),
    "work": _("My work"),
    "case": _("Case"),
    "law": pgettext_lazy("section", "Programmes"),
    "calendar": _("Calendar of working days"),
    "parameter": _("Local law"),
    "journal": _("Journal"),
    "retention": _("Retention"),
    "file": _("stored file"),
    "person": pgettext_lazy("section", "People"),
    "consent": _("consent"),
    "family": _("Family"),
    "question": _("Questions to registers"),
    "answer": _("answer of a register"),
    "event": _("life event"),
    "application": _("Applications"),
    "check": _("Discrepancies"),
    "entitlement": _("entitlement"),
    "consequence": _("Events to deal with"),
    "duplicate": _("Duplicates"),
    "provider": _("Organisations"),
    "post": _("Staff and roles"),
    "import": _("Imports"),
    "list": _("Incoming lists"),
    "message": _("Outbox"),
    "glass": _("Emergency access"),
    "decision": _("Decisions"),
    "departure": _("Departures from the rule"),
    "signing": _("To be signed"),
    "certificate": _("Certificates of signers"),
    "visit": _("Home visits"),
    "session": _("Special commission"),
    "profile": _("Own account"),
    "contract": _("Social contracts"),
    "appeal": _("Appeals"),
    "complaint": _("Complaints"),
    "recalculation": _("Recalculation"),
    "difference": _("Differences"),
    "audit": _("Receives, not entitled"),
    "offer": _("Offers"),
    "budget": pgettext_lazy("section", "Limits"),
    "closing": _("Payments by month"),
    "exception": _("What cannot simply be paid"),
    "payment": _("Payments"),
    "bank": _("Treasury and bank"),
    "recovery": _("Recovery"),
    "invoice": _("Invoices"),
    "statement": _("Statement of payments"),
    **dict.fromkeys(
        ("control", "plan", "sampled", "inspection", "finding", "measure", "objection", "anomaly", "evidence"),
        _("Social audit"),
    ),
}
"""Pages of the office by the noun of their route."""
ROUTE: Final = re.compile(r"(?P<method>[A-Z]+) (?P<group>\w+):(?P<noun>[a-z]+)\S*")


def action_words(code: str) -> str:
    """An action in words; an unknown one as its code."""
    return str(ACTIONS.get(code, code))


def purpose_words(code: str) -> str:
    """For what a line was written: the page and whether something was done on it; what is no page, as its code."""
    route = ROUTE.fullmatch(code)
    if route is None:
        return code
    if route["group"] == "api":
        return str(_("phone of a commission member"))
    page = PAGES.get(route["noun"]) if route["group"] == "office" else None
    if page is None:
        return code
    is_look = route["method"] in ("GET", "HEAD")
    return str((_("page: %(page)s") if is_look else _("done on the page: %(page)s")) % {"page": page})


def kind_words(code: str) -> str:
    """A kind of object in words; an unknown one as its code."""
    return str(KINDS.get(code, code))
