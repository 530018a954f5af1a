"""What is wrong with the rows of a file, in words; the same for imports and for lists of outside bodies."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import StringIO
from typing import Final, Protocol

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tirek.department.registry.importing.people import form as people_form
from tirek.department.registry.importing.problems import describe

LANGUAGES: Final = ("kk", "ru", "en")


class Finding(Protocol):
    """A row of ``ImportFinding`` or of ``ListFinding``."""

    row: int
    column: str
    kind: str
    expected: str


@dataclass(frozen=True)
class ShownFinding:
    """Where, and what to do; the value is not known."""

    row: int
    column: str
    sentence: str


def column_words(name: str, language: str) -> str:
    """The title of a column of a person; its name where the form has none."""
    entry = people_form()["columns"].get(name)
    return as_title(str(entry["headings"][language][0])) if entry else name


def as_title(heading: str) -> str:
    """A heading of a file with a capital at its head; an abbreviation stays as it is written.

    >>> as_title("дата рождения"), as_title("код КАТО")
    ('Дата рождения', 'Код КАТО')
    """
    return heading[:1].upper() + heading[1:]


def shown_findings(
    findings: Iterable[Finding], language: str, titles: Mapping[str, str] | None = None
) -> list[ShownFinding]:
    """Findings in a language; ``titles`` are those of the columns that a list has beside a person's."""
    own = titles or {}
    return [
        ShownFinding(
            finding.row,
            (own.get(finding.column) or column_words(finding.column, language)) if finding.column else "",
            _sentence(finding.kind, finding.expected, language),
        )
        for finding in findings
    ]


@lru_cache(maxsize=1024)
def _sentence(kind: str, expected: str, language: str) -> str:
    return describe(kind, expected, language)


def findings_file(
    findings: Iterable[Finding], name: str, language: str, titles: Mapping[str, str] | None = None
) -> HttpResponse:
    """The findings as a table to correct a file by; a spreadsheet knows by the first mark that it is UTF-8.

    Raises
    ------
    Http404
        If the language is none of ours.
    """
    if language not in LANGUAGES:
        raise Http404
    table = StringIO()
    writer = csv.writer(table, delimiter=";")
    with override(language):
        writer.writerow([_("Row"), _("Column"), _("What is wrong")])
    writer.writerows((shown.row, shown.column, shown.sentence) for shown in shown_findings(findings, language, titles))
    response = HttpResponse(table.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
