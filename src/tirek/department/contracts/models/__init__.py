"""The tables of social contracts, one noun a file."""

from tirek.department.contracts.models.monitoring import Breach, BreachBar, MeasureRefusal, Monitoring
from tirek.department.contracts.models.social_contract import Exemption, Obligation, SocialContract

__all__ = ["Breach", "BreachBar", "Exemption", "MeasureRefusal", "Monitoring", "Obligation", "SocialContract"]
