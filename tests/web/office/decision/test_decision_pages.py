"""The pages of decisions: from the draft to the signed number by two persons; who sees what; the queries of the lists."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.department.decisions.test_drafting import ready
from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.department.road import make_case, make_evaluation
from tests.department.signers import believed_authority, give_key
from tests.web.guards import PageClient
from tests.web.office.test_parameters import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.enums import CaseState
from tirek.department.applications.models import Case
from tirek.department.decisions.actions.drafting import draft_decision, propose_decision
from tirek.department.decisions.models import Decision, SignerCertificate, SigningRound
from tirek.department.registry.models import StaffPerson
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority

pytestmark = pytest.mark.django_db(databases=["default", "journal"], transaction=True)
Queries = Callable[..., AbstractContextManager[None]]
ALATAU = "751210000"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestAuthority]:
    with believed_authority(tmp_path_factory.mktemp("authority")) as made:
        yield made


def signer(authority: TestAuthority) -> tuple[User, SigningKey]:
    head = make_user(Role.HEAD)
    with entered(whole_city()):
        return head, give_key(authority, head)


def proposal(author: User | None = None, case: Case | None = None, **told: object) -> Decision:
    author = author or make_user(Role.SPECIALIST)
    with entered(whole_city(frozenset({"hiv"}))):
        draft = draft_decision(case or ready(), "grant", acting_user=author, **told)  # type: ignore[arg-type]
        return propose_decision(draft, acting_user=author)


def at(name: str, *arguments: int) -> str:
    return reverse(f"office:{name}", args=arguments)


def now(decision: Decision) -> Decision:
    with entered(whole_city()):
        return Decision.objects.get(pk=decision.pk)


def file_of(cms: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("signature.cms", cms)


def test_a_case_goes_from_the_draft_to_a_signed_number_by_two_persons(
    client: PageClient, authority: TestAuthority
) -> None:
    author, (head, key) = make_user(Role.SPECIALIST), signer(authority)
    with entered(whole_city()):
        case = ready(
            answer={"explanation": {"kk": ["Отбасы құқылы."], "ru": ["Семья имеет право."], "en": ["Entitled."]}}
        )
    sign_in(client, author)
    page = client.get(at("decision-draft", case.pk)).content.decode()
    assert "30 000" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "құқылы" in page
    typed = {"kind": "grant", "amount": "30001", "starts_on": "01.11.2026", "ends_on": "31.12.2026"}
    assert client.post(at("decision-draft", case.pk), typed).status_code == 422
    answer = client.post(at("decision-draft", case.pk), {**typed, "amount": "30000"})
    with entered(whole_city()):
        decision = Decision.objects.get()
    assert answer.url == at("decision-show", decision.pk)
    assert client.get(at("decision-draft", case.pk)).url == answer.url
    assert client.get(at("decision-edit", decision.pk)).status_code == 200
    client.post(at("decision-propose", decision.pk))
    client.post(at("decision-take-back", decision.pk))
    client.post(at("decision-propose", decision.pk))
    assert client.post(at("decision-sign", decision.pk), {}).status_code == 403
    sign_in(client, head)
    content = client.get(at("decision-content", decision.pk)).content
    assert client.post(at("decision-sign", decision.pk), {}).status_code == 422
    assert client.post(at("decision-sign", decision.pk), {"cms_text": "$$"}).status_code == 422
    assert client.post(at("decision-sign", decision.pk), {"cms": file_of(b"nothing")}).status_code == 422
    told = {"cms": file_of(key.sign(content)), "once_key": str(uuid4())}
    assert client.post(at("decision-sign", decision.pk), told).status_code == 302
    told["cms"] = file_of(key.sign(content))
    signed = now(decision)
    assert (signed.state, signed.signer) == ("signed", head)
    page = client.get(at("decision-show", decision.pk)).content.decode()
    assert signed.number in page
    assert "дайындалып жатыр" in page, "the letters are a job's work"
    with entered(whole_city()):
        case.refresh_from_db()
        assert case.state == "granted"


def test_a_signature_sent_twice_is_one(client: PageClient, authority: TestAuthority) -> None:
    head, key = signer(authority)
    decision = proposal()
    sign_in(client, head)
    content = client.get(at("decision-content", decision.pk)).content
    told = {"cms_text": b64encode(key.sign(content)).decode(), "once_key": str(uuid4())}
    first, second = (client.post(at("decision-sign", decision.pk), told) for _ in range(2))
    assert (first.status_code, second.status_code, first.url) == (302, 302, second.url)
    again = client.post(at("decision-sign", decision.pk), {**told, "once_key": str(uuid4())})
    assert again.status_code == 422
    with entered(whole_city()):
        assert decision.signatures.count() == 1


def test_what_comes_back_says_why_and_is_changed_by_its_author(client: PageClient, authority: TestAuthority) -> None:
    author, (head, _) = make_user(Role.SPECIALIST), signer(authority)
    decision = proposal(author)
    sign_in(client, head)
    assert client.post(at("decision-return", decision.pk), {"return-reason": "жоқ"}).status_code == 422
    assert client.post(at("decision-return", decision.pk), {"return-reason": "Баланы есепке алыңыз"}).status_code == 302
    sign_in(client, author)
    assert "Баланы есепке алыңыз" in client.get(at("decision-show", decision.pk)).content.decode()
    assert (
        client.post(at("decision-edit", decision.pk), {"kind": "refuse", "grounds": "no_need_found"}).status_code == 422
    )
    told = {
        "kind": "refuse",
        "grounds": "no_need_found",
        "reason": "Комиссия растамады",
        "overrides": "Комиссия растамады",
    }
    assert client.post(at("decision-edit", decision.pk), told).status_code == 302
    assert (now(decision).kind, now(decision).grounds) == ("refuse", ["no_need_found"])
    assert client.post(at("decision-drop", decision.pk), {"drop-reason": "Қайта жасалады"}).status_code == 302
    assert now(decision).state == "dropped"


def test_a_round_covers_what_is_unmarked_by_one_signature(
    client: PageClient, authority: TestAuthority, assert_queries: Queries
) -> None:
    author, (head, key) = make_user(Role.SPECIALIST), signer(authority)
    sign_in(client, head)
    first = proposal(author)
    told = {"cms": file_of(key.sign(client.get(at("decision-content", first.pk)).content))}
    assert client.post(at("decision-sign", first.pk), told).status_code == 302
    plain, odd = [proposal(author) for _ in range(3)], proposal(author, amount=29000, overrides="құжат бойынша")
    with assert_queries("signing"):
        page = client.get(at("signing-list"))
    assert page.status_code == 200
    wanted = [str(row.pk) for row in plain]
    reason = {"reason": "Аптаның қарапайым істері"}
    assert client.post(at("signing-content"), {"decisions": wanted}).status_code == 422
    assert client.post(at("signing-content"), {"decisions": [*wanted, str(odd.pk)], **reason}).status_code == 422
    content = client.post(at("signing-content"), {"decisions": wanted, **reason}).content
    cms = key.sign(content)
    assert client.post(at("signing-sign"), {"decisions": wanted[:2], **reason, "cms": file_of(cms)}).status_code == 422
    assert client.post(at("signing-sign"), {"decisions": wanted, **reason, "cms": file_of(cms)}).status_code == 302
    with entered(whole_city()):
        made = SigningRound.objects.get()
        assert (made.count, made.total_tenge) == (3, 90000)
        assert set(Case.objects.filter(decisions__round=made).values_list("state", flat=True)) == {"granted"}
    assert now(odd).state == "proposed"


def test_decisions_of_others_are_not_here(client: PageClient, authority: TestAuthority) -> None:
    head, _ = signer(authority)
    with entered(whole_city(frozenset({"hiv"}))):
        own = make_person()
        family = make_family(own)
        there = make_case(CaseState.READY, territory=ALATAU)
        hidden = make_case(CaseState.READY, programme="hiv_children_aid", confidential="hiv")
        mine = make_case(CaseState.READY, family=family)
        for case in (there, hidden, mine):
            make_evaluation(case)
    foreign = proposal(make_user(Role.SPECIALIST, ALATAU), there)
    confidential, own_family = proposal(case=hidden), proposal(case=mine)
    link_to_person(head, own.pk)
    sign_in(client, head)
    assert client.get(at("decision-show", foreign.pk)).status_code == 404
    assert client.get(at("decision-show", confidential.pk)).status_code == 404
    assert client.get(at("decision-show", own_family.pk)).status_code == 404
    assert client.post(at("decision-sign", foreign.pk), {}).status_code == 404
    page = client.get(at("signing-list")).content.decode()
    assert not any(at("decision-show", row.pk) in page for row in (foreign, confidential, own_family))


def link_to_person(user: User, person_id: int) -> None:
    with entered(whole_city()):
        StaffPerson.objects.create(user=user, person_id=person_id)


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (Role.SPECIALIST, {"decision-list"}),
        (Role.HEAD, {"signing-list", "departure-list"}),
        (Role.AUDITOR, {"departure-list"}),
        (Role.ADMINISTRATOR, {"certificate-list", "certificate-new"}),
        (Role.REGISTRAR, set()),
    ],
)
def test_each_role_opens_its_lists(client: PageClient, role: Role, opened: set[str]) -> None:
    sign_in(client, make_user(role))
    names = ("decision-list", "signing-list", "departure-list", "certificate-list", "certificate-new")
    assert {name for name in names if client.get(at(name)).status_code == 200} == opened


def test_who_departs_from_the_rule_stands_in_a_table(client: PageClient, authority: TestAuthority) -> None:
    author, (head, key) = make_user(Role.SPECIALIST), signer(authority)
    decision = proposal(author, amount=29000, overrides="құжат бойынша")
    sign_in(client, head)
    content = client.get(at("decision-content", decision.pk)).content
    client.post(at("decision-sign", decision.pk), {"cms": file_of(key.sign(content))})
    page = client.get(at("departure-list")).content.decode()
    assert author.get_full_name() in page
    assert author.get_full_name() not in client.get(at("departure-list"), {"until": "01.01.2026"}).content.decode()


def test_an_administrator_registers_and_ends_a_certificate(client: PageClient, authority: TestAuthority) -> None:
    head, administrator = make_user(Role.HEAD), make_user(Role.ADMINISTRATOR)
    made = authority.issue(head.get_username(), rsa_bits=0)
    sign_in(client, administrator)

    def send(user: User) -> int:
        told = {"user": user.pk, "certificate": SimpleUploadedFile("a.crt", made.certificate_pem)}
        return client.post(at("certificate-new"), told).status_code

    assert send(administrator) == 422
    assert send(head) == 302
    assert send(head) == 422
    row = SignerCertificate.objects.get()
    assert head.get_full_name() in client.get(at("certificate-list")).content.decode()
    assert client.post(at("certificate-end", row.pk), {"reason": "Кілт жоғалды"}).status_code == 302
    assert SignerCertificate.objects.get().ended_by == administrator


def test_drafts_are_listed_by_a_known_number_of_queries(client: PageClient, assert_queries: Queries) -> None:
    author = make_user(Role.SPECIALIST)
    with entered(whole_city()):
        for _ in range(3):
            draft_decision(ready(), "grant", acting_user=author)
    sign_in(client, author)
    with assert_queries("drafts"):
        assert client.get(at("decision-list")).status_code == 200
