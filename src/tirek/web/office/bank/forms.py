"""Forms of the bank: a message brought by hand."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class MessageForm(forms.Form):
    """A file of the bank."""

    file = forms.FileField(
        label=_("File of the bank"),
        help_text=_("pain.002, camt.053 or camt.054, in XML, as the bank gave it"),
        widget=forms.FileInput({"accept": ".xml"}),
    )
