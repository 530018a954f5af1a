"""Pictures of the office for its README and for whoever changes a page: ``python -m tests.e2e.screenshots``.

Opens an office of its own (``var/screenshots/office``: PostgreSQL, an invented city, a login per role), signs in as its roles
and writes the pages of `SCENES` in Kazakh and Russian at every size of `SIZES`. What the README shows goes to
``docs/screenshots/``, everything to ``var/screenshots/pages/``. Nobody in the pictures exists.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.request import urlopen

import typst
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.browser import SCREENSHOTS, SIZES, find_chromium
from tests.house.tree import ROOT
from tirek.config.postgres.places import home_of

DATA: Final = SCREENSHOTS / "office"
PAGES: Final = SCREENSHOTS / "pages"
SHOWN: Final = ROOT / "docs/screenshots"
MOST_BYTES: Final = 200_000
PEOPLE: Final = 20_000
LANGUAGES: Final = ("kk", "ru")
README: Final = (
    "home_kk_office",
    "card_ru_office",
    "list_ru_office",
    "card_kk_phone",
    "application_kk_office",
    "case_ru_office",
    "signing_kk_office",
    "letter_kk",
    "letter_ru",
)
"""What is committed; a picture there is the window, not the whole page."""
SURNAME: Final = "Ахметов"
HEAD: Final = "head.almaly"
"""Signs in with a second factor: the session is made where the office runs."""
APPLICATIONS: Final = 40
"""So many families are taken along the road; some of them wait where somebody has to do something."""
LETTER_PPI: Final = 90
LOOKED_AT: Final = 12
START_SECONDS: Final = 60


@dataclass(frozen=True)
class Scene:
    """A page: its name, who opens it, and the way there."""

    name: str
    role: str
    open: Callable[[Page, dict[str, str]], None]


def search(page: Page, found: dict[str, str]) -> None:
    """Families of one surname."""
    page.goto("/office/")
    page.locator("#find").fill(SURNAME)
    page.locator("#find").press("Enter")
    page.wait_for_url("**/search/")


def at(name: str) -> Callable[[Page, dict[str, str]], None]:
    """The way to an address, or to one that was found: ``at("card")``."""
    return lambda page, found: page.goto(found.get(name, name)) and None


SCENES: Final = (
    Scene("home", "specialist.almaly", at("/office/")),
    Scene("search", "specialist.almaly", search),
    Scene("card", "specialist.almaly", at("card")),
    Scene("list", "specialist.almaly", at("list")),
    Scene("lists", "specialist.almaly", at("/office/lists/")),
    Scene("register", "specialist.almaly", at("/office/registry/persons/new/")),
    Scene("work", "specialist.almaly", at("/office/work/queue/")),
    Scene("application", "specialist.almaly", at("application")),
    Scene("checks", "specialist.almaly", at("/office/checks/")),
    Scene("case", "specialist.almaly", at("case")),
    Scene("entitlement", "specialist.almaly", at("entitlement")),
    Scene("signing", HEAD, at("/office/decisions/signing/")),
    Scene("local_law", "parameter_editor.city", at("/office/parameters/")),
    Scene("calendar", "parameter_editor.city", at("/office/calendar/")),
)


def main() -> int:
    """Open the office, take the pictures, close it; 2 where there is no browser or a picture is too heavy."""
    chromium = find_chromium()
    if chromium is None:
        sys.stderr.write("there is no Chromium: run .ci/chromium, or install it (Debian: apt-get install chromium)\n")
        return 2
    shutil.rmtree(PAGES, ignore_errors=True)
    PAGES.mkdir(parents=True)
    with opened_office() as (address, passwords, road), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        take_all(browser, address, passwords, road)
        browser.close()
    return show_readme()


def take_all(browser: Browser, address: str, passwords: dict[str, str], road: dict[str, str]) -> None:
    """Every scene in both languages at every size."""
    found = dict(road)
    for role in dict.fromkeys(scene.role for scene in SCENES):
        context = browser.new_context(base_url=address, locale="ru-KZ", timezone_id="Asia/Almaty")
        if role == HEAD:
            context.add_cookies([{"name": "sessionid", "value": road["session"], "url": address}])
            page = context.new_page()
        else:
            page = signed_in(context, role, passwords[role])
        if "card" not in found:
            found |= {"card": fullest_card(page), "list": bring_list(page)}
        for language in LANGUAGES:
            page.goto("/office/")
            page.locator(f".languages button[value={language}]").click()
            for scene in (each for each in SCENES if each.role == role):
                scene.open(page, found)
                for size, viewport in SIZES.items():
                    page.set_viewport_size(viewport)
                    name = f"{scene.name}_{language}_{size}"
                    page.screenshot(path=PAGES / f"{name}.png", full_page=name not in README)
        context.close()


def signed_in(context: BrowserContext, login: str, password: str) -> Page:
    """The page of somebody who came in by the front door."""
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/office/")
    return page


def fullest_card(page: Page) -> str:
    """The address of the largest family among the first that are found."""
    search(page, {})
    people = [link.get_attribute("href") or "" for link in page.locator("[data-row]").all()[:LOOKED_AT]]
    cards: dict[str, int] = {}
    for person in people:
        page.goto(person)
        cards[page.url] = page.locator("article.panel").count()
    return max(cards, key=lambda url: cards[url])


def bring_list(page: Page) -> str:
    """A list of veterans with people of the city, one unknown and one word that no list holds; its address."""
    search(page, {})
    rows = ["Фамилия;Имя;Дата рождения;Категория"]
    for row in page.locator("tbody tr").all()[:LOOKED_AT]:
        surname, given_name, *_rest = row.locator("th").inner_text().split()
        rows.append(f"{surname};{given_name};{row.locator('td').first.inner_text()};трудовой фронт")
    rows += ["Белгісізов;Ерлан;05.05.1950;трудовой фронт", "Белгісізова;Айгүл;01.01.1950;космонавт"]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        file.write_text("\n".join(rows) + "\n", encoding="utf-8")
        page.goto("/office/lists/upload/")
        page.locator("[name=schema]").select_option("veterans")
        page.locator("[name=period_on]").fill("01.11.2026")
        page.locator("[name=file]").set_input_files(file)
        page.locator("#content button").first.click()
        page.wait_for_url("**/lists/*/")
    return page.url


@contextmanager
def opened_office() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """An office that serves: its address, the password of each login, and where what waits on the road stands."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("TIREK_")}
    variables["TIREK_DATA"] = str(DATA)
    clear(variables)
    port = free_port()
    tirek(variables, "database", "prepare")
    try:
        tirek(variables, "registry", "sample", "--people", str(PEOPLE), "--format", "json")
        # Fewer applications than a demo: not every promise of the funnel is met, and the pictures do not need them.
        tirek(variables, "road", "--applications", str(APPLICATIONS), "--leave-open", checked=False)
        road = find_road(variables)
        command = [sys.executable, "-m", "tirek", "serve", "--port", str(port), "--processes", "1"]
        server = subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server)
            yield address, json.loads((DATA / "demo_logins.json").read_text(encoding="utf-8")), road
        finally:
            server.terminate()
            server.wait()
    finally:
        clear(variables)


