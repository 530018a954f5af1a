"""The tables of verification, one noun a file."""

from tirek.department.verification.models.check import FactCheck
from tirek.department.verification.models.session import Session, SessionItem, SessionMember, SessionVote
from tirek.department.verification.models.visit import Visit, VisitMember, VisitPhoto

__all__ = [
    "FactCheck",
    "Session",
    "SessionItem",
    "SessionMember",
    "SessionVote",
    "Visit",
    "VisitMember",
    "VisitPhoto",
]
