"""The pages of an application as a registrar works: from the card of the family to the receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.department.factories import make_family, make_person, make_user, whole_city
from tests.web.signing_in import sign_in
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.applications.actions.drafts import start_draft
from tirek.department.applications.actions.registration import register_application
from tirek.department.applications.models import Application, DeclaredFact
from tirek.department.files.models import StoredFile
from tirek.department.registry.models import Circumstance, Family, Income
from tirek.web.office.application.papers import side_of

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ALMALY, ALATAU = "751110000", "751210000"
ASSISTANCE, HALF_YEARLY, METER = "targeted_assistance_unconditional", "half_yearly_aid", "meter_refund"
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
FOLDED = re.compile(r"<details>.*?</details>", re.DOTALL)
FIELD = re.compile(r"<(?:input(?![^>]*type=\"hidden\")|select|textarea)\b[^>]*name=\"([^\"]+)\"")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "FILES_FOLDER", tmp_path)


@pytest.fixture
def user(client: Client) -> User:
    user = make_user(Role.REGISTRAR, ALMALY)
    sign_in(client, user)
    return user


@pytest.fixture
def family() -> Family:
    with entered(whole_city()):
        return make_family(make_person(surname_kk="Әлімова"), make_person(birth_on="2018-02-03", surname_kk="Әлімов"))


def head_id(family: Family) -> int:
    with entered(whole_city()):
        return family.memberships.get(role="head").person_id


def drafted(family: Family, *programmes: str, user: User | None = None) -> Application:
    with entered(whole_city(frozenset({"hiv"}))):
        head = family.memberships.get(role="head").person
        return start_draft(family, head, programmes or [HALF_YEARLY], channel="office", acting_user=user)


def registered(family: Family, *programmes: str) -> Application:
    with entered(whole_city(frozenset({"hiv"}))):
        return register_application(drafted(family, *programmes), acting_user=None)


def post(client: Client, name: str, *arguments: object, **fields: object) -> HttpResponse:
    told = {"once_key": str(uuid4()), **{key.replace("__", "."): value for key, value in fields.items()}}
    return client.post(reverse(f"office:{name}", args=arguments), told)


def told(client: Client, draft: Application, answers: dict[str, str], **fields: str) -> HttpResponse:
    """The form sent with answers."""
    address = reverse("office:application-form", args=[draft.pk])
    return client.post(address, {"once_key": str(uuid4()), "then": "save", **answers, **fields})


def again(draft: Application) -> Application:
    with entered(whole_city()):
        return Application.objects.get(pk=draft.pk)


def visible_fields(page: HttpResponse) -> list[str]:
    """The names of the fields of the page's main form that are not folded."""
    main = page.content.decode().split("<main", 1)[1]
    found = dict.fromkeys(FIELD.findall(FOLDED.sub("", main)))
    return [name for name in found if name not in ("csrfmiddlewaretoken", "once_key", "seen")]


def test_a_paper_application_from_the_card_to_the_receipt(client: Client, user: User, family: Family) -> None:
    card = client.get(reverse("office:family-show", args=[family.pk])).content.decode()
    assert reverse("office:application-start", args=[family.pk]) in card
    head = head_id(family)
    begun = post(
        client, "application-start", family.pk, applicant=head, channel="paper", received_on="20.11.2026",
        programmes=[HALF_YEARLY, METER],
    )  # fmt: skip
    with entered(whole_city()):
        draft = Application.objects.get()
    assert (begun.status_code, begun["Location"]) == (302, reverse("office:application-form", args=[draft.pk]))
    assert (draft.channel, draft.received_on, draft.created_by_id) == ("paper", date(2026, 11, 20), user.pk)
    answers = {f"person.{head}.alimony": "45 000", "claim.1.kind": "water_or_gas_meter", "claim.1.cost": "9445"}
    sent = told(client, draft, answers, then="check")
    assert sent["Location"] == reverse("office:application-check", args=[draft.pk])
    page = client.get(sent["Location"]).content.decode()
    assert "45 000" in page.replace("\xa0", " ").replace("&nbsp;", " ")
    done = post(client, "application-check", draft.pk)
    assert done["Location"] == reverse("office:application-receipt", args=[draft.pk])
    receipt = client.get(done["Location"]).content.decode()
    number = again(draft).number
    assert number is not None
    assert receipt.count(number) >= 3
    assert 'lang="kk"' in receipt
    assert 'lang="ru"' in receipt
    assert "<svg" in receipt
    shown = client.get(reverse("office:application-show", args=[draft.pk])).content.decode()
    assert number in shown


