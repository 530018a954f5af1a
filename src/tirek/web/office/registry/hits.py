"""The answers of a search as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.models import Territory
from tirek.department.registry.duplicates import Draft, possible_duplicates_for
from tirek.department.registry.models import Person, PersonAddress
from tirek.department.registry.search import SearchAnswer
from tirek.department.registry.search_words import search_table
from tirek.web.ui.language import language_of_page


@dataclass(frozen=True)
class ShownHit:
    """One line of the answer."""

    person: Person
    name: str
    iin: str
    born_on: date | None
    district: str
    address: str
    reasons: str


@dataclass(frozen=True)
class ShownAnswer:
    """What the page says: the lines, or why there are none."""

    hits: tuple[ShownHit, ...]
    remark: str
    district: str
    contact: str


def shown_answer(answer: SearchAnswer, viewer: Viewer) -> ShownAnswer:
    """The answer in the language of the page; three queries however many lines."""
    language = language_of_page()
    table = search_table()
    people = [hit.person for hit in answer.hits]
    places = {code: title for code, *title in Territory.objects.values_list("code", "title_kk", "title_ru", "title_en")}
    addresses = {
        row.person_id: f"{row.address.street}, {row.address.house}"
        + (f", {row.address.flat}" if row.address.flat else "")
        for row in PersonAddress.objects.filter(person__in=people, valid__endswith__isnull=True)
        .select_related("address")
        .order_by("kind", "pk")
    }
    place = {"kk": 0, "ru": 1, "en": 2}[language]
    hits = tuple(
        ShownHit(
            person=hit.person,
            name=hit.person.full_name(language),
            iin=mask_iin(hit.person.iin) if hit.person.iin else "",
            born_on=hit.person.birth_on,
            district=places.get(hit.person.territory, ["", "", ""])[place] or hit.person.territory,
            address=addresses.get(hit.person.pk, ""),
            reasons=", ".join(table["reasons"][reason][language] for reason in hit.reasons),
        )
        for hit in answer.hits
    )
    remark = answer.fault.text(language) if answer.fault else ""
    if answer.remark and not remark:
        remark = table["answers"][answer.remark][language]
    known = answer.elsewhere
    district = places.get(known.district, ["", "", ""])[place] if known else ""
    return ShownAnswer(hits, remark, district, known.contact if known else "")


@dataclass(frozen=True)
class ShownDuplicate:
    """Somebody of the registry who may be the person of a draft."""

    pk: int
    name: str
    born_on: date | None
    reasons: str


def shown_duplicates(draft: Draft, language: str) -> list[ShownDuplicate]:
    """Who may be meant already, the likeliest first, in the language of the page."""
    reasons = search_table()["reasons"]
    return [
        ShownDuplicate(
            found.person.pk,
            found.person.full_name(language),
            found.person.birth_on,
            ", ".join(reasons[reason][language] for reason in found.reasons if reason in reasons),
        )
        for found in possible_duplicates_for(draft)
    ]
