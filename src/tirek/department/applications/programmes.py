"""The programmes a family may ask the department for, and what forbids to ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tirek.department.applications.roads import LANGUAGES, Road, department_programmes, kind_read_off, roads
from tirek.department.core.refusals import Refused
from tirek.rulebook.catalogue import find_benefit
from tirek.rulebook.engine.benefit import Benefit
from tirek.rulebook.engine.errors import FactError
from tirek.rulebook.engine.moment import Moment

IN_FORCE = "in_force"


def road_of(programme: str | Benefit) -> Road:
    """The road of a programme.

    Raises
    ------
    KeyError
        If the department decides no such programme.
    """
    return roads().of[programme if isinstance(programme, str) else programme.id]


def askable_programmes(on: date) -> Sequence[Benefit]:
    """Programmes that the department decides itself and that are in force on a day, in the order of their titles in Kazakh."""
    found = [find_benefit(name) for name in department_programmes()]
    asked = [benefit for benefit in found if in_force(benefit, on)]
    return sorted(asked, key=lambda benefit: str(benefit.document["title"]["kk"]))


def in_force(benefit: Benefit, on: date) -> bool:
    """Whether a programme is in force on a day."""
    term = benefit.term_at(Moment(on=on))
    return term is not None and term.status == IN_FORCE


def confidential_kind(programme: str | Benefit) -> str:
    """``hiv``, ``tuberculosis`` or ``violence`` of a programme whose receipt only named posts may know; else empty.

    Read off the one confidential fact that the programme needs; where the law calls it confidential and needs none,
    ``roads.yaml`` says the kind.
    """
    name = programme if isinstance(programme, str) else programme.id
    kind = kind_read_off(name)
    return kind or (roads().of[name].confidential if name in roads().of else "")


def title_of(programme: str, language: str, *, short: bool = False) -> str:
    """The title of a programme in a language."""
    return str(find_benefit(programme).document["short_title" if short else "title"][language])


def refuse_unaskable(programmes: Iterable[str], on: date) -> None:
    """Stop where the department cannot register one of these programmes on a day.

    Raises
    ------
    Refused
        ``programme_unknown``; ``programme_not_ours``, saying where to apply; ``programme_not_in_force``.
    """
    for name in programmes:
        try:
            benefit = find_benefit(name)
        except FactError:
            raise Refused("programme_unknown", gettext_lazy("There is no such programme."), "programmes") from None
        if name not in department_programmes():
            raise Refused("programme_not_ours", _apply_elsewhere(benefit), "programmes")
        if not in_force(benefit, on):
            raise Refused("programme_not_in_force", _not_in_force(benefit), "programmes")


def refuse_mixture(programmes: Sequence[str]) -> str:
    """The confidential kind of programmes that are asked for together.

    Raises
    ------
    Refused
        ``confidential_alone`` where a confidential programme is asked for with another one: who may see the one must not
        learn of the other.
    """
    kinds = {confidential_kind(name) for name in programmes}
    if kinds != {""} and len(programmes) > 1:
        raise Refused(
            "confidential_alone",
            gettext_lazy(
                "A confidential programme is asked for in an application of its own. Leave it alone here, "
                "and open another application for the rest."
            ),
            "programmes",
        )
    return kinds.pop() if kinds else ""


def _language() -> str:
    language = (get_language() or "kk")[:2]
    return language if language in LANGUAGES else "kk"


def _apply_elsewhere(benefit: Benefit) -> str:
    def text() -> str:
        language = _language()
        places = benefit.document.get("apply_at") or {}
        told = {"programme": benefit.document["title"][language], "place": places.get(language, "")}
        if not told["place"]:
            return _("The department does not decide “%(programme)s”.") % told
        return _("The department does not decide “%(programme)s”. Where to apply: %(place)s.") % told

    return lazy(text, str)()


def _not_in_force(benefit: Benefit) -> str:
    def text() -> str:
        return _("“%(programme)s” is not in force on this day.") % {"programme": benefit.document["title"][_language()]}

    return lazy(text, str)()
