"""Who looks: the roles, territories and confidential programmes of one request, job or command.

``entered(viewer)`` opens a transaction and gives the database what its policies compare. Outside of it the database
shows nothing. The settings live as long as the transaction (``SET LOCAL``), so a pooled connection carries nothing over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection, transaction

from tirek.department.core.models import Territory


@dataclass(frozen=True)
class Viewer:
    """Who looks, with which roles, where, and why.

    ``territories`` are the KATO codes of the posts and of everything that lies in them. ``confidential`` are the kinds of
    confidential programmes the posts name. ``purpose`` is written into the journal.
    """

    user_id: int | None
    roles: frozenset[str] = frozenset()
    abilities: frozenset[str] = frozenset()
    territories: tuple[str, ...] = ()
    confidential: frozenset[str] = frozenset()
    purpose: str = ""
    break_glass_id: int | None = None

    def may(self, ability: str) -> bool:
        """Whether a post of this viewer grants an ability of ``roles.yaml``."""
        return ability in self.abilities


NOBODY = Viewer(user_id=None)
_current: ContextVar[Viewer] = ContextVar("viewer", default=NOBODY)


def current_viewer() -> Viewer:
    """Who looks now; nobody, who sees nothing, outside of ``entered``."""
    return _current.get()


def system_viewer(purpose: str, *, confidential: frozenset[str] = frozenset()) -> Viewer:
    """The house itself, at work in every territory: jobs and commands, never a request of a person."""
    everywhere = tuple(Territory.objects.values_list("code", flat=True))
    return Viewer(user_id=None, territories=everywhere, confidential=confidential, purpose=purpose)


@dataclass(frozen=True)
class Told:
    """What a later stage lets the database know of each viewer, for its own policies.

    ``source`` is an SQL function of the user's id that gives one row; ``settings`` maps the name of a setting to a
    column of that row.
    """

    source: str
    settings: Mapping[str, str]


_told: dict[str, Told] = {}


def tell_on_entering(name: str, told: Told) -> None:
    """Add settings that ``entered`` fills in the same query; called once, from the ``ready`` of an app."""
    _told[name] = told


def reaching(territory: str, purpose: str) -> Viewer:
    """The current viewer, for one step also in another territory: a move hands a family over to its new district."""
    viewer = current_viewer()
    return replace(viewer, territories=tuple(sorted({*viewer.territories, territory})), purpose=purpose)


@contextmanager
def entered(viewer: Viewer, *, read_only: bool = False) -> Iterator[Viewer]:
    """A transaction in which the database knows who looks.

    Parameters
    ----------
    viewer
        Whose rights hold until the block ends; then those of the block around it hold again.
    read_only
        Let the database refuse every write (a GET writes nothing).
    """
    before, inside = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        _tell_database(viewer, read_only=read_only)
        token = _current.set(viewer)
        try:
            yield viewer
        finally:
            _current.reset(token)
        # The end of the outermost transaction takes the settings away, and a rollback gives back those from before.
        if inside and not transaction.get_rollback():
            _tell_database(before)


def _tell_database(viewer: Viewer, *, read_only: bool = False) -> None:
    settings = {
        "tirek.territory": ",".join(viewer.territories),
        "tirek.confidential": ",".join(sorted(viewer.confidential)),
        "tirek.viewer": str(viewer.user_id or ""),
        "tirek.purpose": viewer.purpose,
    }
    calls = ["set_config(%s, %s, true)"] * len(settings)
    parameters: list[str | int | None] = [word for pair in settings.items() for word in pair]
    sources = []
    for name, told in _told.items():
        calls += [f"set_config('{setting}', {name}.{column}, true)" for setting, column in told.settings.items()]
        sources.append(f"{told.source}(%s) AS {name}")
    if read_only:
        calls.append("set_config('transaction_read_only', 'on', true)")
    parameters += [viewer.user_id] * len(sources)
    with connection.cursor() as cursor:
        # The names are those that apps registered; what comes from a person is a parameter.
        query = f"SELECT {', '.join(calls)}" + (f" FROM {', '.join(sources)}" if sources else "")  # noqa: S608
        cursor.execute(query, parameters)
