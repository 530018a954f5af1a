"""Reading a reform: a YAML file, a shipped one with a ``rule.py`` beside it; every fault is told with file, line and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tirek.rulebook.engine.acts import act_register
from tirek.rulebook.engine.benefit import STATUSES
from tirek.rulebook.engine.documents import ROOT, read_document
from tirek.rulebook.engine.reform import IN_FORCE, Change, ConditionChange, FloorChange, Reform, StepChange
from tirek.rulebook.engine.reform_changes import EARLIEST, MARKS, Faults, Form, read_changes, sound_provenance, texts

SHIPPED = ROOT / "reforms"
NOT_ACTS = ("report", "methodology", "statistical_publication")
"""Kinds of entries in ``acts/`` that put nothing in force."""

TOP_KEYS = (
    *("title", "summary", "warning", "status", "act", "article", "number", "date", "known_from", "from", "until"),
    *("territory", "provenance", "steps", "changes"),
)


def shipped_names() -> list[str]:
    """Names of the reforms of the rulebook."""
    return sorted(path.parent.name for path in SHIPPED.glob("*/reform.yaml"))


@cache
def shipped_reform(name: str) -> Reform:
    """A reform of the rulebook.

    Raises
    ------
    ReformError
        If its file is faulty.
    """
    return read_reform(SHIPPED / name / "reform.yaml")


@lru_cache(maxsize=1)
def in_force_reforms() -> tuple[Reform, ...]:
    """Reforms of the rulebook that decide by themselves, in the order of their dates: the later act lies on top.

    Raises
    ------
    ReformError
        If one that says it is in force is faulty: the law is never read without it.
    """
    names = (name for name in shipped_names() if _status(SHIPPED / name / "reform.yaml") == IN_FORCE)
    return tuple(sorted(map(shipped_reform, names), key=lambda reform: (str(reform.day), reform.name)))


def _status(path: Path) -> object:
    document = read_document(path)
    return document.get("status") if isinstance(document, Mapping) else None


def read_reform(path: Path) -> Reform:
    """A reform from its file.

    Raises
    ------
    ReformError
        The first fault.
    LawError
        If the file is no YAML.
    """
    reform, faults = examine_reform(path)
    if faults.found:
        raise faults.found[0]
    assert reform is not None
    return reform


def examine_reform(path: Path) -> tuple[Reform | None, Faults]:
    """A reform, as far as it can be read, and every fault of its file.

    Raises
    ------
    LawError
        If the file is no YAML, or a rule that it names cannot be built.
    """
    faults = Faults(path)
    document = read_document(path)
    if not isinstance(document, Mapping):
        faults.report((), "reform_no_mapping")
        return None, faults
    _check_top(document, faults)
    form = _form(document, path, faults)
    changes = tuple(read_changes(document.get("changes"), form, faults))
    if faults.found:
        return None, faults
    shipped = path.is_relative_to(SHIPPED)
    made = Reform(
        name=path.parent.name if shipped else path.stem,
        title=texts(document["title"]),
        summary=texts(document["summary"]),
        warning=texts(document["warning"]),
        status=document["status"],
        act=form.act,
        number=str(document["number"]) if document.get("number") is not None else None,
        day=document.get("date"),
        known_from=form.known_from,
        digest=_digest(path, changes),
        shipped=shipped,
        changes=changes,
    )
    return made, faults


def _check_top(document: Mapping[str, Any], faults: Faults) -> None:
    for key in document:
        if key not in TOP_KEYS:
            faults.report((key,), "reform_unknown_key", key=key, allowed=", ".join(TOP_KEYS))
    for key in ("title", "summary", "warning"):
        faults.check_texts((key,), document.get(key), key)
    if document.get("status") not in STATUSES:
        faults.report(("status",), "reform_status", status=document.get("status"), allowed=", ".join(STATUSES))
    if document.get("status") == IN_FORCE:
        _check_in_force(document, faults)


def _check_in_force(document: Mapping[str, Any], faults: Faults) -> None:
    """A reform in force has an act that can put it in force, and the act's own number and date."""
    for key in ("act", "number", "date"):
        if document.get(key) is None:
            faults.report((key,), "reform_in_force_without", key=key)
    act = act_register().get(str(document.get("act")))
    if act is None:
        return
    if act.kind in NOT_ACTS:
        faults.report(("act",), "reform_no_force", act=act.key)
    for key, own in (("number", act.number), ("date", act.day)):
        if document.get(key) is not None and str(own) != str(document[key]):
            faults.report((key,), "reform_other_act", key=key, value=document[key], act=act.key, own=own)


def _form(document: Mapping[str, Any], path: Path, faults: Faults) -> Form:
    def day(key: str) -> date | None:
        value = document.get(key)
        if value is None or type(value) is date:
            return value
        faults.report((key,), "reform_date", key=key, value=value)
        return EARLIEST  # reported here, and not again by each change

    day("date")
    start, until, known = day("from"), day("until"), day("known_from")
    if known is None:
        faults.report(("known_from",), "reform_no_known_from")
    act = document.get("act") or ""
    if act and act not in act_register():
        faults.report(("act",), "reform_act", act=act)
    faults.check_territory(("territory",), document.get("territory"))
    provenance = document.get("provenance") or {}
    if not sound_provenance(provenance):
        faults.report(("provenance",), "reform_provenance", allowed=", ".join(MARKS))
    return Form(
        start=start,
        until=until,
        territory=str(document.get("territory") or ""),
        act=str(act),
        article=str(document.get("article") or ""),
        provenance=provenance,
        known_from=known or EARLIEST,
    )


def _digest(path: Path, changes: tuple[Change, ...]) -> str:
    """SHA-256 over the reform's file, its parameters, and the files of the rules it names; its cases change nothing."""
    total = sha256(path.read_bytes())
    for other in sorted(set(_other_files(path, changes))):
        total.update(str(other.relative_to(ROOT)).encode())
        total.update(sha256(other.read_bytes()).digest())
    return total.hexdigest()


def _other_files(path: Path, changes: tuple[Change, ...]) -> Iterator[Path]:
    folders = {path.parent} if path.is_relative_to(SHIPPED) else set()
    for change in changes:
        if isinstance(change, StepChange | ConditionChange | FloorChange):
            yield change.text.path
            folders.add(change.text.path.parent)
    for folder in folders:
        yield from (folder / "parameters").glob("*.yaml")
