"""Contents on the disk: encrypted in pieces, written whole or not at all, found by digest.

A blob carries its own key, wrapped by the key of the environment (``TIREK_FILES_KEY``): whoever of two writes the same content
first, the blob opens, and removing the blob removes the key with it. Layout: ``TIREKF1\\n``, the wrapped key, then pieces of
64 KiB with a tag each. A piece is bound to the digest, to its number, and to whether it is the last: none can be left out,
swapped or taken from another blob.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from tirek.department.files.faults import ContentLost

MAGIC = b"TIREKF1\n"
PIECE_BYTES = 64 * 2**10
TAG_BYTES, NONCE_BYTES, KEY_BYTES = 16, 12, 32
WRAPPED_BYTES = NONCE_BYTES + KEY_BYTES + TAG_BYTES


def digest_of(data: bytes) -> str:
    """The address of a content: SHA-256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_blob(folder: Path, data: bytes) -> str:
    """Keep a content under its digest; the digest. One that lies there whole is left as it is, a damaged one is replaced."""
    digest = digest_of(data)
    path = path_of(folder, digest)
    if is_whole(folder, digest):
        return digest
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else lists the digests
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".half-")
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in _sealed(digest, data):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)
    return digest


def read_blob(folder: Path, digest: str) -> Iterator[bytes]:
    """The content piece by piece, each proven before it is given out.

    Raises
    ------
    ContentLost
        If the blob is gone, damaged, cut off or another's.
    """
    try:
        with path_of(folder, digest).open("rb") as file:
            yield from _opened(digest, file)
    except OSError as error:
        raise ContentLost from error


def is_whole(folder: Path, digest: str) -> bool:
    """Whether the blob opens from its first piece to its last and is what its address says."""
    found = hashlib.sha256()
    try:
        for piece in read_blob(folder, digest):
            found.update(piece)
    except ContentLost:
        return False
    return found.hexdigest() == digest


def remove_blob(folder: Path, digest: str) -> bool:
    """Take a content away, and its key with it; whether it was there."""
    try:
        path_of(folder, digest).unlink()
    except FileNotFoundError:
        return False
    return True


def digests_in(folder: Path) -> Iterator[tuple[str, float]]:
    """The blobs that lie there, each with the second in which it was written."""
    for path in folder.glob("??/??/*"):
        if len(path.name) == 64:
            yield path.name, path.stat().st_mtime


def path_of(folder: Path, digest: str) -> Path:
    """Where a content lies: ``ab/cd/abcd...``."""
    return folder / digest[:2] / digest[2:4] / digest


def _sealed(digest: str, data: bytes) -> Iterator[bytes]:
    key, nonce = secrets.token_bytes(KEY_BYTES), secrets.token_bytes(NONCE_BYTES)
    yield MAGIC
    yield nonce + AESGCM(_environment_key()).encrypt(nonce, key, digest.encode())
    cipher = AESGCM(key)
    starts = range(0, len(data), PIECE_BYTES) or range(1)
    for number, start in enumerate(starts):
        last = start + PIECE_BYTES >= len(data)
        yield cipher.encrypt(_nonce(number), data[start : start + PIECE_BYTES], _binding(digest, number, last=last))


def _opened(digest: str, file: BinaryIO) -> Iterator[bytes]:
    head = file.read(len(MAGIC) + WRAPPED_BYTES)
    if not head.startswith(MAGIC) or len(head) != len(MAGIC) + WRAPPED_BYTES:
        raise ContentLost
    wrapped = head[len(MAGIC) :]
    try:
        key = AESGCM(_environment_key()).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], digest.encode())
        cipher, number, piece = AESGCM(key), 0, file.read(PIECE_BYTES + TAG_BYTES)
        while True:
            following = file.read(PIECE_BYTES + TAG_BYTES)
            yield cipher.decrypt(_nonce(number), piece, _binding(digest, number, last=not following))
            if not following:
                return
            number, piece = number + 1, following
    except (InvalidTag, ValueError):
        raise ContentLost from None


def _nonce(number: int) -> bytes:
    """The number of the piece: a key belongs to one blob, so no nonce comes twice."""
    return number.to_bytes(NONCE_BYTES, "big")


def _binding(digest: str, number: int, *, last: bool) -> bytes:
    return f"{digest}|{number}|{int(last)}".encode()


@cache
def _environment_key() -> bytes:
    secret: str = settings.FILES_KEY
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=b"tirek files wrap").derive(secret.encode())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
