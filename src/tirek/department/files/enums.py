"""What a stored file can be, and what a scanner said of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """Kinds of files; how long each is kept stands in ``core/retention.yaml``."""

    IDENTITY = "identity", _("Identity document")
    INCOME = "income", _("Document of income")
    PROPERTY = "property", _("Document of property")
    HEALTH = "health", _("Medical document")
    CONSENT = "consent", _("Signed consent")
    APPLICATION = "application", _("Attachment of an application")
    LETTER = "letter", _("Letter of the department")
    IMPORT = "import", _("File of an import or a list")
    REPORT = "report", _("Report")
    BANK = "bank", _("File of the bank")
    TREASURY = "treasury", _("Document of the treasury")
    STATEMENT = "statement", _("Statement of payments")
    EVIDENCE = "evidence", _("Bundle of evidence")
    OTHER = "other", _("Other document")


class ScanState(TextChoices):
    """What is known of malware in a file."""

    PENDING = "pending", _("waits for the scanner")
    CLEAN = "clean", _("clean")
    INFECTED = "infected", _("infected, closed")
    NOT_SCANNED = "not_scanned", _("not scanned: there is no scanner")
