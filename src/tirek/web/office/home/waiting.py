"""What waits for an officer: a line a kind of work, shown to whoever may do it, counted by one query at most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.queries import openings_to_review
from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.queue import cases_to_do_for
from tirek.department.files.queries import runs_to_confirm
from tirek.department.journal.erasure import erasures_to_confirm
from tirek.department.lists.queries import lists_that_wait
from tirek.department.parameters.queries import values_to_sign
from tirek.department.registry.pairs import list_open_pairs, merges_to_confirm
from tirek.department.registry.queries import imports_that_wait, open_questions
from tirek.web.ui.navigation import find_url

MOST: Final = 99
"""More are not counted: the officer starts with the first of them anyway, and a count reads every row."""


@dataclass(frozen=True)
class Work:
    """A kind of work: who may do it, where, what it is called, and the rows of it that wait."""

    ability: str
    url_name: str
    label: Promise
    rows: Callable[[Viewer], QuerySet[Any]]


def cases_in_turn(viewer: Viewer) -> QuerySet[Any]:
    """The cases that are a viewer's turn, in the own hands or in nobody's; those of absent holders stand on the page."""
    return cases_to_do_for(viewer, [] if viewer.user_id is None else [viewer.user_id])


KINDS: Final = (
    Work("view_cases", "office:work-mine", _("Cases that are your turn"), cases_in_turn),
    Work("merge_persons", "office:duplicate-list", _("Pairs that may be one person"), lambda viewer: list_open_pairs()),
    Work("merge_persons", "office:duplicate-merges", _("Merges to confirm"), merges_to_confirm),
    Work("manage_lists", "office:list-list", _("Lists to settle"), lambda viewer: lists_that_wait()),
    Work("import_people", "office:import-list", _("My imports under way"), imports_that_wait),
    Work("sign_parameters", "office:parameter-list", _("Local norms for signature"), values_to_sign),
    Work("review_break_glass", "office:glass-list", _("Emergency openings to review"), openings_to_review),
    Work("retain_data", "office:retention-list", _("Erasures to confirm"), runs_to_confirm),
    Work("retain_data", "office:retention-erasures", _("Erasures of histories to confirm"), erasures_to_confirm),
    Work(
        "edit_person",
        "office:question-list",
        _("Questions to registers that are open"),
        lambda viewer: open_questions(),
    ),
)


@dataclass(frozen=True)
class Waiting:
    """A line of the page: how many, at most `MOST`, and where."""

    label: Promise
    count: int
    url: str

    @property
    def shown(self) -> str:
        """The number as it stands on the page."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


def waiting_for(viewer: Viewer) -> Iterator[Waiting]:
    """What waits for a viewer, in the order of the office; kinds without a page yet are left out. A query a kind."""
    for kind in KINDS:
        url = find_url(kind.url_name)
        if url is not None and viewer.may(kind.ability):
            yield Waiting(kind.label, kind.rows(viewer)[: MOST + 1].count(), url)
