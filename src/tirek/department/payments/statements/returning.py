"""Where the money of a due row would go now."""

from __future__ import annotations

from tirek.department.payments.statements.recipients import composed

ACCOUNT_NOW = composed("SELECT a.iban FROM entitlements_due d<RECIPIENT> WHERE d.id = %(due)s", {})
"""The account of who receives, null where there is none that is preferred and valid today."""
