"""The tables of what crosses the stages, one noun a file."""

from tirek.department.flows.models.after_decision import AfterDecision
from tirek.department.flows.models.consequence import Consequence, FollowedEvent

__all__ = ["AfterDecision", "Consequence", "FollowedEvent"]
