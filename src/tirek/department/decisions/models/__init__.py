"""The tables of decisions, one noun a file."""

from tirek.department.decisions.models.certificate import SignerCertificate
from tirek.department.decisions.models.decision import Decision, Return
from tirek.department.decisions.models.notice import Notice
from tirek.department.decisions.models.numbering import Numbering
from tirek.department.decisions.models.signature import Signature, SigningRound

__all__ = ["Decision", "Notice", "Numbering", "Return", "Signature", "SignerCertificate", "SigningRound"]
