"""Brings the catalogues up to date with the sources, and compiles them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from tirek.web.ui.catalogues.extraction import texts_of
from tirek.web.ui.catalogues.places import LANGUAGES, all_catalogues, app_folders, catalogue_of

WIDTH = 118


class CatalogueFault(Exception):
    """A catalogue cannot be read: which file, and why."""


def read_catalogue(path: Path) -> Catalog:
    """A catalogue with its language, which is the name of its folder.

    Raises
    ------
    CatalogueFault
        For a file that is not a catalogue.
    """
    try:
        return read_po(BytesIO(path.read_bytes()), locale=path.parents[1].name, abort_invalid=True)
    except (PoFileError, ValueError) as fault:
        raise CatalogueFault(f"{path}: {fault}") from fault


def update_catalogues() -> list[Path]:
    """Take up new texts and drop those that no source holds any more; the catalogues that changed."""
    changed = []
    for app in app_folders():
        template = texts_of(app)
        for language in LANGUAGES:
            path = catalogue_of(app, language)
            if (len(template) or path.exists()) and _write(path, _merged(template, path, language)):
                changed.append(path)
    return changed


def compile_catalogues(paths: Iterable[Path] | None = None) -> list[Path]:
    """Compile the catalogues whose sources are newer than what was compiled; those that were compiled.

    Several processes may do this at once: a file appears whole or not at all.
    """
    compiled = []
    for path in all_catalogues() if paths is None else paths:
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        catalogue = read_catalogue(path)
        partial = target.with_suffix(f".{os.getpid()}.partial")
        with partial.open("wb") as file:
            write_mo(file, catalogue, use_fuzzy=False)
        partial.replace(target)
        compiled.append(path)
    return compiled


def _merged(template: Catalog, path: Path, language: str) -> Catalog:
    catalogue = read_catalogue(path) if path.exists() else Catalog(locale=language)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def _write(path: Path, catalogue: Catalog) -> bool:
    written = BytesIO()
    write_po(written, catalogue, width=WIDTH, omit_header=True, include_lineno=False, sort_by_file=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    content = header.encode() + written.getvalue().rstrip(b"\n") + b"\n"
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