def find_road(variables: dict[str, str]) -> dict[str, str]:
    """Where the road is photographed; the first pages of two letters are drawn meanwhile."""
    command = [sys.executable, "-m", "tests.e2e.picture_road", str(DATA)]
    told = subprocess.run(command, env=variables, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    for language in LANGUAGES:
        letter = f"letter_{language}"
        source = DATA / f"{letter}.typ"
        source.write_text(f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{letter}.pdf", page: 1)\n')
        (PAGES / f"{letter}.png").write_bytes(typst.compile(source, format="png", ppi=LETTER_PPI))
    found: dict[str, str] = json.loads(told.stdout)
    return found


def clear(variables: dict[str, str]) -> None:
    """Stop the database of an earlier office, and remove it wherever it lives."""
    if DATA.is_dir():
        tirek(variables, "database", "stop", checked=False)  # it may not run
        for folder in (home_of(DATA).folder, DATA):
            shutil.rmtree(folder, ignore_errors=True)
    DATA.mkdir(parents=True)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until the office answers."""
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            urlopen(f"{address}/account/login/", timeout=5).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"the office does not answer at {address}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def tirek(variables: dict[str, str], *arguments: str, checked: bool = True) -> None:
    """One command of ours; what went wrong with it is said by it."""
    done = subprocess.run([sys.executable, "-m", "tirek", *arguments], env=variables, capture_output=True, check=False)
    if checked and done.returncode:
        raise RuntimeError(f"tirek {' '.join(arguments)}: {done.stderr.decode() or done.stdout.decode()}")


def show_readme() -> int:
    """Copy the pictures of the README; 2 where one is too heavy for a repository."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    for name in README:
        picture = PAGES / f"{name}.png"
        if picture.stat().st_size > MOST_BYTES:
            sys.stderr.write(f"{picture} is heavier than {MOST_BYTES} bytes: make the page shorter\n")
            return 2
        shutil.copy(picture, SHOWN)
    sys.stdout.write(f"{len(list(PAGES.iterdir()))} pictures in {PAGES}, {len(README)} of them in {SHOWN}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
