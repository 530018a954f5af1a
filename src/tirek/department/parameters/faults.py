"""What may not be done with a value, said so that a person knows what to do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from tirek.department.core.refusals import Refused


class ValueRefused(Refused):
    """A step that the rules of the house do not allow; ``field`` is the field of the form it is about, or empty."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        super().__init__("local_law_refused", message, field)

    def __str__(self) -> str:
        return str(self.message)


class NotYours(PermissionDenied):
    """The posts of the viewer do not reach the value's territory, or do not grant the step."""