def test_what_the_registry_knows_is_filled_in_folded_and_declared_only_where_it_is_contradicted(
    client: Client, user: User, family: Family
) -> None:
    head = head_id(family)
    with entered(whole_city()):
        person = family.memberships.get(role="head").person
        for month in (7, 8, 9):
            told_of = {"kind": "alimony", "month": date(2026, month, 1), "source": "declared"}
            Income.objects.create(person=person, territory=ALMALY, amount_tenge=10_000, **told_of)
        Circumstance.objects.create(
            person=person, territory=ALMALY, fact="chronic_kidney_failure", value=1, valid=(date(2020, 1, 1), None)
        )
    draft = drafted(family)
    page = client.get(reverse("office:application-form", args=[draft.pk]))
    assert f"person.{head}.alimony" not in visible_fields(page)
    assert 'value="30000"' in page.content.decode()
    told(client, draft, {f"person.{head}.alimony": "30 000", f"person.{head}.chronic_kidney_failure": "no"})
    assert again(draft).answers == {f"person.{head}.chronic_kidney_failure": "no"}


def test_faults_are_kept_as_typed_and_named_when_one_goes_on(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), f"person.{head_id(family)}.alimony"
    assert told(client, draft, {key: "many"}).status_code == 302
    assert again(draft).answers == {key: "many"}
    page = told(client, draft, {key: "lots"}, then="check")
    assert page.status_code == 422
    assert again(draft).answers == {key: "lots"}
    assert 'value="lots"' in page.content.decode()
    assert post(client, "application-check", draft.pk).status_code == 422


def test_a_claim_more(client: Client, user: User, family: Family) -> None:
    draft = drafted(family, METER)
    sent = told(client, draft, {"claim.1.cost": "10"}, then="more")
    page = client.get(sent["Location"]).content.decode()
    assert 'name="claim.2.cost"' in page
    assert 'name="claim.3.cost"' not in page


def test_a_colleague_who_saved_meanwhile_is_not_overwritten(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), f"person.{head_id(family)}.alimony"
    seen = draft.saved_at.isoformat()
    assert told(client, draft, {key: "1"}, seen=seen).status_code == 302
    late = told(client, draft, {key: "2"}, seen=seen)
    assert late.status_code == 422
    assert 'value="2"' in late.content.decode()
    assert again(draft).answers == {key: "1"}


def test_a_draft_is_saved_while_it_is_typed(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), f"person.{head_id(family)}.alimony"
    address = reverse("office:application-autosave", args=[draft.pk])
    first = client.post(address, {"once_key": str(uuid4()), key: "1", "seen": draft.saved_at.isoformat()})
    assert first.status_code == 200
    second = client.post(address, {"once_key": str(uuid4()), key: "2", "seen": first.json()["seen"]})
    assert second.json()["seen"] == again(draft).saved_at.isoformat()
    late = client.post(address, {"once_key": str(uuid4()), key: "3", "seen": first.json()["seen"]})
    assert late.status_code == 409
    assert again(draft).answers == {key: "2"}


def test_a_login_that_ended_loses_nothing(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), f"person.{head_id(family)}.alimony"
    client.logout()
    address = reverse("office:application-form", args=[draft.pk])
    sent = {"once_key": str(uuid4()), "then": "save", key: "45000"}
    page = client.post(address, sent, headers={"origin": "http://testserver"})
    assert f'name="{key}" value="45000"' in page.content.decode()
    assert again(draft).answers == {}


def test_registering_twice_is_registering_once(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), str(uuid4())
    address = reverse("office:application-check", args=[draft.pk])
    first, second = (client.post(address, {"once_key": key}) for _ in range(2))
    assert first["Location"] == second["Location"]
    with entered(whole_city()):
        assert Application.objects.exclude(number=None).count() == 1
    assert post(client, "application-check", draft.pk)["Location"] == reverse(
        "office:application-show", args=[draft.pk]
    )


def test_drafts_are_listed_and_put_aside(client: Client, user: User, family: Family) -> None:
    draft = drafted(family)
    assert (
        reverse("office:application-form", args=[draft.pk])
        in client.get(reverse("office:application-list")).content.decode()
    )
    assert post(client, "application-abandon", draft.pk, reason="the family came no more").status_code == 302
    assert (
        reverse("office:application-form", args=[draft.pk])
        not in client.get(reverse("office:application-list")).content.decode()
    )


def test_a_programme_is_withdrawn_with_a_reason(client: Client, user: User, family: Family) -> None:
    done = registered(family)
    with entered(whole_city()):
        case = done.cases.get()
    assert post(client, "application-withdraw", case.pk, reason="").status_code == 422
    assert post(client, "application-withdraw", case.pk, reason="asked by mistake").status_code == 302
    with entered(whole_city()):
        assert done.cases.get().state == "withdrawn"
    assert post(client, "application-withdraw", case.pk, reason="once more").status_code == 422


