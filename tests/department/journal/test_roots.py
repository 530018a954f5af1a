"""The root over an hour, worked out by the database and by Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.department.database import owner_connection
from tirek.department.journal.canonical import merkle_root


@pytest.mark.django_db
def test_the_database_and_python_agree_on_the_root() -> None:
    with owner_connection() as owner:
        for count in (0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65):
            digests = [bytes([number]) * 32 for number in range(count)]
            row = owner.execute("SELECT journal_merkle_root(%s::bytea[])", [digests]).fetchone()
            assert row is not None
            assert bytes(row[0]) == merkle_root(digests), count


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40), st.data())
def test_a_root_notices_every_change(digests: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digests) - 1))
    altered = [*digests[:place], bytes(reversed(digests[place])), *digests[place + 1 :]]
    assert (merkle_root(altered) == merkle_root(digests)) == (altered == digests)
    assert merkle_root(digests[:-1]) != merkle_root(digests)
