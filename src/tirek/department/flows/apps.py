"""Steps that cross the stages of the road."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Steps that cross the stages of the road."""

    name = "tirek.department.flows"

    def ready(self) -> None:
        """A broken contract stops the aid; an appeal asks for a decision; the applicant hears of each decision."""
        from tirek.department.appeals.following import follow_appeals
        from tirek.department.contracts.following import follow_breaches
        from tirek.department.flows import appeals
        from tirek.department.flows.contracts import let_aid_go_on, stop_aid
        from tirek.department.flows.following import follow_decisions
        from tirek.department.flows.letters import tell_applicant

        follow_breaches("aid", stop=stop_aid, go_on=let_aid_go_on)
        follow_appeals("aid", rest=appeals.rest, go_on=appeals.go_on, recalculate=appeals.recalculate)
        follow_decisions("letters", tell_applicant)
