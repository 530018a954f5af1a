"""Forms of an application: the choice of programmes, the answers, a document, a scan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from tirek.department.applications.enums import Channel
from tirek.department.applications.questions import LONGEST, NO, UNKNOWN, YES, is_same, shown_language
from tirek.rulebook.engine.facts import Fact
from tirek.rulebook.engine.units import symbol_of
from tirek.web.ui.forms import DayField

CHANNELS = (Channel.OFFICE, Channel.PAPER)
"""Ways that pass through a registrar's hands."""
SUFFIXES = ".pdf,.jpg,.jpeg,.png"


class StartForm(forms.Form):
    """Who applies, for what, by which way."""

    applicant = forms.ChoiceField(label=_("Who applies"), widget=forms.Select({"autofocus": True}))
    channel = forms.ChoiceField(
        label=_("How it came"), choices=[(each.value, each.label) for each in CHANNELS], widget=forms.RadioSelect
    )
    received_on = DayField(label=_("Day of receipt"), required=False, help_text=_("Of a paper; empty: today"))
    programmes = forms.MultipleChoiceField(
        label=_("Programmes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one programme.")},
    )

    def __init__(
        self, *args: Any, applicants: Sequence[tuple[str, str]], programmes: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applicant"].choices = applicants  # type: ignore[attr-defined]
        self.fields["programmes"].choices = programmes  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Asked:
    """One field of the form: ``key`` its name, ``known`` what the registry says, as it would be typed, or empty.

    ``is_aside`` says that hardly anybody has something to tell here.
    """

    key: str
    fact: Fact
    known: str = ""
    is_aside: bool = False


@dataclass(frozen=True)
class Section:
    """The questions about the family, one person, or one thing claimed."""

    title: str
    note: str
    asked: Sequence[Asked]


@dataclass(frozen=True)
class ShownSection:
    """A section as the page shows it: what is unknown first, the rest folded."""

    title: str
    note: str
    open: Sequence[BoundField]
    folded: Sequence[BoundField]


class AnswersForm(forms.Form):
    """The answers of a draft, generated from what its programmes ask. Nothing is required, and faults are kept as typed."""

    def __init__(
        self, data: Mapping[str, str] | None, *, sections: Sequence[Section], answers: Mapping[str, str]
    ) -> None:
        self.sections = sections
        asked = [one for section in sections for one in section.asked]
        known = {one.key: one.known for one in asked}
        super().__init__(data, initial=known | dict(answers))
        for one in asked:
            self.fields[one.key] = field_of(one.fact)

    def told(self) -> dict[str, str]:
        """What was typed and is not what the registry says anyway: an answer that contradicts nothing is none."""
        typed = {one.key: one for section in self.sections for one in section.asked}
        found = {key: str(self.data.get(key, "")).strip()[:LONGEST] for key in typed}
        return {
            key: text
            for key, text in found.items()
            if text and not (typed[key].known and is_same(typed[key].fact, text, typed[key].known))
        }

    def show(self) -> list[ShownSection]:
        """The sections with their fields; one with a fault, or with an answer of its own, is never folded.

        The first open field has the focus.
        """
        shown = [
            ShownSection(
                section.title,
                section.note,
                [self[one.key] for one in section.asked if not self._is_folded(one)],
                [self[one.key] for one in section.asked if self._is_folded(one)],
            )
            for section in self.sections
        ]
        first = next((field for section in shown for field in section.open), None)
        if first is not None:
            first.field.widget.attrs["autofocus"] = True
        return shown

    def _is_folded(self, one: Asked) -> bool:
        if one.key in self.errors or (self[one.key].value() or "") != one.known:
            return False
        return bool(one.known) or one.is_aside


def field_of(fact: Fact) -> forms.Field:
    """The field of a fact: a choice, a day or a number, labelled by the register of facts in the language of the page."""
    language = shown_language()
    label, unit = fact.title[language], symbol_of(fact.unit)[language]
    if fact.type in ("boolean", "enum"):
        words: list[tuple[str, Any]] = [(YES, _("yes")), (NO, _("no"))]
        if fact.type == "enum":
            words = [(word, fact.label(place, language)) for place, word in enumerate(fact.values)]
        choices = [("", "—"), *words, (UNKNOWN, _("not known"))]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    shape = {"inputmode": "decimal" if fact.scale != 1 else "numeric", "autocomplete": "off"}
    if fact.type == "date":
        return forms.CharField(
            label=label,
            required=False,
            max_length=LONGEST,
            help_text=_("For example, 22.11.2026"),
            widget=forms.TextInput(shape),
        )
    return forms.CharField(
        label=f"{label}, {unit}" if unit else label, required=False, max_length=LONGEST, widget=forms.TextInput(shape)
    )


class DocumentForm(forms.Form):
    """A document that belongs to an application."""

    title = forms.CharField(
        label=_("What document it is"),
        max_length=60,
        help_text=_("For example, “receipt”. Do not write names or numbers of people here."),
    )
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput({"accept": SUFFIXES}), help_text=_("PDF or a picture")
    )


class ScanForm(DocumentForm):
    """A scan of a paper, found by its sticker."""

    code = forms.CharField(
        label=_("Code of the sticker, or number of the application"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    field_order = ("code", "title", "file")
