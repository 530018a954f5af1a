"""Digest of the rulebook: one number that changes when any law, parameter, rule or engine line changes."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from tirek.rulebook.engine.documents import ROOT


@lru_cache(maxsize=1)
def rulebook_digest() -> str:
    """SHA-256 over the names and bytes of every file of the rulebook, in order."""
    total = sha256()
    for path in sorted(path for path in ROOT.rglob("*") if path.suffix in (".py", ".yaml")):
        total.update(str(path.relative_to(ROOT)).encode())
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()
