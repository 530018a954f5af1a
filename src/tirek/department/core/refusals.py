"""What the house says no to: one class for "not there, or not yours", one for "that cannot be, because ..."."""

from __future__ import annotations

from django.utils.functional import Promise


class NotSeen(LookupError):
    """There is no such thing, or the viewer may not know that there is: the same answer for both."""


class Refused(ValueError):
    """An action that was not done, and nothing was written.

    Attributes
    ----------
    code : str
        Stable, for programs and tests.
    message : str or lazy translation
        What is wrong and what to do, in the language of the reader; without personal data.
    field : str
        The field of the form it belongs to, or empty.
    """

    def __init__(self, code: str, message: str | Promise, field: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
