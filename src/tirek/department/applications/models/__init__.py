"""The tables of the first stage, one noun a file."""

from tirek.department.applications.models.application import Application, ApplicationFile, ApplicationMember, Numbering
from tirek.department.applications.models.bar import Bar
from tirek.department.applications.models.case import Case, CaseStep
from tirek.department.applications.models.declared import DeclaredFact
from tirek.department.applications.models.saved_view import SavedView

__all__ = [
    "Application",
    "ApplicationFile",
    "ApplicationMember",
    "Bar",
    "Case",
    "CaseStep",
    "DeclaredFact",
    "Numbering",
    "SavedView",
]
