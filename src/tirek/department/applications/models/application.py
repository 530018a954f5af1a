"""An application: a family asks, through one of its members, for one or more programmes."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.applications.enums import Channel
from tirek.department.core.fields import TerritoryField
from tirek.department.registry.enums import FamilyRole


class Application(models.Model):
    """One application. A draft has no number: it gets one, and its programmes their clocks, when it is registered.

    ``answers`` is what was typed into the form of a draft, faults included, so that the end of a login loses nothing; it is
    emptied when the facts are declared (`DeclaredFact`). A confidential programme is never mixed with another one:
    ``confidential`` then hides the whole application. The territory is that of the office which answers for it and
    stays, also when the family moves.
    """

    number = models.CharField(max_length=24, null=True, blank=True, unique=True)
    barcode = models.UUIDField(default=uuid4, unique=True)
    territory = TerritoryField()
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    family = models.ForeignKey("registry.Family", on_delete=models.PROTECT, related_name="+")
    applicant = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.OFFICE)
    language = models.CharField(max_length=2, default="kk")
    programmes = ArrayField(models.CharField(max_length=60))
    answers = models.JSONField(default=dict, blank=True)
    received_on = models.DateField()
    created_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    registered_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True, registered_at__isnull=True)
                | Q(number__isnull=False, registered_at__isnull=False),
                name="application_numbered_when_registered",
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="application_channel_known"),
            models.CheckConstraint(condition=Q(language__in=["kk", "ru"]), name="application_language_known"),
            models.CheckConstraint(condition=Q(programmes__len__gt=0), name="application_asks_for_something"),
            models.CheckConstraint(
                condition=Q(registered_at__isnull=True) | Q(answers={}), name="application_answers_are_of_a_draft"
            ),
        ]
        indexes = [
            models.Index(fields=["family"], name="application_family"),
            models.Index(fields=["applicant"], name="application_applicant"),
            models.Index(
                fields=["territory", "saved_at"],
                name="application_drafts",
                condition=Q(registered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"


class ApplicationMember(models.Model):
    """Who the family was on the day of the application, and whether the adult agreed to the asking of registers."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=FamilyRole)
    consent = models.ForeignKey("registry.Consent", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="application_member_once"),
        ]

    def __str__(self) -> str:
        return f"application member {self.pk}"


class ApplicationFile(models.Model):
    """A document that came with an application: a scan of the paper, or what the programme asks for."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    attached_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    attached_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "file"], name="application_file_once")]

    def __str__(self) -> str:
        return f"application file {self.pk}"


class Numbering(models.Model):
    """The last registration number of a district and year; a row is locked while a number is taken."""

    territory = TerritoryField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["territory", "year"], name="numbering_once_a_year")]

    def __str__(self) -> str:
        return f"numbering {self.territory} {self.year}"
