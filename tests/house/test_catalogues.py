"""Every text of the pages is translated into Kazakh and Russian, each in its own language, and says the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import django
import pytest
from babel.messages.catalog import Catalog, Message

from tests.house.tree import name_of
from tirek.web.ui.catalogues.extraction import texts_of
from tirek.web.ui.catalogues.places import FRAMEWORK, LANGUAGES, all_catalogues, app_folders, catalogue_of
from tirek.web.ui.catalogues.writing import read_catalogue

KAZAKH_LETTERS: Final = frozenset("әғқңөұүһі")
KAZAKH_FROM: Final = 40
_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
_CYRILLIC: Final = re.compile(r"[а-яёәғқңөұүһі]", re.IGNORECASE)

# Words that are rightly the same in Kazakh and in Russian, with the reason. ИИН is not one of them: it is ЖСН.
SAME_IN_BOTH: Final = {
    "логин": "a borrowed word of both languages",
    "стипендия": "a borrowed word of both languages",
    "Аудитор": "a borrowed word of both languages",
    "Омбудсмен": "a borrowed word of both languages",
    "Журнал": "a borrowed word of both languages",
    "Документ": "a borrowed word of both languages",
    "Файл": "a borrowed word of both languages",
    "журнал": "a borrowed word of both languages",
    "файл": "a borrowed word of both languages",
    "Логин": "a borrowed word of both languages",
    "Код": "a borrowed word of both languages",
    "Сертификат": "a borrowed word of both languages",
    "Акт": "a borrowed word of both languages",
    "Кворум": "a borrowed word of both languages",
    "Комиссия": "a borrowed word of both languages",
    "м": "the sign of the metre everywhere",
    "норма": "a borrowed word of both languages",
    "Телефон": "a borrowed word of both languages",
    "КАТО": "the same abbreviation in both languages",
}
# Texts that stay in Latin letters, with the reason.
LATIN: Final = {"IPv4": "the name of a protocol", "IPv6": "the name of a protocol"}

# Where Django's own texts come from that our pages can show.
SHOWN_FILES: Final = (
    *("core/paginator.py", "core/validators.py", "db/models/base.py", "db/models/constraints.py", "db/models/fields/"),
    *("forms/", "utils/dates.py", "utils/ipv6.py", "utils/timesince.py"),
    *("contrib/auth/password_validation.py", "contrib/auth/validators.py", "contrib/auth/forms.py"),
    *("contrib/postgres/fields/array.py", "contrib/postgres/forms/", "contrib/postgres/validators.py"),
)
# Of those, what no page of ours shows, or what Kazakh writes the same, with the reason.
NOT_SHOWN: Final = {
    **dict.fromkeys(
        (
            *("String (unlimited)", "Duration", "Small integer", "IPv4 address", "Positive big integer"),
            *("Positive integer", "Positive small integer", "Slug (up to %(max_length)s)", "Raw binary data"),
            *("Universally unique identifier", "File", "Image", "A JSON object", "Map of strings to strings/nulls"),
            *("%(from)s-%(to)s relationship", "%(from)s-%(to)s relationships"),
        ),
        "the name of a type of column, shown by Django's admin only",
    ),
    **dict.fromkeys(
        (
            "Raw passwords are not stored, so there is no way to see the user’s password.",
            "Enable password-based authentication for this user by setting a password.",
        ),
        "a text of Django's admin, which we do not have",
    ),
    "Order": "the place of a form in a formset, which no page shows; in our texts an order is an act",
    **dict.fromkeys((":?.!", ":", "…", "IPv4", "IPv6"), "signs and names that are the same in Kazakh"),
}


def texts_in(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def faults_of_message(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    texts = texts_in(message)
    if not texts or not all(text.strip() for text in texts):
        yield "is not translated"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    wanted = set(_PLACEHOLDER.findall(sources[-1]))
    for text in texts:
        if set(_PLACEHOLDER.findall(text)) != wanted:
            yield f"has other placeholders than {sorted(wanted)}: {text}"
        said = _PLACEHOLDER.sub("", text)
        letters = sum(letter.isalpha() for letter in said)
        if letters and not _CYRILLIC.search(said) and text not in LATIN:
            yield f"has no Cyrillic letter: {text}"
        if language == "kk" and letters > KAZAKH_FROM and not KAZAKH_LETTERS & set(text.lower()):
            yield f"has none of the Kazakh letters: {text}"
        if text[:1].isspace() != sources[0][:1].isspace() or text[-1:].isspace() != sources[0][-1:].isspace():
            yield f"begins or ends with another space: {text!r}"


def faults_of_catalogue(catalogue: Catalog, language: str) -> Iterator[str]:
    for message in catalogue:
        if message.id:
            yield from (f"«{message.id}» {fault}" for fault in faults_of_message(message, language))


def same_in_both(kazakh: Catalog, russian: Catalog) -> Iterator[str]:
    """Texts that Kazakh took from Russian, or Russian from Kazakh."""
    for message in kazakh:
        other = russian.get(message.id, message.context) if message.id else None
        for text in texts_in(message) if other else []:
            if other and text and text in texts_in(other) and text not in SAME_IN_BOTH and _CYRILLIC.search(text):
                yield f"«{message.id}» is «{text}» in both languages"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", app_folders(), ids=lambda app: app.name)
def test_the_catalogue_of_an_app_holds_its_texts_and_no_others(app: Path, language: str) -> None:
    found = {(text.context, text.id if isinstance(text.id, str) else text.id[0]) for text in texts_of(app) if text.id}
    path = catalogue_of(app, language)
    kept = {
        (text.context, text.id if isinstance(text.id, str) else text.id[0])
        for text in (read_catalogue(path) if path.exists() else Catalog())
        if text.id
    }
    assert kept == found, "run `make messages`, then translate what is new"


@pytest.mark.parametrize("path", list(all_catalogues()), ids=name_of)
def test_every_text_is_translated(path: Path) -> None:
    found = list(faults_of_catalogue(read_catalogue(path), path.parents[1].name))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("app", app_folders(), ids=lambda app: app.name)
def test_neither_language_is_copied_from_the_other(app: Path) -> None:
    paths = [catalogue_of(app, language) for language in LANGUAGES]
    found = list(same_in_both(*map(read_catalogue, paths))) if all(path.exists() for path in paths) else []
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_text_has_one_translation_in_the_whole_house(language: str) -> None:
    """Django knows one text once, whichever app it comes from: two meanings need two contexts (``pgettext``)."""
    said: defaultdict[tuple[str | None, str], dict[str, str]] = defaultdict(dict)
    for path in all_catalogues():
        if path.parents[1].name == language:
            for message in read_catalogue(path):
                if isinstance(message.id, str) and message.id and message.string:
                    said[message.context, message.id].setdefault(str(message.string), name_of(path))
    found = [f"«{text}»: {translations}" for (_, text), translations in said.items() if len(translations) > 1]
    assert not found, "\n".join(found)


def django_texts() -> dict[tuple[str | None, str], set[str]]:
    """Django's texts by context and text, with the files they stand in."""
    folder = Path(django.__file__).parent
    texts: dict[tuple[str | None, str], set[str]] = {}
    for part in ("conf", "contrib/auth", "contrib/postgres"):
        for message in read_catalogue(folder / part / "locale/en/LC_MESSAGES/django.po"):
            if message.id:
                text = message.id if isinstance(message.id, str) else message.id[0]
                texts.setdefault((message.context, text), set()).update(place for place, _ in message.locations)
    return texts


