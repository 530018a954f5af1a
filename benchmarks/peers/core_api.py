"""What the peers of one family of engines have in common: policyengine-core grew out of openfisca-core and kept its words.

Each is installed in an environment of its own, so the one that is there is the peer.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

CORE = "openfisca_core" if find_spec("openfisca_core") else "policyengine_core"

build_entity = import_module(f"{CORE}.entities").build_entity
ParameterNode = import_module(f"{CORE}.parameters").ParameterNode
SimulationBuilder = import_module(f"{CORE}.simulations").SimulationBuilder
TaxBenefitSystem = import_module(f"{CORE}.taxbenefitsystems").TaxBenefitSystem
Variable = import_module(f"{CORE}.variables").Variable
_periods = import_module(f"{CORE}.periods")
MONTH_LONG = _periods.DateUnit.MONTH if CORE == "openfisca_core" else _periods.MONTH
