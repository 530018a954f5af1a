"""Reads: the list, a search, what an organisation has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from tirek.department.core.identifiers.typed_text import bare, is_digits
from tirek.department.providers.models import Contract, Licence, Organisation, PriceListItem

MOST_FOUND: Final = 50


def list_organisations(kind: str = "") -> QuerySet[Organisation]:
    """All that the viewer sees, or those of a kind; without an order."""
    rows = Organisation.objects.order_by()
    return rows.filter(kind=kind) if kind else rows


def find_organisations(text: str) -> list[Organisation]:
    """By the whole number, or by words of a name in any order; at most one more than ``MOST_FOUND``. One query.

    An incomplete number finds nothing: digits of a sole trader's number are not to be tried one after another.
    """
    number = bare(text)
    if number and is_digits(number):
        found = Q(number=number)
    else:
        found = Q()
        for word in text.split():
            found &= Q(name_kk__icontains=word) | Q(name_ru__icontains=word)
    if not found:
        return []
    return list(Organisation.objects.filter(found).order_by("sort_key", "pk")[: MOST_FOUND + 1])


@dataclass(frozen=True)
class Holdings:
    """What an organisation has, newest first."""

    licences: list[Licence]
    contracts: list[Contract]
    prices: list[PriceListItem]


def holdings_of(organisation: Organisation) -> Holdings:
    """Licences, contracts and prices of an organisation. Three queries."""
    return Holdings(
        list(Licence.objects.filter(organisation=organisation).order_by("-valid", "-pk")),
        list(Contract.objects.filter(organisation=organisation).order_by("-dated_on", "-pk")),
        list(PriceListItem.objects.filter(organisation=organisation).order_by("service", "-valid", "-pk")),
    )
