"""Finds the texts to translate in the Python files and templates of an app."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.utils.translation.template import templatize

KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS: Final = ("Translators:",)


def extract_template(
    source: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[Any]:
    """A Babel extractor: Django turns its template into calls of gettext, and those are Python."""
    calls = f"({templatize(source.read().decode('utf-8'))}\n)"  # in brackets indentation means nothing
    yield from extract_python(BytesIO(calls.encode("utf-8")), keywords, comment_tags, {"encoding": "utf-8"})


def texts_of(app: Path) -> Catalog:
    """A template of a catalogue: the texts of one app, with the files they stand in."""
    template = Catalog()
    for path in sorted([*app.rglob("*.py"), *app.rglob("*.html"), *app.rglob("*.txt")]):
        method: Any = "python" if path.suffix == ".py" else extract_template
        with path.open("rb") as source:
            for _line, text, comments, context in extract(method, source, KEYWORDS, COMMENT_TAGS):
                place = (path.relative_to(app).as_posix(), 0)
                template.add(text, locations=[place], auto_comments=comments, context=context)
    return template
