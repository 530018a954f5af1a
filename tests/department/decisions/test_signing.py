"""Four eyes, and a signature that is proved: forged, foreign, expired, tampered with, of another; one or a round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from django.db import IntegrityError, connection, transaction

from tests.department.factories import ALMALY, make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tests.department.signers import believed_authority, give_key
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.core.refusals import Refused
from tirek.department.decisions.actions.certificates import end_certificate, register_certificate
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.actions.signing import sign_decision, sign_many
from tirek.department.decisions.cms import SignatureRefused, verify_cms
from tirek.department.decisions.content import content_of, round_content
from tirek.department.decisions.models import Decision, SignerCertificate, SigningRound
from tirek.department.decisions.refusals import DecisionRefused
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority

pytestmark = pytest.mark.django_db
ON = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestAuthority]:
    with believed_authority(tmp_path_factory.mktemp("authority")) as made:
        yield made


@pytest.fixture
def head(db: None) -> User:
    return make_user(Role.HEAD)


@pytest.fixture
def key(head: User, authority: TestAuthority) -> SigningKey:
    with entered(whole_city()):
        return give_key(authority, head)


def proposed(author: User | None = None, amount: int = 30000, **told: object) -> Decision:
    case = make_case(CaseState.READY)
    make_evaluation(case, amount=amount, unit="tenge/half_year")
    author = author or make_user(Role.SPECIALIST)
    draft = draft_decision(case, "grant", acting_user=author, **told)  # type: ignore[arg-type]
    return propose_decision(draft, acting_user=author)


def at_the_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_proved_signature_gives_the_decision_its_number(head: User, key: SigningKey) -> None:
    with entered(whole_city()):
        first, second = proposed(), proposed()
        signed = sign_decision(first, cms=key.sign(content_of(first)), acting_user=head)
        at_the_commit()
        year = signed.signed_at.year
        assert (signed.state, signed.signer, signed.number) == ("signed", head, f"D{ALMALY}-{year}-000001")
        assert sign_decision(second, cms=key.sign(content_of(second)), acting_user=head).number.endswith("-000002")
        kept = signed.signatures.get()
        assert verify_cms(bytes(kept.cms), content_of(signed), at=signed.signed_at).certificate_digest == (
            kept.certificate_digest
        )
        assert signed.digest == kept.signed_digest


def test_the_author_does_not_sign_even_with_a_right_and_a_key(authority: TestAuthority) -> None:
    from tests.department.decisions.test_drafting import make_post

    both = make_user(Role.SPECIALIST)
    make_post(both, Role.HEAD)
    with entered(whole_city()):
        own = give_key(authority, both)
        decision = proposed(both)
        with pytest.raises(DecisionRefused) as refused:
            sign_decision(decision, cms=own.sign(content_of(decision)), acting_user=both)
        assert refused.value.code == "own_draft"


def refusal_of(decision: Decision, cms: bytes, user: User) -> str:
    with pytest.raises(SignatureRefused) as refused:
        sign_decision(decision, cms=cms, acting_user=user)
    decision.refresh_from_db()
    assert (decision.state, decision.number) == ("proposed", None)
    return refused.value.code


def test_what_does_not_prove_anything_signs_nothing(
    head: User, key: SigningKey, authority: TestAuthority, tmp_path_factory: pytest.TempPathFactory
) -> None:
    foreign = TestAuthority(tmp_path_factory.mktemp("foreign"), "Another root")
    with entered(whole_city()):
        decision, other = proposed(), proposed()
        content = content_of(decision)
        good = key.sign(content)
        colleague = give_key(authority, make_user(Role.HEAD))
        unregistered = authority.issue("nobody", rsa_bits=0)
        cases = {
            "other_content": key.sign(content_of(other)),
            "forged": broken(good),
            "untrusted": foreign.issue("officer", rsa_bits=0).sign(content),
            "not_registered": colleague.sign(content),
            "not_cms": b"\x30\x03not a signature",
        }
        assert {code: refusal_of(decision, cms, head) for code, cms in cases.items()} == {code: code for code in cases}
        assert refusal_of(decision, unregistered.sign(content), head) == "not_registered"
        assert refusal_of(decision, attached(key, content), head) == "not_detached"
        assert sign_decision(decision, cms=good, acting_user=head).state == "signed"


def broken(cms: bytes) -> bytes:
    """The same with one bit of the signature turned."""
    parsed = asn1_cms.ContentInfo.load(cms)
    signer = parsed["content"]["signer_infos"][0]
    value = signer["signature"].native
    signer["signature"] = value[:-1] + bytes([value[-1] ^ 1])
    return parsed.dump(force=True)


def attached(key: SigningKey, content: bytes) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    signed = builder.add_signer(key.certificate, key.key, hashes.SHA256())
    return signed.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def with_algorithm(cms: bytes, oid: str) -> bytes:
    parsed = asn1_cms.ContentInfo.load(cms)
    parsed["content"]["signer_infos"][0]["signature_algorithm"]["algorithm"] = oid
    return parsed.dump(force=True)


def test_certificates_that_are_out_of_date_revoked_short_or_for_another_use(
    head: User, authority: TestAuthority, settings: object
) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    told = {
        "expired": {"start": long_ago, "days": 30},
        "wrong_use": {"for_documents": False},
        "weak": {"rsa_bits": 1024},
    }
    with entered(whole_city()):
        decision = proposed()
        for code, wish in told.items():
            made = authority.issue(f"{head.get_username()}-{code}", **({"rsa_bits": 0} | wish))
            assert refusal_of(decision, made.sign(content_of(decision)), head) == code
        key = give_key(authority, head)
        path = settings.SIGNING_AUTHORITIES / "today.crl"
        try:
            for revoked, code in (
                (authority.revoke(key), "revoked"),
                (authority.revoke(age_days=30), "revocation_unknown"),
            ):
                path.write_bytes(revoked)
                assert refusal_of(decision, key.sign(content_of(decision)), head) == code
            path.write_bytes(authority.revoke())
            sign_decision(decision, cms=key.sign(content_of(decision)), acting_user=head)
        finally:
            path.unlink()


def test_the_national_algorithms_are_said_to_be_absent(head: User, key: SigningKey) -> None:
    with entered(whole_city()):
        decision = proposed()
        cms = with_algorithm(key.sign(content_of(decision)), "1.2.398.3.10.1.1.2.3.2")
        assert refusal_of(decision, cms, head) == "gost_absent"


def test_without_an_authority_nothing_is_proved(
    head: User, key: SigningKey, settings: object, tmp_path: object
) -> None:
    settings.SIGNING_AUTHORITIES = tmp_path / "none"
    with entered(whole_city()):
        decision = proposed()
        assert refusal_of(decision, key.sign(content_of(decision)), head) == "no_authority"


def test_a_certificate_is_of_one_person_and_ends_with_a_reason(head: User, key: SigningKey) -> None:
    administrator = make_user(Role.ADMINISTRATOR)
    with entered(whole_city()):
        for user, code in ((make_user(Role.HEAD), "certificate_taken"), (administrator, "certificate_taken")):
            with pytest.raises(Refused) as refused:
                register_certificate(user, key.certificate_pem, acting_user=make_user(Role.ADMINISTRATOR))
            assert refused.value.code == code
        decision = proposed()
        row = SignerCertificate.objects.get(user=head)
        end_certificate(row, reason="the token was lost", acting_user=administrator)
        assert refusal_of(decision, key.sign(content_of(decision)), head) == "not_registered"
        with pytest.raises(Refused) as again:
            end_certificate(row, reason="the token was lost", acting_user=administrator)
        assert again.value.code == "certificate_ended"


def test_nobody_registers_the_own_certificate(authority: TestAuthority) -> None:
    administrator = make_user(Role.ADMINISTRATOR)
    made = authority.issue("own", rsa_bits=0)
    with entered(whole_city()):
        with pytest.raises(Refused) as refused:
            register_certificate(administrator, made.certificate_pem, acting_user=administrator)
        assert refused.value.code == "by_oneself"


def commit(work: Callable[[], object]) -> None:
    """Do it in a part of the transaction of its own, up to what is checked at the commit."""
    with transaction.atomic():
        work()
        at_the_commit()


def test_a_signed_decision_cannot_be_without_its_signature(head: User) -> None:
    with entered(whole_city()):
        rows = Decision.objects.filter(pk=proposed().pk)
        told = {"state": "signed", "signer": head, "signed_at": ON, "number": "D-x", "digest": "0" * 64}
        with pytest.raises(IntegrityError, match="has the signature of an officer"):
            commit(lambda: rows.update(**told))


def test_a_round_is_signed_at_once_and_covers_no_flagged_one(head: User, key: SigningKey) -> None:
    author = make_user(Role.SPECIALIST)
    with entered(whole_city()):
        first = proposed(author)
        assert first.flags == ["first"]
        sign_decision(first, cms=key.sign(content_of(first)), acting_user=head)
        plain = [proposed(author) for _ in range(3)]
        odd = proposed(author, amount=200000)
        assert [each.flags for each in (*plain, odd)] == [[], [], [], ["unusual"]]
        reason = "the ordinary cases of the week"
        with pytest.raises(DecisionRefused) as refused:
            sign_many(
                [*plain, odd], cms=key.sign(round_content([*plain, odd], reason)), reason=reason, acting_user=head
            )
        assert refused.value.code == "flagged"
        with pytest.raises(SignatureRefused) as other:
            sign_many(plain, cms=key.sign(round_content(plain, "another reason")), reason=reason, acting_user=head)
        assert other.value.code == "other_content"
        assert not SigningRound.objects.exists()
        made = sign_many(plain, cms=key.sign(round_content(plain, reason)), reason=reason, acting_user=head)
        at_the_commit()
        assert (made.count, made.total_tenge, made.decisions.count()) == (3, 90000, 3)
        assert made.signatures.get().signed_digest == made.digest


def test_the_database_holds_a_round_to_its_sum_and_to_the_unflagged(head: User, key: SigningKey) -> None:
    told = {"signer": head, "reason": "a round", "count": 1, "total_tenge": 1, "digest": "0" * 64}
    with entered(whole_city()):
        rows = Decision.objects.filter(pk=proposed().pk)
        with pytest.raises(IntegrityError, match="decision_round_covers_no_flagged"):
            commit(lambda: rows.update(round=SigningRound.objects.create(**told)))
        with pytest.raises(IntegrityError, match="count, sum and signer"):
            commit(lambda: SigningRound.objects.create(**told))
