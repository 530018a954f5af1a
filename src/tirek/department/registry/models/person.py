"""A person, and which person a member of the staff is."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from tirek.department.core.fields import TerritoryField
from tirek.department.core.functions import KazakhSortKey
from tirek.department.registry.enums import Residence, Sex
from tirek.department.registry.models.recorded import Recorded


def _either(part: str) -> Coalesce:
    """The Kazakh spelling, or the Russian one where there is no other."""
    return Coalesce(NullIf(f"{part}_kk", Value("")), f"{part}_ru")


class BroughtOpenly(Func):
    """Whether the row is written for somebody whose posts open no confidential programme."""

    template = (
        "(coalesce(current_setting('tirek.viewer', true), '') <> '' "
        "AND coalesce(current_setting('tirek.confidential', true), '') = '')"
    )
    output_field: models.Field[bool, bool] = models.BooleanField()


class Person(Recorded):
    """A human being whom the department knows; with an IIN or without one.

    Names stand as the documents write them, in Kazakh, in Russian or in both. ``merged_into`` names the record that this
    one turned out to be; nothing is moved by a merge. ``territory`` is the district that answers for the person.
    ``checked`` says which sources were asked, and the day their answer holds for (``{"incomes": "2026-10-01"}``): where a
    source has answered, a row that is not there means "none"; where it has not, it means "nobody knows".

    ``confidential`` names the programmes (``hiv``, ``hiv,violence``) through which alone the person is known; only their posts
    see the record. The database works it out (docs/reference/roles.md). ``known_otherwise`` says that somebody without such a
    post brought the person; it is never taken back.
    """

    territory = TerritoryField()
    iin = models.CharField(max_length=12, null=True, blank=True, validators=[RegexValidator(r"^\d{12}$")])
    surname_kk = models.CharField(max_length=80, blank=True)
    given_name_kk = models.CharField(max_length=80, blank=True)
    patronymic_kk = models.CharField(max_length=80, blank=True)
    surname_ru = models.CharField(max_length=80, blank=True)
    given_name_ru = models.CharField(max_length=80, blank=True)
    patronymic_ru = models.CharField(max_length=80, blank=True)
    birth_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex)
    citizenship = models.CharField(max_length=3, default="KAZ")
    residence = models.CharField(max_length=20, choices=Residence, default=Residence.CITIZEN)
    kandas_since = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=12, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="kk")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    checked = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    confidential = models.CharField(max_length=60, blank=True, db_default="", editable=False)
    known_otherwise = models.BooleanField(db_default=BroughtOpenly(), editable=False)
    sort_key = models.GeneratedField(
        expression=KazakhSortKey(
            Concat(
                _either("surname"),
                Value(" "),
                _either("given_name"),
                Value(" "),
                _either("patronymic"),
            )
        ),
        output_field=models.CharField(max_length=300),
        db_persist=True,
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["iin"], name="person_iin_once"),
            models.UniqueConstraint(fields=["id", "territory"], name="person_id_territory"),
            models.CheckConstraint(condition=Q(iin__isnull=True) | Q(iin__regex=r"^\d{12}$"), name="person_iin_form"),
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_sex_known"),
            models.CheckConstraint(condition=Q(residence__in=Residence.values), name="person_residence_known"),
            models.CheckConstraint(condition=Q(language__in=["kk", "ru", "en"]), name="person_language_known"),
            models.CheckConstraint(condition=Q(phone="") | Q(phone__regex=r"^\+7\d{10}$"), name="person_phone_form"),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(birth_on__isnull=True) | Q(died_on__gte=F("birth_on")),
                name="person_died_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="person_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=~Q(surname_kk="", surname_ru="", given_name_kk="", given_name_ru=""),
                name="person_has_a_name",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "birth_on"], name="person_territory_birth"),
            models.Index(fields=["territory", "sort_key"], name="person_territory_sort"),
            models.Index(fields=["phone"], name="person_phone", condition=~Q(phone="")),
            models.Index(fields=["territory"], name="person_confidential", condition=~Q(confidential="")),
            models.Index(fields=["merged_into"], name="person_merged_into", condition=Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def full_name(self, language: str = "kk") -> str:
        """Surname, given name, patronymic in a language; in the other one where that is all the documents give."""
        for code in (language, "kk", "ru"):
            parts = [getattr(self, f"{part}_{code}", "") for part in ("surname", "given_name", "patronymic")]
            if any(parts):
                return " ".join(part for part in parts if part)
        return ""


class StaffPerson(Recorded):
    """Which person of the registry a member of the staff is: nobody handles the case of the own family or address."""

    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="+")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"staff {self.user_id}"
