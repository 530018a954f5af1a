"""A new family from the morning to the evening: a registrar, a specialist, a head, and the citizen with the letter in hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from tests.department.decisions.pdf_text import text_of
from tests.department.factories import make_user, whole_city
from tests.department.signers import give_key
from tests.e2e.decision_world import make_decisions
from tests.e2e.office_world import ALMALY
from tirek.department.accounts.enums import Role
from tirek.department.accounts.viewer import entered
from tirek.department.decisions.models import Decision, Notice
from tirek.department.decisions.tasks import make_letters
from tirek.registers.sandbox.certificates import TestAuthority
from tirek.registers.sandbox.signer import Signer

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal", "shared"])
PROGRAMME: Final = "monthly_veterans_aid"
SURNAME: Final = "Жақсыбекова"
RETURNED: Final = "Құжаттың көшірмесі тіркелмеген"
WORDS: Final = {"kk": "ақшалай көмек", "ru": "денежная помощь"}


def test_a_family_comes_in_the_morning_and_has_its_letter_in_the_evening(
    page_as: Callable[..., Page],
    open_page: Callable[..., Page],
    signer: Signer,
    authority: TestAuthority,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.FILES_FOLDER = tmp_path / "files"
    head, specialist = make_user(Role.HEAD, ALMALY), make_user(Role.SPECIALIST, ALMALY)
    with entered(whole_city()):
        give_key(authority, head)
    number = register(page_as(Role.REGISTRAR, territory=ALMALY, language="kk"))
    decide(page_as(Role.SPECIALIST, user=specialist, language="ru"), number)
    doubtful = make_decisions(specialist)["overridden"]
    decided = sign(page_as(Role.HEAD, user=head, language="kk"), doubtful)
    citizen = open_page(language="kk", size="phone")
    with entered(whole_city()):
        token = Notice.objects.get(decision=decided, language="ru").token  # the address in the QR code ends with it
    citizen.goto(f"/check/{token}/")
    expect(citizen.get_by_role("heading", level=1)).to_have_text("Хат шын")
    expect(citizen.get_by_text(str(decided.number))).to_be_visible()
    assert SURNAME not in citizen.content()


def register(page: Page) -> str:
    """The registrar finds nobody, records the woman and her family, takes her paper, prints the receipt; its number."""
    page.goto("/office/")
    page.get_by_role("searchbox").fill(f"{SURNAME} Бибігүл")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Адамды тіркеу").click()
    page.locator("[name=surname_kk]").fill(SURNAME)
    page.locator("[name=given_name_kk]").fill("Бибігүл")
    page.locator("[name=birth_on]").fill("14.03.1941")
    page.locator("[name=sex]").select_option("female")
    page.get_by_role("button", name="Сақтау").click()
    page.get_by_role("link", name="Отбасын құру").click()
    page.get_by_role("button", name="Сақтау").click()
    page.get_by_role("link", name="Жаңа өтініш").click()
    page.locator("[name=channel][value=paper]").check()
    page.locator(f"[name=programmes][value={PROGRAMME}]").check()
    page.get_by_role("button", name="Нысанға өту").click()
    page.get_by_label("жесірі").select_option(label="иә")
    page.get_by_role("button", name="Жауаптарды тексеру").click()
    page.get_by_role("button", name="Өтінішті тіркеу").click()
    number = page.get_by_role("heading", level=1).inner_text().split()[-1]
    page.emulate_media(media="print")
    expect(page.locator(".nav")).to_be_hidden()
    expect(page.locator("[lang=ru]").get_by_text(number)).to_be_visible()
    return number


def decide(page: Page, number: str) -> None:
    """The specialist takes the case up, clears its facts, sees what the law says, and hands a decision on."""
    page.goto("/office/work/queue/")
    page.get_by_role("link", name=SURNAME).click()
    expect(page.get_by_text(number)).to_be_visible()
    page.get_by_role("button", name="Начать проверку").click()
    page.get_by_role("link", name="Разобрать сведения").click()
    for place in range(page.locator("[data-row]").count()):
        settle(page, page.locator("[data-row]").nth(place))
    page.locator("nav.crumbs a").last.click()
    page.get_by_role("button", name="Завершить проверку").click()
    page.get_by_role("button", name="Рассчитать").click()
    page.get_by_role("link", name="Подготовить проект решения").click()
    expect(page.locator("[name=kind][value=grant]")).to_be_checked()
    page.get_by_role("button", name="Сохранить проект").click()
    page.get_by_role("button", name="Передать на подпись").click()


def settle(page: Page, fact: Any) -> None:
    """One fact: the word of the applicant where there is one, else what the department's own records say."""
    fact.click()
    told = page.locator("[name=choice][value=declared]")
    if told.count():
        told.check()
    else:
        page.locator("[name=choice][value=department]").check()
        page.locator("[name=value]").select_option(label="нет")
    page.locator("[name=reason]").fill("проверено по архиву отдела")
    page.get_by_role("button", name="Принять").click()


def sign(page: Page, doubtful: Decision) -> Decision:
    """The head sends a doubtful one back, reads why the other is due, signs it, and opens its letters."""
    page.goto("/office/decisions/signing/")
    page.locator(f"[data-row][href$='/{doubtful.pk}/']").click()
    page.get_by_text("Авторға қайтару").click()
    page.locator("[name=return-reason]").fill(RETURNED)
    page.get_by_role("button", name="Қайтару", exact=True).click()
    page.goto("/office/decisions/signing/")
    expect(page.locator(f"[data-row][href$='/{doubtful.pk}/']")).to_have_count(0)
    page.get_by_role("link", name=SURNAME).click()
    page.locator("aside summary").click()  # how it was computed, step by step
    page.get_by_role("button", name="Кілтіммен қол қою").click()
    expect(page.get_by_text("Қол қойылды: №")).to_be_visible()
    with entered(whole_city()):
        signed = Decision.objects.get(programme=PROGRAMME)
    make_letters(signed.pk)  # as the worker does it
    page.get_by_role("link", name=SURNAME).click()
    for language in ("kk", "ru"):
        with page.expect_download() as saved:
            page.get_by_role("link", name=f"PDF {language}").click()
        letter = text_of(Path(saved.value.path()).read_bytes())
        assert str(signed.number) in letter
        assert WORDS[language] in letter
    return signed
