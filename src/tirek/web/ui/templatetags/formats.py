"""Figures, days and counts in the language of the page. Days alone: Django's own ``date`` follows our formats."""

from __future__ import annotations

from django import template

from tirek.web.ui import wording

register = template.Library()
register.filter("number", wording.number_words)
register.filter("tenge", wording.tenge_words)
register.filter("month", wording.month_words)
register.filter("quarter", wording.quarter_words)
register.filter("period", wording.period_words)
register.filter("days", wording.days_words)
register.filter("counted", wording.counted_words)
