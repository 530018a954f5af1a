"""What the house says no to: one class for "not there, or not yours", one for "that cannot be, because ..."."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError
from django.utils.functional import Promise

Sentence = tuple[str, str | Promise, str]
"""Code, message and field of a `Refused`."""


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


@contextmanager
def refused_constraints(sentences: Mapping[str, Sentence]) -> Iterator[None]:
    """Turn a constraint of the database that refused into its sentence; one that has none stays the fault that it is.

    Parameters
    ----------
    sentences
        Name of the constraint -> what is said. A deferred constraint speaks at the end of the transaction, not here.
    """
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if name not in sentences:
            raise
        raise Refused(*sentences[name]) from None
