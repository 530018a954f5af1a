"""A signer's road in a browser: one decision and a round by the signing program, by keyboard; a file without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.department.factories import make_user, whole_city
from tests.department.signers import give_key
from tests.e2e.browser import assert_accessible, assert_fits, take_screenshot
from tests.e2e.decision_world import make_decisions
from tests.e2e.keyboard import Keyboard
from tirek.department.accounts.enums import Role
from tirek.department.accounts.models import User
from tirek.department.accounts.viewer import entered
from tirek.department.decisions.models import Decision, SigningRound
from tirek.registers.sandbox.certificates import SigningKey, TestAuthority
from tirek.registers.sandbox.signer import Signer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])


def head_with_key(authority: TestAuthority) -> tuple[User, SigningKey]:
    head = make_user(Role.HEAD)
    with entered(whole_city()):
        return head, give_key(authority, head)


def states() -> list[str]:
    with entered(whole_city()):
        return list(Decision.objects.order_by("pk").values_list("state", flat=True))


def test_a_signer_signs_one_and_then_the_rest_by_keyboard(
    page_as: Callable[..., Page], signer: Signer, authority: TestAuthority
) -> None:
    head, _ = head_with_key(authority)
    marked = make_decisions(make_user(Role.SPECIALIST))["overridden"]
    page = page_as(Role.HEAD, user=head, language="ru")
    page.goto("/office/decisions/signing/")
    take_screenshot(page, "signing_list_ru")
    assert_accessible(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/decisions/{marked.pk}/")
    take_screenshot(page, "signing_one_ru")
    assert_accessible(page)
    Keyboard(page).tab_to("Подписать моим ключом")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Подписано: №")).to_be_visible()
    page.goto("/office/decisions/signing/")
    page.get_by_label("Одна причина для всех").fill("обычные дела недели")
    Keyboard(page).tab_to("Подписать моим ключом")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Подписано: 3")).to_be_visible()
    with entered(whole_city()):
        assert SigningRound.objects.get().count == 3


def test_without_scripts_the_file_of_the_signature_is_uploaded(
    page_as: Callable[..., Page], authority: TestAuthority, tmp_path: Path
) -> None:
    head, key = head_with_key(authority)
    marked = make_decisions(make_user(Role.SPECIALIST))["overridden"]
    page = page_as(Role.HEAD, user=head, scripts=False, size="phone")
    page.goto(f"/office/decisions/{marked.pk}/")
    assert_fits(page)
    page.get_by_text("Файл арқылы қол қою").click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Қол қойылатын мәтінді сақтау").click()
    made = tmp_path / "signature.cms"
    made.write_bytes(key.sign(Path(saved.value.path()).read_bytes()))
    page.get_by_label("Қолтаңба файлы").set_input_files(made)
    page.get_by_role("button", name="Осы файлмен қол қою").click()
    expect(page.get_by_text("Қол қойылды: №")).to_be_visible()


def test_a_program_that_does_not_answer_is_said_and_nothing_is_lost(
    page_as: Callable[..., Page], signer: Signer, authority: TestAuthority
) -> None:
    decision = make_decisions(make_user(Role.SPECIALIST))["decision"]
    before = states()
    page = page_as(Role.HEAD, user=make_user(Role.HEAD), language="ru")
    page.route(f"{signer.url}/**", lambda route: route.fulfill(json={}, headers={"Access-Control-Allow-Origin": "*"}))
    page.goto(f"/office/decisions/{decision.pk}/")
    page.get_by_role("button", name="Подписать моим ключом").click()
    expect(page.get_by_text("Программа подписания на этом компьютере не отвечает")).to_be_visible()
    assert states() == before
