"""Files by digest: the row says whose and what, the content lies encrypted in the data folder."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tirek.department.accounts.enums import Confidential
from tirek.department.core.fields import TerritoryField
from tirek.department.files.enums import FileKind, ScanState


class StoredFile(models.Model):
    """One stored file. Its name is not kept: people write names and numbers of people into the names of files.

    ``digest`` (SHA-256 of the content, hexadecimal) is the address; equal contents lie on the disk once. ``person_id`` is a
    foreign key in the database only (the registry stands above this app), and the territory follows the person.
    """

    digest = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=FileKind)
    confidential = models.CharField(max_length=20, choices=Confidential, blank=True)
    territory = TerritoryField()
    person_id = models.BigIntegerField(null=True)
    scan_state = models.CharField(max_length=12, choices=ScanState)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "files_storedfile"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="file_digest_form"),
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="file_kind_known"),
            models.CheckConstraint(condition=Q(scan_state__in=ScanState.values), name="file_scan_state_known"),
            models.CheckConstraint(
                condition=Q(confidential__in=["", *Confidential.values]), name="file_confidential_known"
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="file_digest"),
            models.Index(fields=["person_id"], name="file_person", condition=Q(person_id__isnull=False)),
            models.Index(fields=["id"], name="file_pending", condition=Q(scan_state="pending")),
            models.Index(fields=["kind", "stored_at"], name="file_kind_stored"),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"
