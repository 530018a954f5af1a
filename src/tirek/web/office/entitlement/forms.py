"""Forms of what is to be done because something happened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class CloseForm(forms.Form):
    """Why nothing more is to be done, and whether what was held back falls due again."""

    reason = forms.CharField(
        label=_("Why nothing more is to be done"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    release = forms.BooleanField(label=_("What was held back falls due again"), required=False)

    def __init__(self, *args: Any, is_held: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_held:
            del self.fields["release"]
