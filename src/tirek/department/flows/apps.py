"""Steps that cross the stages of the road."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Steps that cross the stages of the road."""

    name = "tirek.department.flows"

    def ready(self) -> None:
        """A broken contract stops the aid."""
        from tirek.department.contracts.following import follow_breaches
        from tirek.department.flows.contracts import let_aid_go_on, stop_aid

        follow_breaches("aid", stop=stop_aid, go_on=let_aid_go_on)
