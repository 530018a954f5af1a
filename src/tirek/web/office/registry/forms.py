"""Forms of people and families. The registry's own checks are in its actions; a form only reads what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tirek.department.core.identifiers.iin import mask_iin
from tirek.department.core.identifiers.phone import mask_phone
from tirek.department.registry.enums import (
    ConsentForm,
    DisabilityCause,
    DisabilityGroup,
    DwellingKind,
    FamilyRole,
    IncomeKind,
    Residence,
    Sex,
    Tenure,
    VehicleKind,
)
from tirek.department.registry.facts.columns import CONFIDENTIAL_FACTS, status_kinds
from tirek.department.registry.models import Person
from tirek.rulebook.engine.facts import fact_register
from tirek.web.ui.forms import DayField
from tirek.web.ui.language import titled

SOURCES = [("declared", _("told by the person")), ("document", _("a document was shown"))]
MASKS: Final[Mapping[str, Callable[[str], str]]] = {"iin": mask_iin, "phone": mask_phone}
REASON = _("It is kept in the journal. Do not write names or numbers of people here.")


class PersonForm(forms.Form):
    """A person as told or as the documents say."""

    iin = forms.CharField(label=_("IIN"), required=False, help_text=_("Twelve digits; empty if there is none"))
    surname_kk = forms.CharField(label=_("Surname in Kazakh"), required=False, max_length=80)
    given_name_kk = forms.CharField(label=_("Given name in Kazakh"), required=False, max_length=80)
    patronymic_kk = forms.CharField(label=_("Patronymic in Kazakh"), required=False, max_length=80)
    surname_ru = forms.CharField(label=_("Surname in Russian"), required=False, max_length=80)
    given_name_ru = forms.CharField(label=_("Given name in Russian"), required=False, max_length=80)
    patronymic_ru = forms.CharField(label=_("Patronymic in Russian"), required=False, max_length=80)
    birth_on = DayField(label=_("Day of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)
    residence = forms.ChoiceField(label=_("By what right in the country"), choices=Residence.choices)
    phone = forms.CharField(label=_("Phone"), required=False, help_text=_("For example, +7 701 000 00 00"))
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language of letters"), choices=[("kk", "Қазақша"), ("ru", "Русский")])


class NewPersonForm(PersonForm):
    """A person who is not in the registry yet."""

    territory = forms.ChoiceField(label=_("District"))
    source = forms.ChoiceField(label=_("From where it is known"), choices=SOURCES)
    is_another = forms.BooleanField(label=_("It is none of the people found"), required=False)

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]


class CorrectionForm(PersonForm):
    """A correction: the same fields, and why. Numbers stand masked here too: left as they stand, they stay as they are."""

    reason = forms.CharField(label=_("Reason"), help_text=REASON, min_length=5, max_length=200)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        known = {name: getattr(person, name) for name in PersonForm.base_fields}
        self._numbers = {name: known[name] for name in MASKS if known[name]}
        masked = {name: MASKS[name](number) for name, number in self._numbers.items()}
        super().__init__(*args, **{"initial": known | masked} | kwargs)

    def clean(self) -> dict[str, Any]:
        """A number that nobody touched is the number itself."""
        told = super().clean() or {}
        kept = {name: number for name, number in self._numbers.items() if told.get(name) == MASKS[name](number)}
        return told | kept


class RowForm(forms.Form):
    """A row about a person: every one has its source."""

    source = forms.ChoiceField(label=_("From where it is known"), choices=SOURCES)


class IncomeForm(RowForm):
    """An income of a month."""

    kind = forms.ChoiceField(label=_("Kind"), choices=IncomeKind.choices)
    month = DayField(label=_("Any day of the month"))
    amount_tenge = forms.IntegerField(label=_("Sum, tenge"), min_value=0, help_text=_("Zero if there was none"))


class DatedForm(RowForm):
    """A row that holds from a day to a day."""

    since = DayField(label=_("From"))
    until = DayField(label=_("It does not hold from"), required=False, help_text=_("Empty if no end is set"))

    def clean(self) -> dict[str, Any]:
        """The end comes after the start."""
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until <= since:
            raise ValidationError({"until": _("The end must come after the start.")})
        return told


class DisabilityForm(DatedForm):
    """A disability as established."""

    group = forms.ChoiceField(label=_("Group"), choices=DisabilityGroup.choices)
    cause = forms.ChoiceField(label=_("Cause"), choices=DisabilityCause.choices)
    document = forms.CharField(label=_("Number of the document"), max_length=60)


class StatusForm(DatedForm):
    """A status; a confidential one is offered to who may see it."""

    kind = forms.ChoiceField(label=_("Status"))
    document = forms.CharField(label=_("Number of the document"), required=False, max_length=80)
    document_on = DayField(label=_("Day of the document"), required=False)
    issuer = forms.CharField(label=_("Issued by"), required=False, max_length=160)

    def __init__(self, *args: Any, confidential: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [
            (kind, titled(entry))
            for kind, entry in status_kinds().items()
            if entry.get("confidential", "") in ("", *confidential)
        ]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]


class DwellingForm(DatedForm):
    """A dwelling."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DwellingKind.choices)
    tenure = forms.ChoiceField(label=_("By what right"), choices=Tenure.choices)
    area_m2 = forms.DecimalField(label=_("Area, m²"), min_value=0, max_digits=7, decimal_places=2, localize=True)
    cadastral_number = forms.CharField(label=_("Cadastral number"), required=False, max_length=30)
    residence = forms.BooleanField(label=_("The family lives here"), required=False)


