"""The door to a decision."""

from __future__ import annotations

from tirek.department.accounts.models import User
from tirek.department.accounts.queries import viewer_for
from tirek.department.accounts.viewer import Viewer, current_viewer
from tirek.department.core.calendar.today import today
from tirek.department.core.refusals import NotSeen
from tirek.department.decisions.models import Decision
from tirek.department.decisions.refusals import DecisionRefused
from tirek.department.journal.views import note_view
from tirek.department.registry.own_family import refuse_own_family

DRAFT, SIGN, REGISTER = "draft_decision", "sign_decision", "manage_posts"


def access_decision(viewer: Viewer, pk: int, *, what: str = "decision") -> Decision:
    """The decision with its case and its evaluation; the look is journalled for the applicant.

    Raises
    ------
    NotSeen
        If there is none, or it is not the viewer's to see: another district, the own family, a confidential programme.
    """
    # Not the applicant: a person who moved away is hidden here, and the decision of this district is not.
    found = Decision.objects.select_related("case", "evaluation", "author", "signer").filter(pk=pk).first()
    if found is None:
        raise NotSeen("decision")
    refuse_own_family(viewer, family_id=found.family_id)
    note_view("decision", found.pk, [found.case.applicant_id], detail=what)
    return found


def demand_right(ability: str, territory: str, acting_user: User) -> None:
    """Stop unless the posts of the acting user give an ability where a decision belongs; also when the house itself works.

    Raises
    ------
    DecisionRefused
        ``no_right``.
    """
    viewer = current_viewer()
    if viewer.user_id != acting_user.pk:
        viewer = viewer_for(acting_user, today(), purpose=viewer.purpose)
    if not viewer.may(ability) or territory not in viewer.territories:
        raise DecisionRefused("no_right")
