"""The central database of persons with a disability."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tirek.registers.adapters.statements import Statement, Value
from tirek.registers.fields import MISSING, Inconsistent, Known


class Group(StrEnum):
    """Group of the disability."""

    NONE = "none"
    GROUP_1 = "group_1"
    GROUP_2 = "group_2"
    GROUP_3 = "group_3"
    CHILD_WITHOUT_GROUP = "child_without_group"


class Cause(StrEnum):
    """Cause of the disability."""

    NONE = "none"
    GENERAL_ILLNESS = "general_illness"
    SINCE_CHILDHOOD = "since_childhood"
    OTHER_CAUSE = "other_cause"


class Aid(StrEnum):
    """Technical means that a programme names."""

    HYGIENE = "hygiene"
    WHEELCHAIR = "wheelchair"
    WALKING_AID = "walking_aid"
    HEARING_AID = "hearing_aid"
    SIGHT_AID = "sight_aid"
    PROSTHESIS = "prosthesis"
    SPEECH_PROCESSOR = "speech_processor"


@dataclass(frozen=True)
class Programme:
    """The individual programme of abilitation and rehabilitation."""

    number: str
    since: date
    until: date | None
    assistant: bool
    sign_language: bool
    sanatorium: bool
    aids: tuple[Aid, ...]

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.since:
            raise Inconsistent("until")


@dataclass(frozen=True)
class Disability:
    """What the database holds on a person. ``until`` is None for a disability without a term."""

    birth_date: date
    group: Known[Group]
    cause: Known[Cause]
    since: Known[date | None]
    until: Known[date | None]
    programme: Known[Programme | None]
    mobility_difficulty: Known[bool]
    hearing_impairment: Known[bool]

    def __post_init__(self) -> None:
        if (
            self.group is not MISSING
            and self.cause is not MISSING
            and (self.group is Group.NONE) is not (self.cause is Cause.NONE)
        ):
            raise Inconsistent("cause")
        if (
            self.group is not MISSING
            and self.since is not MISSING
            and (self.group is Group.NONE) is not (self.since is None)
        ):
            raise Inconsistent("since")
        if isinstance(self.since, date) and isinstance(self.until, date) and self.until < self.since:
            raise Inconsistent("until")

    def statements(self) -> Iterator[tuple[Statement, Value]]:
        """Birth date and group."""
        yield Statement.BIRTH_DATE, self.birth_date
        if self.group is not MISSING:
            yield Statement.DISABILITY, self.group.value
