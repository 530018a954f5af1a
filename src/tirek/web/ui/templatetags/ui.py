"""Components that need a little arithmetic; the others are templates to include."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.functional import Promise
from django.utils.text import slugify

from tirek.web.ui import undo
from tirek.web.ui.paging import Page

register = template.Library()
register.filter("undo_of", undo.undo_of)


@register.inclusion_tag("ui/components/sort_head.html")
def sort_head(page: Page, column: str, label: str | Promise, kind: str = "text") -> dict[str, object]:
    """The head of a column by which the list can be sorted: ``{% sort_head page "born" _("Born") %}``.

    A second press turns the order round. ``kind`` is ``text`` or ``number``.
    """
    direction = ("descending" if page.is_descending else "ascending") if page.column == column else ""
    return {"query": page.sort_query(column), "label": label, "direction": direction, "is_number": kind == "number"}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, total: int, label: str | Promise) -> dict[str, object]:
    """How far a long task has come: ``{% progress 30 100 _("Rows read") %}``."""
    return {
        "percent": percent_of(done, total),
        "label": label,
        "element_id": f"progress-{slugify(str(label), allow_unicode=True)}",
    }


@register.inclusion_tag("ui/components/bar.html")
def bar(value: int, maximum: int, label: str | Promise) -> dict[str, object]:
    """A small bar beside a figure of a table; ``label`` says in words what its length shows."""
    return {"percent": percent_of(value, maximum), "label": label}


@register.filter
def as_json(value: object) -> str:
    """A value for a script that reads it from the page; the template escapes it, and no script stands in the page."""
    return json.dumps(value, cls=DjangoJSONEncoder, indent=0)  # a brace a line: two together look like a template


@register.filter
def last_day(valid: DateRange) -> date | None:
    """The last day that counts in a range of days; nothing where it has no end."""
    return valid.upper - timedelta(days=1) if valid.upper else None


def percent_of(part: int, whole: int) -> int:
    """Whole hundredths, down, within 0 and 100; an empty whole is 0.

    >>> percent_of(1, 3), percent_of(5, 0), percent_of(7, 5)
    (33, 0, 100)
    """
    return max(0, min(100, part * 100 // whole)) if whole > 0 else 0
