"""Forms of a visit. The form of the act is made from ``act.yaml``; what an answer may be, that file says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from tirek.department.applications.models import ApplicationMember
from tirek.department.verification.act import MEMBERS, Field, Section, act_form
from tirek.department.verification.enums import NoAct, Vote
from tirek.department.verification.staffing import Candidate
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import language_of_page, sentence
from tirek.web.ui.wording import counted_words

ANSWERS: Final = (("", "—"), ("yes", _("yes")), ("no", _("no")))
UNKNOWN: Final = ("", "—")


class MembersForm(forms.Form):
    """Who goes; each with the number of visits that wait for the person already."""

    members = forms.MultipleChoiceField(label=_("Members of the commission"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, candidates: Iterable[Candidate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = candidate_choices(candidates)  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """One more who goes."""

    user = forms.ChoiceField(label=_("Member of the commission"))

    def __init__(self, candidates: Iterable[Candidate], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = candidate_choices(candidates)  # type: ignore[attr-defined]


class VoteForm(forms.Form):
    """What a member concludes."""

    vote = forms.ChoiceField(label=_("Your conclusion"), choices=Vote.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed where you say “not in need”."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
    )


class ConclusionForm(forms.Form):
    """The reasons of the conclusion, as the act will hold them."""

    reasons = forms.CharField(
        label=_("Reasons of the conclusion"), max_length=1000, widget=forms.Textarea({"rows": "5"})
    )


class NoActForm(forms.Form):
    """Why there is no act; what follows stands beside each answer."""

    outcome = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("In what circumstances"),
        help_text=_("Needed where the family refused."),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": "3"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (code, f"{NoAct(code).label}. {sentence(follow.sentence)}") for code, follow in act_form().outcomes.items()
        ]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why something is called off."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": "3"}))


class ActPage(forms.Form):
    """The act: when, where, the fields of every section, the photos."""

    visited_on = DayField(label=_("Day of the visit"))
    visited_at = forms.TimeField(
        label=_("Hour of the visit"), help_text=_("For example, 14:30"), widget=forms.TimeInput(format="%H:%M")
    )
    latitude = forms.FloatField(label=_("Latitude, degrees"), min_value=-90, max_value=90, required=False)
    longitude = forms.FloatField(label=_("Longitude, degrees"), min_value=-180, max_value=180, required=False)
    accuracy_m = forms.FloatField(label=_("Accuracy, metres"), min_value=0, required=False)
    photos = forms.FileField(
        label=_("Photo"), help_text=_("JPEG or PNG; more photos can be added later from a phone."), required=False
    )

    def __init__(self, family: Sequence[ApplicationMember], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[tuple[str, list[str]]] = []
        for section in act_form().sections:
            if section.of_member:
                for member in family:
                    title = member.person.full_name(language_of_page())
                    self._add(section, title, f"{MEMBERS}.{member.person_id}.")
            else:
                self._add(section, sentence(section.title), "")

    def _add(self, section: Section, title: str, prefix: str) -> None:
        names = []
        for field in section.fields:
            name = f"{prefix}{field.name}"
            self.fields[name] = form_field(field)
            names.append(name)
        self.groups.append((title, names))

    def sections(self) -> Iterator[tuple[str, list[BoundField]]]:
        """The fields of each section under its heading."""
        yield str(_("The visit")), [self[name] for name in ActPage.base_fields]
        for title, names in self.groups:
            yield title, [self[name] for name in names]


def form_field(field: Field) -> forms.Field:
    """A field of the act as a field of a form. It says only what an answer looks like; whether it fits, the act says."""
    label = sentence(field.title) + (f", {sentence(field.unit)}" if field.unit else "")
    told: dict[str, Any] = {"label": label, "required": field.required}
    choices = [(code, sentence(titles)) for code, titles in field.choices.items()]
    if field.type == "yes_no":
        return forms.ChoiceField(choices=ANSWERS, **told)
    if field.type == "one":
        return forms.ChoiceField(choices=[UNKNOWN, *choices], **told)
    if field.type == "many":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **told)
    if field.type == "text":
        widget = forms.Textarea({"rows": "2"}) if field.length > 200 else forms.TextInput()
        return forms.CharField(max_length=field.length, widget=widget, **told)
    mode = "decimal" if field.type == "decimal" else "numeric"
    return forms.CharField(max_length=20, widget=forms.TextInput({"inputmode": mode, "autocomplete": "off"}), **told)


def answers_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed into the form as an act is sent: yes and no as such, the answers about a member by person."""
    act: dict[str, Any] = {}
    members: dict[str, dict[str, Any]] = {}
    for section in act_form().sections:
        for field in section.fields:
            for name, value in told.items():
                if section.of_member and name.startswith(f"{MEMBERS}.") and name.endswith(f".{field.name}"):
                    person = name.split(".")[1]
                    members.setdefault(person, {})[field.name] = _sent(field, value)
                elif not section.of_member and name == field.name:
                    act[name] = _sent(field, value)
    return act | {MEMBERS: members}


def candidate_choices(candidates: Iterable[Candidate]) -> list[tuple[str, str]]:
    """Names with the number of visits that wait, the least loaded first."""
    return [(str(each.user.pk), f"{each.user} · {counted_words(each.load, 'visit')}") for each in candidates]


def _sent(field: Field, value: Any) -> Any:
    if field.type == "yes_no":
        return {"yes": True, "no": False}.get(value)
    return value
