"""Texts are found in Python and templates, kept when they are translated, dropped when nobody says them, compiled when stale."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from tirek.web.ui.catalogues import __main__ as command
from tirek.web.ui.catalogues import writing
from tirek.web.ui.catalogues.extraction import texts_of
from tirek.web.ui.catalogues.places import catalogue_of

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
LABEL = _("Surname")
def said(count):
    # Translators: shown above the list
    return ngettext("%(count)s row", "%(count)s rows", count), pgettext("lamp", "light")
"""
TEMPLATE = """{% load i18n %}
    <p>{% translate "Sign out" %} it's
  {% blocktranslate count n=rows|length %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}
 {% include "x.html" with text=_("Nothing found.") %}</p>{# Not this #}
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "visits"
    folder.mkdir()
    (folder / "views.py").write_text(PYTHON, encoding="utf-8")
    (folder / "page.html").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(writing, "app_folders", lambda: [folder])
    monkeypatch.setattr(writing, "all_catalogues", lambda: sorted(folder.glob("locale/*/LC_MESSAGES/django.po")))
    return folder


def test_texts_of_python_and_of_templates_are_found(app: Path) -> None:
    found = {(message.context, message.id): message for message in texts_of(app) if message.id}
    assert set(found) == {
        (None, "Surname"),
        (None, ("%(count)s row", "%(count)s rows")),
        ("lamp", "light"),
        (None, "Sign out"),
        (None, ("%(n)s file", "%(n)s files")),
        (None, "Nothing found."),
    }
    assert found[None, ("%(count)s row", "%(count)s rows")].auto_comments == ["Translators: shown above the list"]


def test_an_update_keeps_translations_and_drops_what_nobody_says(app: Path) -> None:
    assert {path.parents[1].name for path in writing.update_catalogues()} == {"kk", "ru"}
    path = catalogue_of(app, "kk")
    text = path.read_text(encoding="utf-8").replace('msgid "Surname"\nmsgstr ""', 'msgid "Surname"\nmsgstr "Тегі"')
    path.write_text(text, encoding="utf-8")
    (app / "page.html").write_text('{% load i18n %}{% translate "Sign in" %}', encoding="utf-8")
    writing.update_catalogues()
    said = {message.id: message.string for message in writing.read_catalogue(path) if message.id}
    assert said["Surname"] == "Тегі"
    assert said["Sign in"] == ""
    assert "Sign out" not in said
    assert writing.update_catalogues() == []


def test_only_what_is_stale_is_compiled(app: Path) -> None:
    writing.update_catalogues()
    path = catalogue_of(app, "ru")
    text = path.read_text(encoding="utf-8").replace('msgid "Sign out"\nmsgstr ""', 'msgid "Sign out"\nmsgstr "Выйти"')
    path.write_text(text, encoding="utf-8")
    assert len(writing.compile_catalogues()) == 2
    assert writing.compile_catalogues() == []
    with path.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Sign out") == "Выйти"
    later = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (later, later))
    assert writing.compile_catalogues() == [path]
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".mo", ".po"]


def test_the_commands_say_what_is_left_and_refuse_what_is_broken(
    app: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "SOURCE", app.parent)
    assert command.main(["update"]) == 0
    assert "visits/locale/kk/LC_MESSAGES/django.po: 6 to translate" in capsys.readouterr().out
    assert command.main([]) == 2
    assert "usage" in capsys.readouterr().err
    catalogue_of(app, "kk").write_text("rubbish\n", encoding="utf-8")
    assert command.main(["compile"]) == 2
    assert capsys.readouterr().err.startswith(str(catalogue_of(app, "kk")))
