"""Every form of the office is safe to send twice."""

from __future__ import annotations

import ast
from pathlib import Path

OFFICE = Path("src/tirek/web/office")
# What is sought is posted so that it stands in no address; nothing is written, and to send it twice is to look twice.
LOOKS = {"registry/changes.py:reveal_field", "registry/views.py:search", "providers/views.py:list_providers"}


def _posting_views() -> dict[str, set[str]]:
    """The views that take a POST, each with its decorators."""
    found = {}
    for path in OFFICE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # Names that stand for `require_http_methods([... "POST"])`.
        doors = {"require_POST"} | {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and "POST" in ast.unparse(node.value)
            and "require_" in ast.unparse(node.value)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        methods = {
            target.id
            for node in tree.body
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value and "'POST'" in ast.unparse(node.value)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                marks = {ast.unparse(mark) for mark in node.decorator_list}
                takes = any(
                    mark in doors
                    or (mark.startswith("require_http") and ("'POST'" in mark or any(m in mark for m in methods)))
                    for mark in marks
                )
                if takes:
                    found[f"{path.relative_to(OFFICE)}:{node.name}"] = marks
    return found


def test_a_view_that_writes_takes_a_key() -> None:
    views = _posting_views()
    assert len(views) > 40
    without = {view for view, marks in views.items() if "once_only" not in marks}
    assert without == LOOKS
