"""Two records side by side, field by field: the same, different, or told by one of them only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tirek.department.core.calendar.today import local_day, today
from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.core.models import Territory
from tirek.department.registry.enums import AddressKind, FamilyRole
from tirek.department.registry.facts.columns import status_kinds
from tirek.department.registry.models import Income, Membership, Person, PersonAddress, Status
from tirek.department.registry.pairs import Pair
from tirek.web.office.registry.cards import address_text
from tirek.web.ui.language import language_of_page
from tirek.web.ui.wording import number_words

Told = tuple[str, ...]
Sides = tuple[Told, Told]


@dataclass(frozen=True)
class Compared:
    """A line of the comparison.

    Parameters
    ----------
    label : str
        What is compared.
    first, second : tuple of str
        What each record tells, masked where it must be; empty where it tells nothing.
    verdict : str
        ``same``, ``different``, ``one`` (only one of them tells it) or ``none``.
    """

    label: str
    first: Told
    second: Told
    verdict: str


def comparison_of(pair: Pair, districts: Mapping[str, str]) -> list[Compared]:
    """The lines of a pair that the viewer sees whole; five queries however much is recorded."""
    assert pair.first is not None
    assert pair.second is not None
    people = (pair.first, pair.second)
    own = [line for line in _own_lines(people) if line.verdict != "none"]
    records = _records_of(people)
    told = [
        (_("District"), _districts(people, districts)),
        (_("Addresses"), _addresses(records)),
        (_("Families"), _families(records)),
        (_("Statuses"), _statuses(records)),
        (_("Incomes recorded"), _income_counts(records)),
    ]
    return own + [_line(label, *sides) for label, sides in told]


def district_titles() -> dict[str, str]:
    """The title of each territory in the language of the page. One query."""
    language = language_of_page()
    rows = Territory.objects.values_list("code", f"title_{language}", "title_ru")
    return {code: title or other for code, title, other in rows}


def _own_lines(people: tuple[Person, Person]) -> Iterable[Compared]:
    names = {
        "surname_kk": _("Surname in Kazakh"),
        "given_name_kk": _("Given name in Kazakh"),
        "patronymic_kk": _("Patronymic in Kazakh"),
        "surname_ru": _("Surname in Russian"),
        "given_name_ru": _("Given name in Russian"),
        "patronymic_ru": _("Patronymic in Russian"),
    }
    for name, label in names.items():
        yield _line(label, *(_text(getattr(person, name)) for person in people))
    for name, label in {"birth_on": _("Born"), "died_on": _("Died"), "kandas_since": _("Kandas since")}.items():
        yield _line(label, *(_text(_day(getattr(person, name))) for person in people))
    yield _line(_("Sex"), *(_text(person.get_sex_display()) for person in people))
    # Masks of two numbers may look alike: the verdict is of the numbers, the page shows the masks.
    yield _masked(_("IIN"), people[0].iin or "", people[1].iin or "", mask_iin)
    yield _masked(_("Phone"), people[0].phone, people[1].phone, mask_phone)
    yield _line(_("Citizenship"), *(_text(person.citizenship) for person in people))
    yield _line(_("Residence"), *(_text(person.get_residence_display()) for person in people))
    days = [local_day(person.recorded_at) for person in people]
    yield _line(_("Recorded on"), *(_text(_day(day)) for day in days))


def _line(label: str, first: Told, second: Told) -> Compared:
    return Compared(label, first, second, _verdict(set(first), set(second)))


def _masked(label: str, first: str, second: str, mask: Callable[[str], str]) -> Compared:
    shown: list[Told] = [(mask(value),) if value else () for value in (first, second)]
    return Compared(label, shown[0], shown[1], _verdict({first} - {""}, {second} - {""}))


def _verdict(first: set[str], second: set[str]) -> str:
    if not first and not second:
        return "none"
    if not first or not second:
        return "one"
    return "same" if first == second else "different"


def _text(value: str | Promise) -> Told:
    return (str(value),) if value else ()


def _day(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


Records = dict[int, int]
"""The id of each record of both people, to 0 for the first and 1 for the second."""


def _records_of(people: tuple[Person, Person]) -> Records:
    """With what was merged into either before: its rows are rows of the person too."""
    places = {person.pk: place for place, person in enumerate(people)}
    merged = Person.objects.filter(merged_into__in=list(places)).values_list("pk", "merged_into_id")
    return places | {pk: places[root] for pk, root in merged if root is not None}


def _sides(records: Records, told: Iterable[tuple[int, str]]) -> Sides:
    sides: tuple[list[str], list[str]] = ([], [])
    for pk, text in told:
        if text not in sides[records[pk]]:
            sides[records[pk]].append(text)
    return tuple(sides[0]), tuple(sides[1])


def _districts(people: tuple[Person, Person], titles: Mapping[str, str]) -> Sides:
    first, second = (_text(titles.get(person.territory, person.territory)) for person in people)
    return first, second


def _addresses(records: Records) -> Sides:
    rows = PersonAddress.objects.filter(person__in=records, valid__endswith__isnull=True)
    rows = rows.select_related("address").order_by("kind", "pk")
    return _sides(
        records, ((row.person_id, f"{AddressKind(row.kind).label}: {address_text(row.address)}") for row in rows)
    )


def _families(records: Records) -> Sides:
    rows = Membership.objects.filter(person__in=records, valid__contains=today()).order_by("pk")
    text = _("family No. %(number)s, %(role)s")
    told = ((row.person_id, text % {"number": row.family_id, "role": FamilyRole(row.role).label}) for row in rows)
    return _sides(records, told)


def _statuses(records: Records) -> Sides:
    kinds, language = status_kinds(), language_of_page()
    rows = Status.objects.filter(person__in=records).order_by("valid", "pk")
    return _sides(
        records,
        (
            (
                row.person_id,
                f"{kinds.get(row.kind, {}).get(language, row.kind)}, {_ends(row.valid.lower, row.valid.upper)}",
            )
            for row in rows
        ),
    )


def _ends(since: date | None, until: date | None) -> str:
    return f"{_day(since) or '…'}–{_day(until) or '…'}"


def _income_counts(records: Records) -> Sides:
    counts = [0, 0]
    rows = Income.objects.filter(person__in=records).values_list("person_id").annotate(count=Count("pk"))
    for pk, count in rows.order_by():
        counts[records[pk]] += count
    first, second = ((number_words(count),) if count else () for count in counts)
    return first, second
