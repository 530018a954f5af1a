"""The tables of the files, one noun a file."""

from tirek.department.files.models.retention_run import RetentionRun
from tirek.department.files.models.stored_file import StoredFile

__all__ = ["RetentionRun", "StoredFile"]
