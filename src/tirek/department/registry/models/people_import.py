"""Files of people that an officer brings: the file until it is taken over, what is wrong in it, what became of each row."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tirek.department.core.fields import TerritoryField


class PeopleImport(models.Model):
    """One file, seen by whoever brought it alone.

    ``rows`` are the rows of the file until the import ends, then nothing: the digest says which file it was.
    ``done_rows`` is how far it has come; every row before it has its `ImportedRow` or its `ImportFinding`.
    """

    class State(models.TextChoices):
        """Brought, checked, being taken over, taken over, given up."""

        UPLOADED = "uploaded", _("uploaded")
        CHECKED = "checked", _("checked")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("cancelled")

    class Known(models.TextChoices):
        """What is done with a row whose IIN the registry knows."""

        SKIP = "skip", _("pass over people whom the registry knows")
        UPDATE = "update", _("update people whom the registry knows")

    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    known = models.CharField(max_length=6, choices=Known, default=Known.SKIP)
    territory = TerritoryField()
    reason = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    rows = models.BinaryField(null=True, editable=False)
    mapping = models.JSONField(default=dict)
    file_rows = models.PositiveIntegerField()
    good_rows = models.PositiveIntegerField(default=0)
    done_rows = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "checked", "running", "done", "cancelled"]),
                name="people_import_state_known",
            ),
            models.CheckConstraint(condition=Q(known__in=["skip", "update"]), name="people_import_known_known"),
            models.CheckConstraint(condition=Q(done_rows__lte=F("good_rows")), name="people_import_done_at_most_all"),
            models.CheckConstraint(
                condition=Q(state__in=["done", "cancelled"], rows__isnull=True)
                | (~Q(state__in=["done", "cancelled"]) & Q(rows__isnull=False)),
                name="people_import_keeps_no_rows_after_its_end",
            ),
            models.UniqueConstraint(
                fields=["uploaded_by", "digest"],
                condition=~Q(state="cancelled"),
                name="people_import_once",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFinding(models.Model):
    """What is wrong with a row of a file: where, what; never the value."""

    people_import = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="findings")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    expected = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["people_import", "row", "column", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["people_import", "row", "column", "kind"], name="import_finding_once")
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class ImportedRow(models.Model):
    """What became of a row: the person it made, changed or met. One per row, so that a batch may be done again."""

    class Outcome(models.TextChoices):
        """New; changed; known and left alone; new, but much like somebody known."""

        CREATED = "created", _("created")
        UPDATED = "updated", _("updated")
        SKIPPED = "skipped", _("passed over")
        UNSURE = "unsure", _("created, perhaps a duplicate")

    people_import = models.ForeignKey(PeopleImport, on_delete=models.CASCADE, related_name="imported")
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")
    like = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["people_import", "row"]
        constraints = [
            models.UniqueConstraint(fields=["people_import", "row"], name="imported_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=["created", "updated", "skipped", "unsure"]), name="imported_row_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="unsure", like__isnull=False) | (~Q(outcome="unsure") & Q(like__isnull=True)),
                name="imported_row_like_somebody_if_unsure",
            ),
        ]

    def __str__(self) -> str:
        return f"imported row {self.pk}"
