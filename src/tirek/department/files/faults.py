"""Why a file is not stored, or not opened: typed, told in the reader's language, naming nobody."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class FileFault(Exception):
    """A fault of this app; its text says what to do."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class FileRefused(FileFault):
    """The content may not be stored."""


class TooLarge(FileRefused):
    """More bytes than allowed."""

    message = _("The file is too large. Send it in parts, or scan it with a lower resolution.")


class Unfolds(FileRefused):
    """Small on the disk, enormous when opened."""

    message = _("The file unfolds into something enormous and is refused. Save it again in its own program.")


class UnknownType(FileRefused):
    """The content is of no type that is accepted."""

    message = _("Files of this type are not accepted. Send PDF, JPEG, PNG, DOCX, XLSX, ODT, ODS or CSV.")


class WrongExtension(FileRefused):
    """The name says another type than the content."""

    message = _("The content of the file does not agree with the ending of its name. Save it again in its own program.")


class CarriesMacros(FileRefused):
    """An office document with a program in it."""

    message = _("The document carries macros and is refused. Save it without macros.")


class FileClosed(FileFault):
    """There is no such file, or it is not yours: the same answer for both."""

    message = _("There is no such file.")


class FileUnchecked(FileFault):
    """The scanner has not seen it yet, or found something."""

    message = _("The file waits for the virus check or did not pass it, so it stays closed.")


class ContentLost(FileFault):
    """The row stands, its content is gone or damaged."""

    message = _("The content of this file is lost or damaged. Tell your administrator, and ask for the document again.")


class ScannerUnreachable(FileFault):
    """The scanner does not answer; the file waits."""

    message = _("The virus scanner does not answer.")
