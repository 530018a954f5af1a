"""The days that come with the program, from the package ``holidays``: entries like the office's, below them in rank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import holidays
import yaml
from django.db import transaction
from django.utils import timezone

from tirek.department.core.calendar.models import CalendarDay, DayKind, EntryState

TITLES = Path(__file__).with_name("holidays.yaml")
FIRST_YEAR, LAST_YEAR = 2020, 2030
LANGUAGES = ("kk", "ru", "en")
_FORM = re.compile(r"(?P<title>.+?)(?: \((?P<form>observed|estimated)\))?")
_MOVED = re.compile(r"Day off \(substituted from (?P<day>\d\d/\d\d/\d{4})\)")


@dataclass(frozen=True)
class SeedDay:
    """One day as the program brings it."""

    day: date
    kind: DayKind
    titles: tuple[str, str, str]
    act: str
    mark: str


class UnknownHoliday(Exception):
    """The package names a holiday for which ``holidays.yaml`` has no titles."""


def load_calendar(*, using: str = "owner") -> int:
    """Enter what the package says and the table does not say yet; how many entries were added.

    Nothing is changed: where a newer package says otherwise, its entry lies over the older one, and a day it no longer names
    is taken back by an ``ordinary`` entry.
    """
    told = {day.day: day for day in seed_days()}
    with transaction.atomic(using=using):
        rows = CalendarDay.objects.using(using).filter(entered_by=None).order_by("day", "-decided_at", "-id")
        known = {row.day: row for row in rows.distinct("day")}
        new = [day for day in told.values() if day.day not in known or not _same(known[day.day], day)]
        gone = [row for row in known.values() if row.day not in told and row.kind != DayKind.ORDINARY]
        new += [SeedDay(row.day, DayKind.ORDINARY, _form("withdrawn"), _source(), "found") for row in gone]
        now = timezone.now()
        CalendarDay.objects.using(using).bulk_create([_row(day, now) for day in new])
    return len(new)


def seed_days(first_year: int = FIRST_YEAR, last_year: int = LAST_YEAR) -> Iterator[SeedDay]:
    """What the package says of a range of years.

    Raises
    ------
    UnknownHoliday
        If it names a day that ``holidays.yaml`` does not.
    """
    years = range(first_year, last_year + 1)
    told = holidays.country_holidays("KZ", years=years, language="en_US")
    moved: dict[date, date] = {}
    for day, names in sorted(told.items()):
        for name in names.split("; ")[:1]:
            away = _MOVED.fullmatch(name)
            if away:
                moved[_american(away["day"])] = day
                yield _moved_here(day, _american(away["day"]))
            else:
                yield _named(day, name)
    for day in sorted(told.weekend_workdays):
        if day.year in years and day not in told:
            yield _moved_away(day, moved.get(day))


def act_in(language: str, act: str) -> str:
    """The act of an entry in a language: one that came with the program is kept in Russian; any other is as it was typed."""
    for known in document()["acts"].values():
        if act.startswith(known["ru"]):
            return str(known[language]) + act.removeprefix(known["ru"])
    return act


def _named(day: date, name: str) -> SeedDay:
    found = _FORM.fullmatch(name)
    assert found is not None
    titles = document()["titles"].get(found["title"])
    if titles is None:
        raise UnknownHoliday(f"{TITLES.name}: there is no title of {found['title']!r}; add it in kk, ru and en")
    form = found["form"]
    made = tuple(titles[language] for language in LANGUAGES)
    if form:
        made = tuple(document()["forms"][form][word].format(title=titles[word]) for word in LANGUAGES)
    kind = DayKind.DAY_OFF if form == "observed" else DayKind.HOLIDAY
    act = document()["acts"]["observed" if form == "observed" else "holiday"]["ru"]
    return SeedDay(day, kind, _three(made), f"{act}; {_source()}", "memory" if form == "estimated" else "found")


def _moved_here(day: date, other: date) -> SeedDay:
    act = f"{document()['acts']['moved']['ru']}; {_source()}"
    return SeedDay(day, DayKind.DAY_OFF, _form("moved_here", other), act, "found")


def _moved_away(day: date, other: date | None) -> SeedDay:
    act = f"{document()['acts']['moved']['ru']}; {_source()}"
    return SeedDay(day, DayKind.WORKING, _form("moved_away", other), act, "found")


def _form(form: str, day: date | None = None) -> tuple[str, str, str]:
    shown = day.strftime("%d.%m.%Y") if day else "…"
    return _three(tuple(document()["forms"][form][language].format(day=shown) for language in LANGUAGES))


def _three(texts: tuple[str, ...]) -> tuple[str, str, str]:
    kk, ru, en = texts
    return kk, ru, en


def _american(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def _source() -> str:
    return f"holidays {version('holidays')}"


def _same(row: CalendarDay, day: SeedDay) -> bool:
    return (row.kind, row.title_kk, row.title_ru) == (day.kind, *day.titles[:2])


def _row(day: SeedDay, now: datetime) -> CalendarDay:
    kk, ru, en = day.titles
    return CalendarDay(
        day=day.day,
        kind=day.kind,
        title_kk=kk,
        title_ru=ru,
        title_en=en,
        act=day.act,
        mark=day.mark,
        state=EntryState.CONFIRMED,
        decided_at=now,
    )


@cache
def document() -> dict[str, Any]:
    """``holidays.yaml``."""
    return dict(yaml.safe_load(TITLES.read_text(encoding="utf-8")))
