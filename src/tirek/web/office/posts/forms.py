"""Forms of posts. What may be written is checked by the actions and the database; a form reads what was typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tirek.department.accounts.enums import AbsenceKind, Confidential, Role
from tirek.department.accounts.models import Post, User
from tirek.department.accounts.roles import known_roles, role_title
from tirek.department.accounts.viewer import Viewer
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page
from tirek.web.ui.places import place_title

LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]


class GroundForm(forms.Form):
    """Why: an order and its number."""

    ground = forms.CharField(label=_("Ground"), help_text=_("The order, its number and day"), max_length=200)


class AccountForm(forms.Form):
    """A new account: who, and the login."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label=_("Login"),
        help_text=_("Latin letters, digits, dots; from three to sixty"),
    )
    surname = forms.CharField(label=_("Surname"), max_length=80)
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("Language of the pages"), choices=LANGUAGES)


class AppointmentForm(GroundForm):
    """A post: role, territory, days."""

    role = forms.ChoiceField(label=_("Role"))
    territory = forms.ChoiceField(label=_("Territory"))
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"), required=False)
    field_order = ("role", "territory", "first_on", "last_on", "ground")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, role_title(role, language_of_page())) for role in Role.values]  # type: ignore[attr-defined]
        places = [(code, place_title(code)) for code in viewer.territories]
        self.fields["territory"].choices = places  # type: ignore[attr-defined]


class EndForm(GroundForm):
    """The last day of a post."""

    last_on = DayField(label=_("Last day"))
    field_order = ("last_on", "ground")


class DelegationForm(GroundForm):
    """Who stands in, and when."""

    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"))
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    field_order = ("deputy", "first_on", "last_on", "ground")

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever has a post in the same territory or above it may stand in.
        near = User.objects.filter(is_active=True).exclude(pk=post.user_id).distinct()
        self.fields["deputy"].queryset = near.order_by("surname", "given_name", "pk")  # type: ignore[attr-defined]


class AbsenceForm(GroundForm):
    """Days away; a manager of posts says whether the rights stay."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices)
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    keeps_rights = forms.BooleanField(label=_("Keeps the rights while away"), required=False)
    field_order = ("kind", "first_on", "last_on", "keeps_rights", "ground")

    def __init__(self, *args: Any, is_own: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["keeps_rights"]


class ProgrammeForm(GroundForm):
    """Which confidential programme a post shall see."""

    kind = forms.ChoiceField(label=_("Programme"))
    field_order = ("kind", "ground")

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grantable = known_roles().by_role[post.role].confidential
        self.fields["kind"].choices = [choice for choice in Confidential.choices if choice[0] in grantable]  # type: ignore[attr-defined]


class PersonLinkForm(forms.Form):
    """Which person of the registry a colleague is."""

    iin = forms.RegexField(
        r"^\d{12}$",
        label=_("IIN of the colleague"),
        help_text=_("The office then hides the colleague's own family and address from the colleague."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
