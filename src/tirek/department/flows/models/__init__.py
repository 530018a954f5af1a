"""The tables of what crosses the stages, one noun a file."""

from tirek.department.flows.models.after_decision import AfterDecision

__all__ = ["AfterDecision"]
