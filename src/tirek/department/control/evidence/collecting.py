"""What a bundle holds: the decision as it was signed, and everything it rests on and led to, each as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.forms.models import model_to_dict

import tirek.rulebook
from tirek.department.control.evidence.journal import journal_of
from tirek.department.control.evidence.proving import pretty
from tirek.department.control.refusals import ControlRefused
from tirek.department.decisions.content import content_of, digest_of, round_content
from tirek.department.decisions.models import Decision, Notice, Signature
from tirek.department.entitlements.models import Entitlement
from tirek.department.evaluations.models import Evaluation
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.journal.canonical import canonical_json, moment_text
from tirek.department.parameters.models import Overlay
from tirek.department.payments.models import Outcome, Payment
from tirek.department.verification.models import FactCheck
from tirek.rulebook.digest import rulebook_digest

LAW = Path(tirek.rulebook.__file__).with_name("law")
EVALUATED = (
    "id", "on", "applied_on", "known_on", "mode", "programme", "territory", "facts_digest", "rulebook_digest", "overlay",
    "assumption", "decides", "outcome", "amount", "unit", "answer",
)  # fmt: skip

Pieces = Iterator[tuple[str, bytes]]


def pieces_of(decision: Decision, payment: Payment | None) -> dict[str, bytes]:
    """The files of a bundle by name, under the policies of whoever makes it.

    Raises
    ------
    ControlRefused
        ``evidence_broken`` where what stands here is not what was signed.
    """
    told: dict[str, bytes] = {}
    for part in (_decision(decision), _evaluation(decision.evaluation), _sources(decision), _law(decision.evaluation)):
        told.update(part)
    told.update(_letters(decision))
    told.update(_entitlement(decision))
    if payment is not None:
        told.update(_payment(payment))
    told["journal/lines.json"] = pretty(journal_of(decision.pk))
    return told


def _decision(decision: Decision) -> Pieces:
    content = content_of(decision)
    if digest_of(content) != decision.digest:
        raise ControlRefused("evidence_broken")
    yield "decision/signed.json", content
    signatures = Signature.objects.filter(decision=decision)
    if decision.round is not None:
        signatures = Signature.objects.filter(round=decision.round)
        covered = round_content(list(decision.round.decisions.select_related("evaluation")), decision.round.reason)
        # A round of which whoever asks does not see every decision cannot be written out again.
        if digest_of(covered) != decision.round.digest:
            raise ControlRefused("round_hidden")
        yield "decision/round.json", covered
    for signature in signatures.order_by("pk")[:1]:
        yield "decision/signature.cms", bytes(signature.cms)
    yield "decision/record.json", pretty(_record(decision, signatures))


def _record(decision: Decision, signatures: Any) -> dict[str, Any]:
    assert decision.signed_at is not None
    return {
        "number": decision.number,
        "digest": decision.digest,
        "signed_at": moment_text(decision.signed_at),
        "signer": decision.signer_id,
        "author": decision.author_id,
        "signatures": [
            {
                "kind": each.kind,
                "algorithm": each.algorithm,
                "certificate_sha256": each.certificate_digest,
                "signed_digest": each.signed_digest,
                "verified_at": moment_text(each.verified_at),
            }
            for each in signatures.order_by("pk")
        ],
    }


def _evaluation(evaluation: Evaluation) -> Pieces:
    yield "evaluation/facts.json", canonical_json(evaluation.facts)
    yield "evaluation/evaluation.json", pretty({name: getattr(evaluation, name) for name in EVALUATED})


def _sources(decision: Decision) -> Pieces:
    """Each fact of the case: what was declared, what was found where and when, how it was settled."""
    rows = FactCheck.objects.filter(case=decision.case_id).select_related("evidence").order_by("pk")
    yield "facts/sources.json", pretty([_source(each) for each in rows])


def _source(check: FactCheck) -> dict[str, Any]:
    told = model_to_dict(check, exclude=["case", "version", "evidence"])
    told["answer"] = check.evidence and {
        "register": check.evidence.register,
        "request": str(check.evidence.request_id),
        "asked_at": check.evidence.asked_at,
        "answered_at": check.evidence.answered_at,
        "as_of": check.evidence.as_of,
        "register_number": check.evidence.register_number,
        "digest": check.evidence.digest,
    }
    return told


def _law(evaluation: Evaluation) -> Pieces:
    """The values that were used, the local law by its text, and the text of the rules where it is still the same."""
    used = {each["name"]: each for step in evaluation.answer.get("trace") or () for each in step.get("parameters", ())}
    same = rulebook_digest() == evaluation.rulebook_digest
    yield "law/parameters.json", pretty(sorted(used.values(), key=lambda each: str(each["name"])))
    yield (
        "law/rulebook.json",
        pretty({"evaluated_by": evaluation.rulebook_digest, "today": rulebook_digest(), "text_included": same}),
    )
    if evaluation.overlay:
        overlay = Overlay.objects.get(department=_department(), number=evaluation.overlay)
        yield "law/local_law.jsonl", overlay.content.encode()
    if same:
        folder = LAW / evaluation.programme
        for path in sorted(each for each in folder.rglob("*") if each.suffix in (".yaml", ".py")):
            yield f"law/text/{path.relative_to(folder).as_posix()}", path.read_bytes()


def _department() -> str:
    from django.conf import settings

    return str(settings.DEPARTMENT_KATO)


def _letters(decision: Decision) -> Pieces:
    for notice in Notice.objects.filter(decision=decision).select_related("file"):
        if notice.file.removed_at is None:
            yield f"letter/{notice.language}.pdf", b"".join(read_blob(files_folder(), notice.file.digest))


def _entitlement(decision: Decision) -> Pieces:
    entitlement = Entitlement.objects.filter(decision=decision).first()
    if entitlement is None:
        return
    told = _row(entitlement)
    told["members"] = list(entitlement.members.order_by("pk").values_list("person_id", flat=True))
    told["events"] = [_row(each) for each in entitlement.events.order_by("pk")]
    yield "entitlement/entitlement.json", pretty(told)
    yield "entitlement/dues.json", pretty([_row(each) for each in entitlement.dues.order_by("period_from", "pk")])


def _payment(payment: Payment) -> Pieces:
    yield "payment/payment.json", pretty(_row(payment))
    yield "payment/list.json", pretty(_row(payment.list))
    answers = Outcome.objects.filter(payment=payment).select_related("message").order_by("pk")
    yield "payment/bank.json", pretty([_answer(each) for each in answers])
    digests = payment.list.payments.exclude(state="excluded").order_by("end_to_end_id")
    yield "payment/list_digests.json", pretty(list(digests.values_list("end_to_end_id", "snapshot_digest")))


def _answer(outcome: Outcome) -> dict[str, Any]:
    """What the bank said of this payment; its whole message names others, so it is named by its digest."""
    told = _row(outcome)
    names = ("kind", "message_id", "digest", "made_at", "taken_at")
    told["message"] = {name: getattr(outcome.message, name) for name in names}
    return told


def _row(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}  # noqa: SLF001
