"""How forms are drawn: label, hint, error, then the field; every form by the same two templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy as _


class PageRenderer(DjangoTemplates):
    """Django's renderer with our templates: ``{{ form }}`` and ``{{ form.name.as_field_group }}`` need no markup around."""

    form_template_name = "ui/components/form.html"
    field_template_name = "ui/components/field.html"


class DayInput(forms.DateInput):
    """A day typed as DD.MM.YYYY: quicker by keyboard than a calendar, and the same in every browser."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **(attrs or {})}, format="%d.%m.%Y")


class DayField(forms.DateField):
    """A day, with the hint that says how to type it."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("For example, 22.11.2026"))
        super().__init__(**options)


class ReasonForm(forms.Form):
    """Why something is opened or changed; the reason stands in the journal."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept in the journal. Do not write names or numbers of people here."),
        min_length=5,
        max_length=200,
        widget=forms.Textarea({"rows": "2"}),
    )
