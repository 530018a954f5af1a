"""Functions of our own in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import CharField, Func

ALPHABET_KK = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The 42 letters of the Kazakh alphabet in their order."""
FIRST_PRIVATE = 0xE000
"""Code points of Unicode's private area: they sort after Latin letters and digits, in the order we give them."""
CREATE_SORT_KEY = (
    "CREATE FUNCTION kk_sort_key(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE "
    f"RETURN translate(lower($1), '{ALPHABET_KK}', "
    f"'{''.join(chr(FIRST_PRIVATE + place) for place in range(len(ALPHABET_KK)))}')"
)
DROP_SORT_KEY = "DROP FUNCTION kk_sort_key(text)"


class KazakhSortKey(Func):
    """The key by which a text sorts in the order of the Kazakh alphabet, the same on every server."""

    function = "kk_sort_key"
    output_field: models.Field[str, str] = CharField()
