"""The form that settles a fact: whose word stands, or another value on a document; and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tirek.department.accounts.viewer import Viewer
from tirek.department.applications.models import ApplicationFile
from tirek.department.applications.programmes import title_of
from tirek.department.applications.questions import NEVER, NO, YES, read_value
from tirek.department.applications.roads import department_programmes
from tirek.department.core.refusals import Refused
from tirek.department.verification.comparing import Sayings
from tirek.department.verification.enums import CheckSource
from tirek.department.verification.models import FactCheck
from tirek.rulebook.engine.facts import Fact
from tirek.web.ui.facts import known_fact, value_words
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import district_choices

UNKNOWN = "unknown"
SUFFIXES = ".pdf,.jpg,.jpeg,.png"
LONGEST_TITLE = 60
LOOKED_UP = (CheckSource.DOCUMENT, CheckSource.DEPARTMENT)
"""Grounds on which the officer says the value."""


class SettleForm(forms.Form):
    """Whose word stands, on what document, and why. ``settled()`` gives value, source and document."""

    choice = forms.ChoiceField(label=gettext_lazy("What stands"), widget=forms.RadioSelect({"autofocus": True}))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        help_text=gettext_lazy("It stays with the case. Do not write names or numbers of people here."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    document = forms.ChoiceField(label=gettext_lazy("Document of the application"), required=False)
    file = forms.FileField(
        label=gettext_lazy("Or a new document"),
        required=False,
        widget=forms.FileInput({"accept": SUFFIXES}),
        help_text=gettext_lazy("PDF or a picture; it is attached to the application"),
    )

    def __init__(
        self, *args: Any, check: FactCheck, said: Sayings, documents: list[ApplicationFile], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fact = known_fact(check.entity, check.fact)
        self.said = {source: value for source, value in _words(said) if value is not None}
        told = [
            (source.value, f"{source.label}: {value_words(self.fact, value)}") for source, value in self.said.items()
        ]
        looked_up = [(source.value, _other(source)) for source in LOOKED_UP if source not in self.said]
        self._choices_of("choice", [*told, *looked_up, (UNKNOWN, _("It cannot be established"))])
        self.documents = {str(row.pk): row.file for row in documents}
        self._choices_of("document", [("", _("none")), *((str(row.pk), row.title) for row in documents)])
        self.fields["value"] = value_field(self.fact)
        self.order_fields(["choice", "reason", "value", "document", "file"])
        if not documents:
            del self.fields["document"]

    def _choices_of(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was typed as a value is read where the choice asks for one."""
        told = super().clean() or {}
        choice = told.get("choice")
        source = CheckSource(choice) if choice and choice != UNKNOWN else None
        told["source"] = source or ""
        told["stored"] = self.said.get(source) if source else None
        told["document"] = self.documents.get(told.get("document", ""))
        if told["document"] is not None and told.get("file") is not None:
            self.add_error("file", ValidationError(_("Choose one document: of the application, or a new one.")))
        if source in LOOKED_UP and source not in self.said:
            told["stored"] = self._typed(str(told.get("value") or ""))
        return told

    def _typed(self, text: str) -> int | None:
        try:
            if not text.strip():
                raise Refused("value_missing", gettext_lazy("Say the value."))
            if self.fact is None:
                return int(text)
            return read_value(self.fact, text)
        except Refused as refusal:
            self.add_error("value", ValidationError(str(refusal.message)))
        except ValueError:
            self.add_error("value", ValidationError(_("Write a whole number.")))
        return None


class QueueFilter(forms.Form):
    """Mine, a district, a programme; nothing chosen narrows nothing."""

    use_required_attribute = False
    mine = forms.BooleanField(label=gettext_lazy("only my cases"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("District"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = language_of_page()
        titles = sorted((title_of(name, language, short=True), name) for name in department_programmes())
        anything = [("", _("any"))]
        self.fields["district"].choices = [*anything, *district_choices(viewer)]  # type: ignore[attr-defined]
        self.fields["programme"].choices = [  # type: ignore[attr-defined]
            *anything,
            *((name, title) for title, name in titles),
        ]


def value_field(fact: Fact | None) -> forms.Field:
    """The field of another value: a choice where the law has one, else what is typed."""
    label = gettext_lazy("The value, where another one stands")
    if fact is None:
        return forms.IntegerField(label=label, required=False, min_value=0)
    if fact.type == "boolean":
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), (YES, _("yes")), (NO, _("no"))])
    if fact.type == "enum":
        words = [(word, fact.label(place, language_of_page())) for place, word in enumerate(fact.values)]
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *words])
    hint = ""
    if fact.type == "date":
        hint = _("For example, 22.11.2026")
        if fact.never:
            hint = _("For example, 22.11.2026; %(never)s where it never happened") % {"never": NEVER}
    return forms.CharField(label=label, required=False, max_length=40, help_text=hint)


def _words(said: Sayings) -> list[tuple[CheckSource, int | None]]:
    """Who says what, each ground once; the registry's absence of a row is nobody's word."""
    words: dict[CheckSource, int | None] = {CheckSource.DECLARED: said.declared, CheckSource.VISIT: said.visit}
    if said.origin is not None and said.origin.recorded and words.get(said.origin.source) is None:
        words[said.origin.source] = said.registry
    return list(words.items())


def _other(source: CheckSource) -> str:
    return _("another value, by a document") if source == CheckSource.DOCUMENT else _("another value, by our records")
