"""The door to an evaluation."""

from __future__ import annotations

from tirek.department.accounts.viewer import Viewer
from tirek.department.core.refusals import NotSeen
from tirek.department.evaluations.models import Evaluation
from tirek.department.journal.views import note_view
from tirek.department.registry.own_family import refuse_own_family


def access_evaluation(viewer: Viewer, pk: int, *, what: str = "evaluation") -> Evaluation:
    """The evaluation with its case; the look is journalled for every person whose facts it holds.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    found = Evaluation.objects.select_related("case", "family").filter(pk=pk).first()
    if found is None:
        raise NotSeen("evaluation")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("evaluation", found.pk, found.facts.get("persons", ()), detail=what)
    return found
