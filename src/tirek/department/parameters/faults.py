"""What may not be done with a value, said so that a person knows what to do."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class ValueRefused(Exception):
    """A step that the rules of the house do not allow; ``field`` is the field of the form it is about, or empty."""

    def __init__(self, message: str | Promise, field: str = "") -> None:
        self.message, self.field = message, field
        super().__init__(str(message))


class NotYours(PermissionDenied):
    """The posts of the viewer do not reach the value's territory, or do not grant the step."""
