"""Organisations that the department deals with, their licences, contracts and prices.

**Who sees what.** An organisation is no person: whoever has the ability to see providers sees all of them, since a district
buys from an organisation that sits in another one, and two districts must not pay different prices unknowingly. It is changed
only by who works in its territory: somebody must answer for each record. A sole trader is a person who trades under the own
IIN, or several under a joint number: name, phone and account are a person's data, so the row and all that hangs on it are
seen within its territory only. The policies in ``migrations/0002_policies`` say both.
"""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, ExtractYear, Lower, NullIf

from tirek.department.core.fields import TengeField, TerritoryField, ValidityField
from tirek.department.core.functions import KazakhSortKey
from tirek.department.providers.enums import ContractState

ORGANISATION_NUMBER = r"^\d{4}[45]\d{7}$"
PERSON_NUMBER = r"^\d{4}[01236]\d{7}$"
CODE = r"^[a-z][a-z0-9_]*$"
HAS_START = Q(valid__isempty=False, valid__startswith__isnull=False)


class Kept(models.Model):
    """Who wrote a row, when, and how often it was changed."""

    recorded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Organisation(Kept):
    """An organisation by its BIN, or a sole trader by the IIN or the joint number (see the module)."""

    number = models.CharField(max_length=12)
    sole_trader = models.BooleanField(default=False)
    name_kk = models.CharField(max_length=200, blank=True)
    name_ru = models.CharField(max_length=200, blank=True)
    sort_key = models.GeneratedField(
        expression=KazakhSortKey(Coalesce(NullIf(F("name_kk"), models.Value("")), F("name_ru"))),
        output_field=models.TextField(),
        db_persist=True,
    )
    kind = models.CharField(max_length=30)
    territory = TerritoryField()
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=12, blank=True)
    iban = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="organisation_number_once"),
            models.CheckConstraint(
                condition=Q(sole_trader=False, number__regex=ORGANISATION_NUMBER)
                | Q(sole_trader=True, number__regex=PERSON_NUMBER),
                name="organisation_number_says_whose",
            ),
            models.CheckConstraint(condition=~Q(name_kk="", name_ru=""), name="organisation_has_a_name"),
            models.CheckConstraint(condition=Q(kind__regex=CODE), name="organisation_kind_is_a_code"),
            models.CheckConstraint(
                condition=Q(territory__regex=r"^[1-9][0-9]{8}$"), name="organisation_territory_is_kato"
            ),
            models.CheckConstraint(
                condition=Q(iban="") | Q(iban__regex=r"^KZ\d{5}[0-9A-Z]{13}$"), name="organisation_iban_form"
            ),
            models.CheckConstraint(
                condition=Q(phone="") | Q(phone__regex=r"^\+7\d{10}$"), name="organisation_phone_form"
            ),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="organisation_sort")]

    def __str__(self) -> str:
        return f"organisation {self.pk}"

    def name(self, language: str) -> str:
        """The name in Russian on a Russian page, else in Kazakh; the other one where there is none."""
        return (self.name_ru or self.name_kk) if language == "ru" else (self.name_kk or self.name_ru)


class OfOrganisation(Kept):
    """A dated row of an organisation, seen and changed with it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    valid = ValidityField()

    class Meta:
        abstract = True


class Licence(OfOrganisation):
    """A permission for one activity; one at a time."""

    number = models.CharField(max_length=60)
    activity = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(activity="") & ~Q(issuer=""), name="licence_says_what_and_whose"
            ),
            models.CheckConstraint(condition=HAS_START, name="licence_has_a_start"),
            ExclusionConstraint(
                name="licence_one_an_activity_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    (Lower("activity"), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"licence {self.pk}"


class Contract(OfOrganisation):
    """What the department buys, for how much and until when; its number is one of a kind in its year."""

    number = models.CharField(max_length=60)
    dated_on = models.DateField()
    services = ArrayField(models.CharField(max_length=60))
    sum_tenge = TengeField()
    state = models.CharField(max_length=10, choices=ContractState, default=ContractState.DRAFT)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("number"), ExtractYear("dated_on"), name="contract_number_once_a_year"),
            models.CheckConstraint(condition=~Q(number=""), name="contract_has_a_number"),
            models.CheckConstraint(condition=Q(services__len__gt=0), name="contract_names_a_service"),
            models.CheckConstraint(condition=Q(sum_tenge__gt=0), name="contract_sum_above_zero"),
            models.CheckConstraint(condition=HAS_START, name="contract_has_a_start"),
            models.CheckConstraint(
                condition=Q(state="draft", signed_on__isnull=True)
                | Q(state="in_force", signed_on__isnull=False)
                | Q(state="ended"),
                name="contract_in_force_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=F("dated_on")),
                name="contract_signed_when_written",
            ),
        ]

    def __str__(self) -> str:
        return f"contract {self.pk}"


class PriceListItem(OfOrganisation):
    """What one unit of a service costs; one price at a time, in one unit."""

    service = models.CharField(max_length=60)
    unit = models.CharField(max_length=30)
    price_tenge = TengeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(service__regex=CODE), name="price_service_is_a_code"),
            models.CheckConstraint(condition=Q(unit__regex=CODE), name="price_unit_is_a_code"),
            models.CheckConstraint(condition=Q(price_tenge__gt=0), name="price_above_zero"),
            models.CheckConstraint(condition=HAS_START, name="price_has_a_start"),
            ExclusionConstraint(
                name="price_one_a_service_at_a_time",
                expressions=[
                    ("organisation", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"price {self.pk}"
