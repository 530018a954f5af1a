"""The tables of what crosses the stages, one noun a file."""

from tirek.department.flows.models.after_decision import AfterDecision
from tirek.department.flows.models.consequence import Consequence, FollowedEvent
from tirek.department.flows.models.consistency import ConsistencyRun
from tirek.department.flows.models.offer import Offer
from tirek.department.flows.models.recalculation import AuditItem, Difference, Recalculation

__all__ = [
    "AfterDecision",
    "AuditItem",
    "Consequence",
    "ConsistencyRun",
    "Difference",
    "FollowedEvent",
    "Offer",
    "Recalculation",
]
