"""The tables of appeals, one noun a file."""

from tirek.department.appeals.models.appeal import Appeal
from tirek.department.appeals.models.complaint import Complaint, ComplaintStep

__all__ = ["Appeal", "Complaint", "ComplaintStep"]