class VehicleForm(DatedForm):
    """A vehicle."""

    kind = forms.ChoiceField(label=_("Kind"), choices=VehicleKind.choices)
    make = forms.CharField(label=_("Make"), required=False, max_length=60)
    made_in_year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2100)
    plate = forms.CharField(label=_("Number plate"), required=False, max_length=12)


class AccountForm(RowForm):
    """A bank account."""

    iban = forms.CharField(label=_("Account (IBAN)"), help_text=_("Twenty characters that begin with KZ"))
    since = DayField(label=_("From"))


CONSENT_PURPOSES: Final = {
    "registers": _("asking state registers"),
    "messages": _("messages about the case"),
    "providers": _("passing data to providers of services"),
}


class ConsentGivenForm(forms.Form):
    """A consent that was given."""

    purpose = forms.ChoiceField(label=_("To what"), choices=list(CONSENT_PURPOSES.items()))
    form = forms.ChoiceField(label=_("How it was given"), choices=ConsentForm.choices)
    given_on = DayField(label=_("Given on"))
    until = DayField(label=_("It does not hold from"), required=False, help_text=_("Empty if no end is set"))


class CircumstanceForm(DatedForm):
    """Another fact of the law's register, which checks it; one of a confidential programme is offered to who may see it."""

    fact = forms.ChoiceField(label=_("Fact"))
    value = forms.CharField(label=_("Value"), max_length=40)

    def __init__(self, *args: Any, confidential: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [  # type: ignore[attr-defined]
            (name, titled(dict(fact.title)))
            for entity in ("person", "family")
            for name, fact in fact_register()[entity].items()
            if CONFIDENTIAL_FACTS.get(name, "") in ("", *confidential)
        ]


class EndForm(forms.Form):
    """From which day a row no longer holds, and why."""

    on = DayField(label=_("It does not hold from"))
    reason = forms.CharField(label=_("Reason"), help_text=REASON, min_length=5, max_length=200)


class WithdrawalForm(forms.Form):
    """Why a consent is taken back."""

    reason = forms.CharField(label=_("Reason"), help_text=REASON, min_length=5, max_length=200)


class DocumentInsteadForm(forms.Form):
    """A document that stands in for a register."""

    document = forms.CharField(label=_("Document: kind, number, day"), max_length=120)
    reason = forms.CharField(label=_("Reason"), help_text=REASON, min_length=5, max_length=200)


class FamilyForm(forms.Form):
    """A new family of one person."""

    since = DayField(label=_("From"))
    source = forms.ChoiceField(label=_("From where it is known"), choices=SOURCES)


class EventForm(forms.Form):
    """What every life event says."""

    on = DayField(label=_("Day"))
    source = forms.ChoiceField(label=_("From where it is known"), choices=SOURCES)
    evidence = forms.CharField(label=_("Number of the document"), required=False, max_length=120)


class MemberEventForm(EventForm):
    """An event of one member; the family may need another head."""

    member = forms.ChoiceField(label=_("Who"))
    new_head = forms.ChoiceField(label=_("New head of the family"), required=False)

    def __init__(self, *args: Any, members: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = members  # type: ignore[attr-defined]
        self.fields["new_head"].choices = [("", "—"), *members]  # type: ignore[attr-defined]


class BirthForm(EventForm):
    """A child: the day of the event is the day of birth."""

    iin = forms.CharField(label=_("IIN"), required=False)
    surname_kk = forms.CharField(label=_("Surname in Kazakh"), max_length=80)
    given_name_kk = forms.CharField(label=_("Given name in Kazakh"), max_length=80)
    surname_ru = forms.CharField(label=_("Surname in Russian"), required=False, max_length=80)
    given_name_ru = forms.CharField(label=_("Given name in Russian"), required=False, max_length=80)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices)


class JoinForm(EventForm):
    """Somebody of the registry joins the family."""

    iin = forms.CharField(label=_("IIN of the person"))
    role = forms.ChoiceField(
        label=_("What the person is to the head"), choices=[c for c in FamilyRole.choices if c[0] != FamilyRole.HEAD]
    )


class MoveForm(EventForm):
    """The family moves."""

    territory = forms.ChoiceField(label=_("District"))
    street = forms.CharField(label=_("Street"), max_length=160)
    house = forms.CharField(label=_("House"), max_length=20)
    flat = forms.CharField(label=_("Flat"), required=False, max_length=20)

    def __init__(self, *args: Any, districts: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territory"].choices = districts  # type: ignore[attr-defined]
