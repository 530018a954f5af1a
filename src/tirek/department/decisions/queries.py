"""Reads of decisions: of a case, of a family, what waits for a signature, and who departs from the rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import Case
from tirek.department.decisions.content import total_tenge
from tirek.department.decisions.enums import DecisionState, Flag
from tirek.department.decisions.models import Decision, SignerCertificate
from tirek.department.registry.models import Person

LIST_ROWS = 200
"""How many proposals a signer's list holds at once; the rest come up when these are signed."""


@dataclass(frozen=True)
class Group:
    """Proposals of one programme and kind that may be signed in one round."""

    programme: str
    kind: str
    rows: Sequence[Decision]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.rows)

    @property
    def total_tenge(self) -> int:
        """Their money, tenge a period each."""
        return total_tenge(self.rows)


@dataclass(frozen=True)
class SigningList:
    """What waits for a signer.

    ``single`` are the flagged ones, the gravest first: each is signed by itself. ``groups`` hold the rest, by programme and
    kind. ``own`` counts proposals of the viewer, which another person signs; ``left_over`` those beyond the length of the
    list.
    """

    single: Sequence[Decision]
    groups: Sequence[Group]
    own: int
    left_over: int

    @property
    def plain(self) -> list[Decision]:
        """Everything that one round may cover."""
        return [row for group in self.groups for row in group.rows]


def signing_list(viewer: Viewer, *, limit: int = LIST_ROWS) -> SigningList:
    """Proposals that a viewer may sign, oldest first, the flagged apart. Two queries, without the names."""
    waiting = Decision.objects.filter(state=DecisionState.PROPOSED)
    counted = waiting.aggregate(
        own=Count("pk", filter=Q(author_id=viewer.user_id)), others=Count("pk", filter=~Q(author_id=viewer.user_id))
    )
    # Names are read apart: an applicant who moved away is hidden here, and the proposal of this district is not.
    others = waiting.exclude(author_id=viewer.user_id).select_related("case", "author", "evaluation")
    rows = list(others.order_by("proposed_at", "pk")[:limit])
    single, groups = parted(rows)
    return SigningList(
        single=single,
        groups=groups,
        own=counted["own"],
        left_over=counted["others"] - len(rows),
    )


def parted(rows: Iterable[Decision]) -> tuple[list[Decision], list[Group]]:
    """Proposals with a mark of their own or of their case, the gravest first; and the rest by programme and kind."""
    grouped: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    single = []
    for row in rows:
        if row.flags or row.case.flags:
            single.append(row)
        else:
            grouped[row.programme, row.kind].append(row)
    groups = [Group(programme, kind, found) for (programme, kind), found in sorted(grouped.items())]
    return sorted(single, key=_gravity), groups


def _gravity(row: Decision) -> tuple[int, datetime, int]:
    order = {flag.value: place for place, flag in enumerate(Flag)}
    first = min((order.get(flag, len(order)) for flag in (*row.flags, *row.case.flags)), default=len(order))
    assert row.proposed_at is not None
    return first, row.proposed_at, row.pk


def decisions_of_case(case: Case) -> QuerySet[Decision]:
    """All decisions of a case, the newest first, with who drafted and signed, and what was returned. Two queries."""
    return _told(Decision.objects.filter(case=case))


def decisions_of_family(family_ids: Iterable[int], *, limit: int = 100) -> Sequence[Decision]:
    """The newest decisions of families, as far as the viewer may see them. Two queries."""
    return list(_told(Decision.objects.filter(family_id__in=list(family_ids)))[:limit])


def open_decision_of(case: Case) -> Decision | None:
    """The decision of a case that is not signed yet; there is one at most."""
    states = (DecisionState.DRAFT, DecisionState.PROPOSED, DecisionState.RETURNED)
    return Decision.objects.select_related("evaluation", "author").filter(case=case, state__in=states).first()


def drafts_of(viewer: Viewer) -> QuerySet[Decision]:
    """Drafts of the viewer, and what came back; the oldest first."""
    states = (DecisionState.DRAFT, DecisionState.RETURNED)
    own = Decision.objects.filter(author_id=viewer.user_id, state__in=states)
    return own.select_related("case", "evaluation").order_by("drafted_at", "pk")


@dataclass(frozen=True)
class Overrides:
    """How often one officer departed from the rule in one programme: signed decisions, and those that differ."""

    author_id: int
    author_name: str
    programme: str
    decided: int
    overridden: int

    @property
    def share_percent(self) -> int:
        """Of a hundred decisions, how many differ; rounded down."""
        return self.overridden * 100 // self.decided


def names_of_applicants(decisions: Iterable[Decision], language: str) -> dict[int, str]:
    """Names by key of the person; whoever moved to another district is not among them. One query."""
    people = Person.objects.filter(pk__in={decision.case.applicant_id for decision in decisions})
    return {person.pk: person.full_name(language) for person in people}


def list_overrides(since: date, until: date) -> list[Overrides]:
    """Who overrides the rule most: by officer and programme, signed from one day to before another. One query.

    Only those who did at least once; the most often first.
    """
    signed = Decision.objects.filter(state=DecisionState.SIGNED, signed_at__date__gte=since, signed_at__date__lt=until)
    counted = (
        signed.values("author_id", "author__surname", "author__given_name", "programme")
        .annotate(decided=Count("pk"), overridden=Count("pk", filter=~Q(overrides="")))
        .filter(overridden__gt=0)
        .order_by("-overridden", "author__surname", "author_id", "programme")
    )
    return [
        Overrides(
            row["author_id"],
            f"{row['author__surname']} {row['author__given_name']}",
            row["programme"],
            row["decided"],
            row["overridden"],
        )
        for row in counted
    ]


def list_certificates() -> QuerySet[SignerCertificate]:
    """Certificates of signers with whose they are, those in use first."""
    return SignerCertificate.objects.select_related("user", "registered_by", "ended_by").order_by("ended_at", "-pk")


def _told(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related("author", "signer", "evaluation").prefetch_related("returns").order_by("-pk")
