"""What is kept comes back whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tirek.department.files import blobs
from tirek.department.files.blobs import PIECE_BYTES, digest_of, is_whole, path_of, read_blob, remove_blob, write_blob
from tirek.department.files.faults import ContentLost

NEAR_BORDERS = st.sampled_from([0, 1, 2]).flatmap(
    lambda pieces: st.integers(-2, 2).map(lambda shift: max(0, pieces * PIECE_BYTES + shift))
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=NEAR_BORDERS, byte=st.binary(min_size=1, max_size=1))
@example(size=0, byte=b"x")
@example(size=PIECE_BYTES, byte=b"x")
def test_a_content_comes_back_at_the_borders_of_pieces(tmp_path: Path, size: int, byte: bytes) -> None:
    data = byte * size
    digest = write_blob(tmp_path, data)
    assert b"".join(read_blob(tmp_path, digest)) == data
    assert is_whole(tmp_path, digest)
    if size > 16:
        assert data[:16] not in path_of(tmp_path, digest).read_bytes()


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str, Path]:
    digest = write_blob(tmp_path, os.urandom(3 * PIECE_BYTES + 5))
    return tmp_path, digest, path_of(tmp_path, digest)


@pytest.mark.parametrize("place", [0, 10, 60, 100, PIECE_BYTES + 100, -1])
def test_a_touched_byte_is_noticed(kept: tuple[Path, str, Path], place: int) -> None:
    folder, digest, path = kept
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    assert not is_whole(folder, digest)
    with pytest.raises(ContentLost):
        list(read_blob(folder, digest))


def test_pieces_cannot_be_left_out_swapped_or_cut_off(kept: tuple[Path, str, Path]) -> None:
    folder, digest, path = kept
    whole, head, piece = path.read_bytes(), len(blobs.MAGIC) + blobs.WRAPPED_BYTES, PIECE_BYTES + blobs.TAG_BYTES
    first, second, rest = whole[head : head + piece], whole[head + piece : head + 2 * piece], whole[head + 2 * piece :]
    for forged in (
        whole[:head] + second + rest,
        whole[:head] + second + first + rest,
        whole[: head + piece],
        whole[: head + piece + 7],
        whole[:head],
        b"",
        whole + first,
    ):
        path.write_bytes(forged)
        assert not is_whole(folder, digest)


def test_a_blob_under_another_address_does_not_open(kept: tuple[Path, str, Path]) -> None:
    folder, _, path = kept
    other = write_blob(folder, b"other")
    path.replace(path_of(folder, other))
    assert not is_whole(folder, other)


def test_the_same_content_lies_once_and_a_damaged_one_is_replaced(tmp_path: Path) -> None:
    digest = write_blob(tmp_path, b"same")
    before = path_of(tmp_path, digest).stat().st_ino
    write_blob(tmp_path, b"same")
    assert path_of(tmp_path, digest).stat().st_ino == before
    path_of(tmp_path, digest).write_bytes(b"damaged")
    write_blob(tmp_path, b"same")
    assert is_whole(tmp_path, digest)
    assert remove_blob(tmp_path, digest)
    assert not remove_blob(tmp_path, digest)


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space"):
        write_blob(tmp_path, b"content")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(ContentLost):
        list(read_blob(tmp_path, digest_of(b"content")))
