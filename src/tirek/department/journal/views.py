"""Lines about looking: no line, no page.

A request collects what it showed and writes it before the answer is sent; the lines go over the journal's own connection,
so that a request that writes nothing stays in its read-only transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from tirek.department.journal.canonical import LineFacts
from tirek.department.journal.encryption import keyed_digest
from tirek.department.journal.faults import JournalUnreachable
from tirek.department.journal.notes import facts_now
from tirek.department.journal.writer import write_lines

_collected: ContextVar[list[LineFacts] | None] = ContextVar("journal_collected", default=None)
log = structlog.get_logger(__name__)


def note_view(
    kind: str,
    object_id: int | None,
    person_ids: Iterable[int] = (),
    *,
    detail: str = "",
    action: str = "view",
    at_once: bool = False,
) -> None:
    """Note that the current viewer is shown something.

    Parameters
    ----------
    kind
        What is shown: ``person``, ``family``, ``person-list``, ``file`` ...
    object_id
        Its id; None for a list or a search.
    person_ids
        The people whose data are shown.
    detail
        What was asked for (the text of a search, a reason); only a keyed digest of it is kept.
    action
        ``view``, ``search``, ``export``, ``print``, ``sign-in``, ``reveal`` ...
    at_once
        Write now, also inside of ``collecting``: for what must not be shown without its line even within the house.

    Raises
    ------
    JournalUnreachable
        Outside of ``collecting``, if the line cannot be written: then nothing may be shown.
    """
    facts = facts_now(action, kind, object_id, person_ids, detail_digest=keyed_digest(detail) if detail else None)
    collected = _collected.get()
    if collected is None or at_once:
        write_lines([facts])
    else:
        collected.append(facts)


@contextmanager
def collecting() -> Iterator[None]:
    """Collect the lines of a request and write them, each once, when the block ends; an outer block does it for an inner.

    Raises
    ------
    JournalUnreachable
        If the lines cannot be written. The answer must not be sent then (503).
    """
    if _collected.get() is not None:
        yield
        return
    collected: list[LineFacts] = []
    token = _collected.set(collected)
    try:
        yield
    except BaseException:
        # The page fails for a reason of its own; what was looked at on the way is written if it can be.
        try:
            write_lines(_once(collected))
        except JournalUnreachable:
            log.error("journal_unreachable", lines=len(collected))
        raise
    finally:
        _collected.reset(token)
    write_lines(_once(collected))


def _once(collected: list[LineFacts]) -> list[LineFacts]:
    """A page asks for the same door several times; the line stands once."""
    seen: dict[tuple[object, ...], LineFacts] = {}
    for facts in collected:
        seen.setdefault(
            (facts.action, facts.kind, facts.object_id, facts.person_ids, facts.detail_digest, facts.user_id), facts
        )
    return list(seen.values())
