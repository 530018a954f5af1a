"""Who looks: the roles, territories and confidential programmes of one request, job or command.

``entered(viewer)`` opens a transaction and gives the database what its policies compare. Outside of it the database
shows nothing. The settings live as long as the transaction (``SET LOCAL``), so a pooled connection carries nothing over.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

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
    extra: dict[str, str] = field(default_factory=dict)

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
    before = _current.get()
    with transaction.atomic():
        _tell_database(viewer)
        if read_only:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
        token = _current.set(viewer)
        try:
            yield viewer
        finally:
            _current.reset(token)
        _tell_database(before)


def _tell_database(viewer: Viewer) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tirek.territory', %s, true), set_config('tirek.confidential', %s, true), "
            "set_config('tirek.viewer', %s, true), set_config('tirek.purpose', %s, true)",
            [
                ",".join(viewer.territories),
                ",".join(sorted(viewer.confidential)),
                str(viewer.user_id or ""),
                viewer.purpose,
            ],
        )
