"""What the phone sends and gets."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from tirek.department.verification.enums import NoAct, VisitState, Vote

YEARS = range(2020, 2100)


def _within_reach(moment: AwareDatetime) -> AwareDatetime:
    if moment.year not in YEARS:
        raise ValueError("a year that no visit has")
    return moment


def _readable(text: str) -> str:
    """Letters, signs and line breaks; nothing that a database cannot keep."""
    if not all(sign.isprintable() or sign in "\n\r\t" for sign in text):
        raise ValueError("signs that cannot be read")
    return text


Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Metres = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Reason = Annotated[str, Field(max_length=500), AfterValidator(_readable)]
Reasons = Annotated[str, Field(max_length=1000), AfterValidator(_readable)]


class Sent(Schema):
    """Whatever a phone sends: each carries its own number, so that it may be sent again."""

    model_config = ConfigDict(extra="forbid")
    command: UUID


class SentAct(Sent):
    """The act: its answers by the names of ``act-form``, when and where."""

    visited_at: Moment
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    accuracy_m: Metres | None = None
    act: dict[str, Any]


class SentNoAct(Sent):
    """Why there is no act."""

    outcome: NoAct
    reasons: Reasons = ""


class SentVote(Sent):
    """What a member concludes."""

    vote: Vote
    reason: Reason = ""


class SentConclusion(Sent):
    """The reasons of the conclusion."""

    reasons: Reasons


class SentPlace(Sent):
    """What stands beside a photo."""

    taken_at: Moment | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class Place(Schema):
    """An address, and where it is in degrees; null where nobody knows."""

    text: str
    latitude: float | None
    longitude: float | None


class FamilyMember(Schema):
    """Who is to be met: the number under which the act asks, a name, and how they are related."""

    person_id: int
    name: str
    role: str


class CommissionMember(Schema):
    """Who goes."""

    name: str
    has_voted: bool


class Brief(Schema):
    """What a visit needs, and no more: no IIN, no income, no illness."""

    id: int
    number: str
    state: VisitState
    due_on: date
    programmes: list[str]
    applicant: str
    phone: str
    address: Place
    family: list[FamilyMember]
    commission: list[CommissionMember]
    own_vote: Vote | None
    distance_m: int | None
    photos: int
    conclusion: Vote | None
    no_act: NoAct | None
    follows: str


class Briefs(Schema):
    """One page of visits; ``after`` asks for the next, null where there is none."""

    visits: list[Brief]
    after: int | None


class Titles(Schema):
    """A title by language."""

    kk: str
    ru: str
    en: str


class Choice(Schema):
    """An answer that may be chosen."""

    code: str
    title: Titles


class ActField(Schema):
    """A field of the act, with what an answer may be."""

    name: str
    type: str
    title: Titles
    required: bool
    low: int | None
    high: int | None
    places: int
    length: int | None
    unit: Titles | None
    choices: list[Choice]


class ActSection(Schema):
    """Fields under a heading; asked of every member of the family where ``of_member`` is true."""

    name: str
    title: Titles
    of_member: bool
    fields: list[ActField]


class ActForm(Schema):
    """The form of the act."""

    sections: list[ActSection]
    photos_at_most: int


class Fault(Schema):
    """What is wrong with a field."""

    field: str
    message: str


class Problem(Schema):
    """Why something was not done: a stable code, a sentence in the reader's language, faults by field."""

    code: str
    message: str
    fields: list[Fault]
