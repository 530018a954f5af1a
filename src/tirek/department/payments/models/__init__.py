"""The tables of payments, one noun a file."""

from tirek.department.payments.models.adjustment import Adjustment
from tirek.department.payments.models.bank_file import BankFile
from tirek.department.payments.models.bank_message import BankMessage
from tirek.department.payments.models.claim import Claim, ClaimDue, ClaimStep
from tirek.department.payments.models.claim_money import (
    CourtStep,
    Deduction,
    Instalment,
    Repayment,
    RepaymentPlan,
    WriteOff,
)
from tirek.department.payments.models.closing import Closing
from tirek.department.payments.models.handover import HandOver
from tirek.department.payments.models.invoice import Invoice, InvoiceDue
from tirek.department.payments.models.money_return import MoneyReturn
from tirek.department.payments.models.outcome import Outcome
from tirek.department.payments.models.payment import Payment
from tirek.department.payments.models.payment_exception import PaymentException
from tirek.department.payments.models.payment_list import PaymentList
from tirek.department.payments.models.statement import Statement
from tirek.department.payments.models.treasury_document import TreasuryDocument

__all__ = [
    "Adjustment",
    "BankFile",
    "BankMessage",
    "Claim",
    "ClaimDue",
    "ClaimStep",
    "Closing",
    "CourtStep",
    "Deduction",
    "HandOver",
    "Instalment",
    "Invoice",
    "InvoiceDue",
    "MoneyReturn",
    "Outcome",
    "Payment",
    "PaymentException",
    "PaymentList",
    "Repayment",
    "RepaymentPlan",
    "Statement",
    "TreasuryDocument",
    "WriteOff",
]
