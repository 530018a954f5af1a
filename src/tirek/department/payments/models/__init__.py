"""The tables of payments, one noun a file."""

from tirek.department.payments.models.adjustment import Adjustment
from tirek.department.payments.models.closing import Closing
from tirek.department.payments.models.invoice import Invoice, InvoiceDue
from tirek.department.payments.models.payment import Payment
from tirek.department.payments.models.payment_exception import PaymentException
from tirek.department.payments.models.payment_list import PaymentList

__all__ = ["Adjustment", "Closing", "Invoice", "InvoiceDue", "Payment", "PaymentException", "PaymentList"]
