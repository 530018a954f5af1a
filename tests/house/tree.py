"""The files of the repository, as the house tests see them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]

_MADE_BY_TOOLS: Final = frozenset(
    {".git", ".venv", "venv", "build", "dist", "var", "node_modules", "__pycache__", ".hypothesis"}
)
_BINARY: Final = frozenset(
    {".png", ".jpg", ".gif", ".pdf", ".ttf", ".otf", ".woff2", ".parquet", ".arrow", ".ico", ".mo", ".gz", ".zip"}
)


def _is_made_by_a_tool(relative: Path) -> bool:
    return any(
        part in _MADE_BY_TOOLS or part.endswith(("_cache", ".egg-info")) or part.startswith(".coverage")
        for part in relative.parts
    )


def files_under(root: Path, *patterns: str) -> list[Path]:
    """Files of the tree `root` that match one of the patterns, without what tools make, sorted."""
    found = {path for pattern in patterns for path in root.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if not _is_made_by_a_tool(path.relative_to(root)))


def text_files(root: Path = ROOT) -> list[Path]:
    """Every file of the tree that holds text."""
    return [path for path in files_under(root, "*") if path.suffix not in _BINARY]


def python_files(root: Path = ROOT) -> list[Path]:
    """The Python sources, tests and benchmarks of the tree."""
    return [
        path
        for folder in ("src", "tests", "benchmarks")
        if (root / folder).is_dir()
        for path in files_under(root / folder, "*.py")
    ]


def name_of(path: Path, root: Path = ROOT) -> str:
    """The path as the messages write it: from the root of the tree."""
    return path.relative_to(root).as_posix()
