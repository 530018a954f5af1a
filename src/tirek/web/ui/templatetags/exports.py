"""The button that takes a table out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tirek.web.ui.exports.tables import find_export
from tirek.web.ui.exports.views import EXPORT

register = template.Library()


@register.simple_tag(takes_context=True)
def export_button(context: dict[str, Any], name: str, **about: object) -> SafeString | str:
    """``{% export_button "measure-list" %}``: a link to the form, with the filters of this page; nothing for who may not.

    ``about`` names what the page is about where its address does: ``list=list.pk``.
    """
    request, export = context["request"], find_export(name)
    if export is None:
        raise template.TemplateSyntaxError(f"no table is called {name!r}: see web/ui/exports/tables.py")
    if not (request.viewer.may(EXPORT) and request.viewer.may(export.ability)):
        return ""
    asked = [(key, value) for key, value in request.GET.items() if key not in ("after", "before", "back")]
    query = urlencode([*asked, *about.items(), ("back", request.get_full_path())])
    return format_html(
        '<a class="button second" href="{}?{}">{}</a>', reverse("ui:export", args=[name]), query, _("Take out")
    )
