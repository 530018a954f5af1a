"""What is signed: a decision, or a round of decisions, as bytes that are always the same.

Nobody's name and no number of a person stands in them: rows are named by their keys, what was decided on by digests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings

from tirek.department.decisions.models import Decision
from tirek.department.evaluations.models import Evaluation

DECISION_FORM, ROUND_FORM = "tirek.decision.1", "tirek.round.1"
MONEY = "tenge"
"""How the unit of an amount begins that is counted in a sum of tenge."""


def canonical_bytes(document: Mapping[str, Any]) -> bytes:
    """JSON in UTF-8, keys in order, no spaces, dates as YYYY-MM-DD."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest_of(content: bytes) -> str:
    """SHA-256, hexadecimal."""
    return sha256(content).hexdigest()


def evaluation_digest(evaluation: Evaluation) -> str:
    """One digest of what was evaluated: facts, text of the law, local law, day, and the whole answer."""
    said = {
        "evaluation": evaluation.pk,
        "on": evaluation.on,
        "applied_on": evaluation.applied_on,
        "facts": evaluation.facts_digest,
        "rulebook": evaluation.rulebook_digest,
        "overlay": evaluation.overlay,
        "assumption": evaluation.assumption,
        "outcome": evaluation.outcome,
        "amount": evaluation.amount,
        "answer": evaluation.answer,
    }
    return digest_of(canonical_bytes(said))


def content_of(decision: Decision) -> bytes:
    """The bytes of one decision that its signer signs; another ``version`` of it has other bytes."""
    return canonical_bytes(
        {
            "form": DECISION_FORM,
            "department": settings.DEPARTMENT_KATO,
            "decision": decision.pk,
            "version": decision.version,
            "case": decision.case_id,
            "family": decision.family_id,
            "territory": decision.territory,
            "programme": decision.programme,
            "kind": decision.kind,
            "grounds": decision.grounds,
            "reason": decision.reason,
            "amount": decision.amount,
            "unit": decision.unit,
            "starts_on": decision.starts_on,
            "ends_on": decision.ends_on,
            "overrides": decision.overrides,
            "flags": decision.flags,
            "previous": decision.previous_id,
            "author": decision.author_id,
            "evaluation": evaluation_digest(decision.evaluation),
        }
    )


def round_content(decisions: Sequence[Decision], reason: str) -> bytes:
    """The bytes of a round: each decision by its digest, how many, for how many tenge a period, and the one reason."""
    covered = sorted((decision.pk, digest_of(content_of(decision))) for decision in decisions)
    return canonical_bytes(
        {
            "form": ROUND_FORM,
            "department": settings.DEPARTMENT_KATO,
            "decisions": [list(pair) for pair in covered],
            "count": len(covered),
            "total_tenge": total_tenge(decisions),
            "reason": reason.strip(),
        }
    )


def total_tenge(decisions: Sequence[Decision]) -> int:
    """The money of decisions, tenge a period each; what is given in kind counts nothing."""
    return sum(decision.amount or 0 for decision in decisions if decision.unit.startswith(MONEY))
