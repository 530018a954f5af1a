"""A bundle proves one decision by itself; whatever is touched in it is found, by this program and by any other."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from asn1crypto import pem
from hypothesis import given
from hypothesis import strategies as st

from tests.department.factories import make_user, whole_city
from tests.department.road import make_case, make_entitlement, make_evaluation
from tests.department.signers import believed_authority, give_key
from tirek.commands import run
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import Viewer, entered
from tirek.department.applications.enums import CaseState
from tirek.department.control.actions.proving import issue_evidence
from tirek.department.control.evidence.journal import journal_of, way_up
from tirek.department.control.evidence.proving import FORM, MANIFEST, SEAL, NotABundle, pretty, prove
from tirek.department.control.models import EvidenceBundle
from tirek.department.core.refusals import Refused
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.actions.signing import sign_decision
from tirek.department.decisions.content import content_of
from tirek.department.decisions.documents.seal import seal_authorities, seal_bytes
from tirek.department.decisions.models import Decision
from tirek.department.files.actions import files_folder
from tirek.department.files.blobs import read_blob
from tirek.department.journal import writer
from tirek.department.journal.canonical import LEAF, NODE, canonical_json, merkle_root
from tirek.department.journal.notes import chain_notes
from tirek.department.journal.sealing import seal_due_hours
from tirek.rulebook.digest import rulebook_digest

COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
"""The journal writes on a connection of its own: it sees what was committed."""


@pytest.fixture
def decision(tmp_path: Path, db: None) -> Iterator[Decision]:
    """A signed grant of three days ago whose hour is sealed."""
    facts = {"family": {}, "rows": {}, "persons": []}
    trace = [
        {"step": "amount", "parameters": [{"name": "mrp", "value": 4325, "act": "law_239", "since": "2026-01-01"}]}
    ]
    told = {
        "facts": facts,
        "facts_digest": hashlib.sha256(canonical_json(facts)).hexdigest(),
        "unit": "tenge/half_year",
    }
    writer._writer.begin_anew()  # else a chain that this process began today goes on today
    with believed_authority(tmp_path) as authority, time_machine.travel("2026-11-20T06:00:00Z", tick=False):
        with entered(whole_city()):
            head, author = make_user(Role.HEAD), make_user(Role.SPECIALIST)
            case = make_case(CaseState.READY)
            make_evaluation(case, answer={"trace": trace}, rulebook_digest=rulebook_digest(), **told)
            draft = propose_decision(draft_decision(case, "grant", acting_user=author), acting_user=author)
            key = give_key(authority, head)
            signed = sign_decision(draft, cms=key.sign(content_of(draft)), acting_user=head)
            make_entitlement(signed)
        chain_notes()
    with entered(whole_city()):
        seal_due_hours()
        yield Decision.objects.select_related("case", "evaluation").get(pk=signed.pk)


def bundle_of(decision: Decision) -> bytes:
    made = issue_evidence(decision, reason="Asked by the court, case 7.", acting_user=make_user(Role.AUDITOR))
    return b"".join(read_blob(files_folder(), made.file.digest))


def files_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, data in files.items():
            package.writestr(name, data)
    return made.getvalue()


def listed(files: dict[str, bytes], seal: Callable[[bytes], bytes]) -> bytes:
    """The files with a list and a seal of one's own."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in (MANIFEST, SEAL)}
    manifest = pretty({"form": FORM, "files": digests})
    return packed({**files, MANIFEST: manifest, SEAL: seal(manifest)})


def failed(data: bytes) -> set[str]:
    return {check.code for check in prove(data, seal_authorities()) if check.holds is False}


@COMMITS
def test_a_bundle_proves_its_decision_and_shows_every_touch(decision: Decision, tmp_path: Path) -> None:
    data = bundle_of(decision)
    told = {check.code: check.holds for check in prove(data, seal_authorities())}
    assert told == dict.fromkeys(
        ["files", "seal", "authority", "decision", "signature", "facts", "evaluation", "journal", "journal_seal"], True
    )
    files = files_of(data)
    assert json.loads(files["law/parameters.json"])[0]["value"] == 4325
    assert {"law/text/rule.py", "law/text/benefit.yaml", "README.kk.txt", "README.ru.txt"} <= set(files)
    assert json.loads(files["entitlement/entitlement.json"])["quantity"] == 30000
    lines = json.loads(files["journal/lines.json"])
    assert "sign" in {json.loads(each["line"])["action"] for each in lines}

    for name in files:
        touched = {**files, name: files[name] + b" "}
        assert failed(packed(touched)), name
    assert failed(packed({each: data for each, data in files.items() if each != "facts/sources.json"})) == {"files"}
    assert failed(packed({**files, "extra.txt": b"x"})) == {"files"}
    # Whoever makes a new list cannot seal it; the house itself, sealing falsehood, is caught by the officer's signature.
    lower = {
        **files,
        "decision/signed.json": files["decision/signed.json"].replace(b'"amount":30000', b'"amount":10000'),
    }
    assert failed(listed(lower, lambda _manifest: files[SEAL])) >= {"seal", "decision", "signature"}
    assert failed(listed(lower, seal_bytes)) == {"decision", "signature"}
    forged = {**files, "evaluation/facts.json": b"{}"}
    assert failed(listed(forged, seal_bytes)) == {"facts"}
    line = json.loads(files["journal/lines.json"])
    line[0]["line"] = line[0]["line"].replace('"user":', '"user":1')
    assert "journal" in failed(listed({**files, "journal/lines.json": pretty(line)}, seal_bytes))
    line[0]["digest"] = hashlib.sha256(line[0]["line"].encode()).hexdigest()
    assert failed(listed({**files, "journal/lines.json": pretty(line)}, seal_bytes)) == {"journal_seal"}

    # The command says the same, without settings or a database.
    root, bundle = tmp_path / "ca.pem", tmp_path / "b.zip"
    root.write_bytes(pem.armor("CERTIFICATE", seal_authorities()[0].dump()))
    bundle.write_bytes(data)
    assert run(["evidence", "verify", str(bundle), "--authority", str(root), "--lang", "en"]) == 0
    bundle.write_bytes(packed({**files, "extra.txt": b"x"}))
    assert run(["evidence", "verify", str(bundle), "--lang", "en"]) == 1


@COMMITS
def test_a_bundle_takes_a_reason_and_is_written_down(decision: Decision) -> None:
    auditor = make_user(Role.AUDITOR)
    with pytest.raises(Refused, check=lambda refusal: refusal.code == "reason_missing"):
        issue_evidence(decision, reason=" ", acting_user=auditor)
    made = issue_evidence(decision, reason="Asked by the court.", acting_user=auditor)
    assert (made.file.kind, made.file.media_type, made.issued_by) == ("evidence", "application/zip", auditor)
    with entered(Viewer(user_id=auditor.pk, territories=("751210000",))):
        assert not EvidenceBundle.objects.exists()
        assert journal_of(decision.pk) == []


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", packed({"a": b"x"}), packed({MANIFEST: b"{}"}), packed({"../x": b""})]
)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(NotABundle):
        prove(data)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_the_way_up_leads_to_the_root_of_the_hour(digests: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digests) - 1))
    node = hashlib.sha256(LEAF + digests[place]).digest()
    for side, sister in way_up(digests, place):
        pair = bytes.fromhex(sister) + node if side == "left" else node + bytes.fromhex(sister)
        node = hashlib.sha256(NODE + pair).digest()
    assert node == merkle_root(digests)
