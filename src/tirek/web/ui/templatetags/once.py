"""The hidden key of a form."""

from __future__ import annotations

from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tirek.web.ui.once import FIELD

register = template.Library()


@register.simple_tag
def once_key() -> SafeString:
    """A new key each time the form is shown: ``{% once_key %}`` beside ``{% csrf_token %}``."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())
