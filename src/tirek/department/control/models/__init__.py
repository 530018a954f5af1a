"""The tables of social audit, one noun a file."""

from tirek.department.control.models.bundle import EvidenceBundle
from tirek.department.control.models.finding import Finding, Measure, Objection, Reply
from tirek.department.control.models.inspection import Inspection
from tirek.department.control.models.plan import ControlReport, InspectionPlan
from tirek.department.control.models.sample import Sample, SampledCase
from tirek.department.control.models.sharing import LawfulSharing

__all__ = [
    "ControlReport",
    "EvidenceBundle",
    "Finding",
    "Inspection",
    "InspectionPlan",
    "LawfulSharing",
    "Measure",
    "Objection",
    "Reply",
    "Sample",
    "SampledCase",
]
