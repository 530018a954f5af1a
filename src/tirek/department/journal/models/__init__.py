"""The tables of the journal, one noun a file."""

from tirek.department.journal.models.history import Erasure, FieldChange, PersonKey
from tirek.department.journal.models.line import JournalLine, JournalNote, JournalSeal
from tirek.department.journal.models.reading import SeenLine

__all__ = ["Erasure", "FieldChange", "JournalLine", "JournalNote", "JournalSeal", "PersonKey", "SeenLine"]
