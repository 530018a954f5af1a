"""The tables of decisions, one noun a file."""

from tirek.department.decisions.models.decision import Decision, Return
from tirek.department.decisions.models.notice import Notice
from tirek.department.decisions.models.signature import Signature, SigningRound

__all__ = ["Decision", "Notice", "Return", "Signature", "SigningRound"]
