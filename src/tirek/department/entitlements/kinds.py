"""What excludes each other for one person at a time."""

from __future__ import annotations

GROUPS = {
    "targeted_assistance_conditional": "targeted_assistance",
    "targeted_assistance_unconditional": "targeted_assistance",
}


def kind_group_of(programme: str) -> str:
    """The group of kinds a programme belongs to; its own where it stands alone."""
    return GROUPS.get(programme, programme)
