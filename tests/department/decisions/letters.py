"""Signed decisions with the answer of the law behind them: a case of the law's own files, evaluated."""

from __future__ import annotations

from typing import Any

from tests.department.road import make_case, make_decision, make_evaluation, sign
from tirek.department.applications.enums import CaseState
from tirek.department.decisions.models import Decision
from tirek.rulebook.cases import LawCase, read_cases
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.decisions import decide_family


def law_case(programme: str, name: str) -> LawCase:
    return next(case for case in read_cases(find_benefit(programme)) if case.name == name)


def signed_decision(programme: str, name: str, kind: str = "", *, confidential: str = "", **fields: Any) -> Decision:
    """The decision that follows from a case of the law, signed; ``kind`` where it is neither a grant nor a refusal."""
    law = law_case(programme, name)
    answer = decide_family(programme, law.moment, law.case).as_json()
    case = make_case(CaseState.TO_SIGN, programme=programme, confidential=confidential)
    outcome = "refused" if answer["outcome"] == "refused" else "granted"
    evaluation = make_evaluation(
        case, outcome, answer=answer, on=law.moment.on, amount=answer["amount"], unit=answer["unit"] or ""
    )
    told: dict[str, Any] = {}
    if outcome == "refused":
        told["grounds"] = [reason["code"] for reason in answer["reasons"]]
    else:
        told |= {"amount": answer["amount"], "unit": answer["unit"] or ""}
    kind = kind or ("refuse" if outcome == "refused" else "grant")
    signing = {name: fields.pop(name) for name in ("signed_at", "signer") if name in fields}
    return sign(make_decision(case, kind, evaluation, **(told | fields)), **signing)