def test_a_scan_finds_its_application_by_the_sticker(client: Client, user: User, family: Family) -> None:
    done = registered(family)
    sheet = client.get(reverse("office:application-stickers", args=[done.pk])).content.decode()
    assert sheet.count("<svg") == 24
    for code, name in ((str(done.barcode), "a.pdf"), (done.number, "b.pdf")):
        file = SimpleUploadedFile(name, PDF + name.encode(), "application/pdf")
        assert post(client, "application-scan", code=code, title="Scan", file=file).status_code == 302
    with entered(whole_city()):
        assert [row.file.territory for row in done.files.select_related("file")] == [ALMALY, ALMALY]
    unknown = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    assert post(client, "application-scan", code=str(uuid4()), title="Scan", file=unknown).status_code == 422
    wrong = SimpleUploadedFile("a.pdf", b"MZ" + bytes(64), "application/pdf")
    assert post(client, "application-scan", code=done.number, title="Scan", file=wrong).status_code == 422
    with entered(whole_city()):
        assert StoredFile.objects.count() == 2


def test_another_district_has_none_of_it(client: Client, family: Family) -> None:
    draft, done = drafted(family), registered(family)
    with entered(whole_city()):
        case = done.cases.get()
    sign_in(client, make_user(Role.REGISTRAR, ALATAU))
    for name in ("form", "show", "check", "receipt", "stickers", "attach", "abandon"):
        assert client.get(reverse(f"office:application-{name}", args=[draft.pk])).status_code == 404
    assert client.get(reverse("office:application-withdraw", args=[case.pk])).status_code == 404
    assert client.get(reverse("office:application-start", args=[family.pk])).status_code == 404
    assert "Әлімова" not in client.get(reverse("office:application-list")).content.decode()
    file = SimpleUploadedFile("a.pdf", PDF, "application/pdf")
    assert post(client, "application-scan", code=done.number, title="Scan", file=file).status_code == 422


@pytest.mark.parametrize("role", [Role.COMMISSION_MEMBER, Role.HEAD, Role.FINANCE])
def test_who_does_not_register_looks_only(client: Client, family: Family, role: Role) -> None:
    done = registered(family)
    sign_in(client, make_user(role, ALMALY))
    page = client.get(reverse("office:application-show", args=[done.pk]))
    assert page.status_code == 200
    assert reverse("office:application-attach", args=[done.pk]) not in page.content.decode()
    assert client.get(reverse("office:application-start", args=[family.pk])).status_code == 403
    assert post(client, "application-check", done.pk).status_code == 403


def test_a_confidential_programme_is_neither_offered_nor_shown(client: Client, user: User, family: Family) -> None:
    hidden = registered(family, "hiv_children_aid")
    page = client.get(reverse("office:application-start", args=[family.pk])).content.decode()
    assert "hiv_children_aid" not in page
    assert client.get(reverse("office:application-show", args=[hidden.pk])).status_code == 404
    refused = post(
        client, "application-start", family.pk, applicant=head_id(family), channel="office", programmes=["hiv_children_aid"]
    )  # fmt: skip
    assert refused.status_code == 422


def test_the_receipt_of_a_confidential_programme_says_its_neutral_title(family: Family) -> None:
    done = registered(family, "hiv_children_aid")
    with entered(whole_city(frozenset({"hiv"}))):
        for language, word in (("kk", "АҚТҚ"), ("ru", "ВИЧ")):
            side = side_of(done, language)
            told = [*side.programmes, *(step.what for step in side.steps)]
            assert word not in " ".join(told)
            assert len(told) == 2


def test_the_queries_do_not_grow_with_the_family(
    client: Client, user: User, assert_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    with entered(whole_city()):
        families = [make_family(*(make_person() for _ in range(size))) for size in (2, 5)]
    drafts = [drafted(each, ASSISTANCE) for each in families]
    client.get(reverse("office:application-list"))
    for draft in drafts:
        with assert_queries("form"):
            client.get(reverse("office:application-form", args=[draft.pk]))
        with assert_queries("check"):
            client.get(reverse("office:application-check", args=[draft.pk]))
    with assert_queries("list"):
        client.get(reverse("office:application-list"))


def test_an_answer_is_declared_by_who_registered_it(client: Client, user: User, family: Family) -> None:
    draft, key = drafted(family), f"person.{head_id(family)}.alimony"
    told(client, draft, {key: "?"}, then="check")
    post(client, "application-check", draft.pk)
    with entered(whole_city()):
        assert DeclaredFact.objects.values_list("fact", "value", "recorded_by").get() == ("alimony", None, user.pk)
