"""The tables of entitlements, one noun a file."""

from tirek.department.entitlements.models.due import Due
from tirek.department.entitlements.models.entitlement import Entitlement, EntitlementEvent, EntitlementMember

__all__ = ["Due", "Entitlement", "EntitlementEvent", "EntitlementMember"]
