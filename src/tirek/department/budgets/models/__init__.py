"""The tables of budgets, one noun a file."""

from tirek.department.budgets.models.ledger import Entry, MonthBalance, Posting
from tirek.department.budgets.models.line import FundShare, Line
from tirek.department.budgets.models.proposal import Amendment, AmendmentRow, Plan, PlanRow, Transfer
from tirek.department.budgets.models.reservation import Reservation
from tirek.department.budgets.models.waiting import Waiting

__all__ = [
    "Amendment",
    "AmendmentRow",
    "Entry",
    "FundShare",
    "Line",
    "MonthBalance",
    "Plan",
    "PlanRow",
    "Posting",
    "Reservation",
    "Transfer",
    "Waiting",
]