def test_every_text_of_django_that_a_page_can_show_is_in_kazakh() -> None:
    folder = Path(django.__file__).parent
    paths = [folder / part / "locale/kk/LC_MESSAGES/django.po" for part in ("conf", "contrib/auth", "contrib/postgres")]
    there = {
        (message.context, message.id if isinstance(message.id, str) else message.id[0])
        for path in [*paths, FRAMEWORK / "kk/LC_MESSAGES/django.po"]
        for message in read_catalogue(path)
        if message.id and all(texts_in(message))
    }
    missing = [
        text
        for (context, text), files in django_texts().items()
        if (context, text) not in there
        and text not in NOT_SHOWN
        and any(file.startswith(SHOWN_FILES) for file in files)
    ]
    assert not missing, "\n".join(missing)


def test_the_framework_s_catalogue_holds_only_texts_of_the_framework() -> None:
    known = django_texts()
    ours = read_catalogue(FRAMEWORK / "kk/LC_MESSAGES/django.po")
    unknown = [
        message.id
        for message in ours
        if message.id and (message.context, message.id if isinstance(message.id, str) else message.id[0]) not in known
    ]
    assert not unknown


def test_every_exception_has_a_reason_and_is_met() -> None:
    assert all(len(reason.split()) >= 3 for reason in (*SAME_IN_BOTH.values(), *LATIN.values(), *NOT_SHOWN.values()))
    known = {text for _, text in django_texts()}
    assert set(NOT_SHOWN) <= known


@pytest.mark.parametrize(
    ("source", "text", "fault"),
    [
        ("Sign out", "", "is not translated"),
        ("Sign out", "Sign out", "has no Cyrillic letter"),
        ("%(count)s rows", "жол", "has other placeholders"),
        ("%(count)s rows", "%(rows)s жол", "has other placeholders"),
        ("Rows", " жол", "begins or ends with another space"),
        ("Long", "Среднедушевой доход семьи превышает установленную черту", "has none of the Kazakh letters"),
        (("%(n)d row", "%(n)d rows"), ("%(n)d жол", ""), "is not translated"),
    ],
)
def test_a_fault_of_a_translation_is_found(
    source: str | tuple[str, str], text: str | tuple[str, str], fault: str
) -> None:
    found = list(faults_of_message(Message(source, text), "kk"))
    assert len(found) == 1
    assert fault in found[0]


def test_a_fuzzy_and_a_copied_text_are_found() -> None:
    assert list(faults_of_message(Message("Rows", "жолдар", flags=["fuzzy"]), "kk")) == ["is marked fuzzy"]
    kazakh, russian = Catalog(locale="kk"), Catalog(locale="ru")
    kazakh.add("IIN", "ИИН")
    russian.add("IIN", "ИИН")
    assert list(same_in_both(kazakh, russian)) == ["«IIN» is «ИИН» in both languages"]


def test_a_right_translation_passes() -> None:
    assert not list(faults_of_message(Message("from %(day)s", "%(day)s бастап"), "kk"))
    assert not list(faults_of_message(Message(", ", ", "), "kk"))
