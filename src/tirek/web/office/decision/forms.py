"""Forms of decisions. What a decision may be is the department's to say; a form reads what was typed."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.models import User
from tirek.department.decisions.actions.drafting import FIRST_KINDS, Wording
from tirek.department.decisions.cms import LARGEST_BYTES
from tirek.department.decisions.enums import DecisionKind
from tirek.department.decisions.grounds import grounds_of
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import titled

LONG = forms.Textarea({"rows": "3"})


class DecisionForm(forms.Form):
    """A draft; what is left empty is taken from the rule."""

    kind = forms.ChoiceField(label=_("What is decided"), widget=forms.RadioSelect)
    grounds = forms.MultipleChoiceField(
        label=_("Grounds of a refusal"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for a refusal; those that the rule names are chosen"),
    )
    amount = forms.IntegerField(
        label=_("Amount a period"), required=False, min_value=0, help_text=_("Empty: as the rule gives it")
    )
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False, help_text=_("Empty: until further notice"))
    reason = forms.CharField(
        label=_("What was established"),
        max_length=1000,
        required=False,
        widget=LONG,
        help_text=_("The family will read it; needed where an officer establishes the ground"),
    )
    overrides = forms.CharField(
        label=_("Why it differs from the rule"),
        max_length=1000,
        required=False,
        widget=LONG,
        help_text=_("Only where it does; such a decision is marked, and signed by itself"),
    )

    def __init__(self, programme: str, *args: Any, first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in DecisionKind if (kind in FIRST_KINDS) == first]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        if first:
            self.fields["grounds"].choices = [  # type: ignore[attr-defined]
                (code, titled(ground.title)) for code, ground in grounds_of(programme).items()
            ]
        else:
            del self.fields["grounds"]

    def wording(self) -> Wording:
        """What was typed, as a draft says it."""
        told = self.cleaned_data
        return Wording(
            grounds=told.get("grounds", []),
            reason=told["reason"],
            amount=told["amount"],
            starts_on=told["starts_on"],
            ends_on=told["ends_on"],
            overrides=told["overrides"],
        )


class SignatureForm(forms.Form):
    """A signature: the file of the signing program, or what a script brought from it."""

    cms = forms.FileField(
        label=_("File of the signature"),
        required=False,
        help_text=_("The detached CMS that your signing program wrote"),
    )
    cms_text = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The bytes of the signature under ``signature``."""
        told = super().clean() or {}
        file, text = told.get("cms"), told.get("cms_text")
        if file is not None and file.size > LARGEST_BYTES:
            raise ValidationError({"cms": _("The file is too large for a signature.")})
        if file is None and not text:
            raise ValidationError({"cms": _("Sign with your key, or choose the file of the signature.")})
        try:
            told["signature"] = file.read() if file is not None else b64decode(str(text), validate=True)
        except binascii.Error:
            raise ValidationError({"cms": _("The signing program gave no signature. Try again.")}) from None
        return told


class ChosenForm(forms.Form):
    """Several decisions with one reason."""

    decisions = forms.TypedMultipleChoiceField(coerce=int, label=_("Decisions"))
    reason = forms.CharField(
        label=_("One reason for all"), min_length=5, max_length=1000, widget=forms.Textarea({"rows": "2"})
    )

    def __init__(self, keys: Iterable[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decisions"].choices = [(key, str(key)) for key in keys]  # type: ignore[attr-defined]


class RoundForm(ChosenForm, SignatureForm):
    """The same with the signature over them."""


class ReturnForm(forms.Form):
    """Why a proposal goes back, or a draft is given up."""

    reason = forms.CharField(label=_("Reason"), min_length=5, max_length=1000, widget=forms.Textarea({"rows": "2"}))


class CertificateForm(forms.Form):
    """Whose a certificate is."""

    user = forms.ModelChoiceField(label=_("Member of the staff"), queryset=User.objects.none())
    certificate = forms.FileField(
        label=_("Certificate"), help_text=_("The file of the certificate alone, without a key")
    )

    def __init__(self, users: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
