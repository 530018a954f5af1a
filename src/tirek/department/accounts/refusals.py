"""Why a write about posts is refused: a code for programs, a sentence for the reader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tirek.department.core.refusals import Refused

MESSAGES = {
    "not_allowed": _("Your posts do not allow this here. Ask an administrator of posts of this territory."),
    "oneself": _("Nobody does this for oneself: ask a colleague."),
    "no_ground": _("Write the ground: the order and its number, or what happened."),
    "overlaps": _("The same already holds on some of these days. Choose other days, or end what holds."),
    "dates": _("The days do not fit: the end lies before the beginning or outside the post."),
    "not_grantable": _("A post of this role is never given this programme."),
    "not_waiting": _("Somebody has answered already. Open the page anew."),
    "administrator_there": _("Somebody administers posts already: further administrators come from the pages."),
    "unknown_login": _("Nobody of the staff has this login. Check how it is written."),
    "taken": _("This login is in use. Choose another one."),
}


class PostRefused(Refused):
    """A write about posts is refused, and nothing was written; ``code`` is a key of ``MESSAGES``."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code, MESSAGES[code], field)
