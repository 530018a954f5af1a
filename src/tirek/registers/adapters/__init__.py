"""What each register answers, as typed records, and where two registers speak of the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tirek.registers.adapters.civil_acts import CivilActs
from tirek.registers.adapters.credit_bureau import Credits
from tirek.registers.adapters.disability import Disability
from tirek.registers.adapters.family_card import FamilyCard
from tirek.registers.adapters.incomes import Incomes
from tirek.registers.adapters.labour_market import EmployerStaff, Labour
from tirek.registers.adapters.land_livestock import LandAndLivestock
from tirek.registers.adapters.legal_entities import Entities, Entity
from tirek.registers.adapters.penitentiary import Custody
from tirek.registers.adapters.population import Person
from tirek.registers.adapters.real_estate import RealEstate
from tirek.registers.adapters.vehicles import Vehicles
from tirek.registers.contract import KeyKind

RECORDS: Mapping[tuple[str, KeyKind], type[Any]] = {
    ("population", KeyKind.IIN): Person,
    ("civil_acts", KeyKind.IIN): CivilActs,
    ("real_estate", KeyKind.IIN): RealEstate,
    ("real_estate", KeyKind.CADASTRAL): RealEstate,
    ("vehicles", KeyKind.IIN): Vehicles,
    ("vehicles", KeyKind.PLATE): Vehicles,
    ("incomes", KeyKind.IIN): Incomes,
    ("disability", KeyKind.IIN): Disability,
    ("labour_market", KeyKind.IIN): Labour,
    ("labour_market", KeyKind.BIN): EmployerStaff,
    ("credit_bureau", KeyKind.IIN): Credits,
    ("legal_entities", KeyKind.IIN): Entities,
    ("legal_entities", KeyKind.BIN): Entity,
    ("land_livestock", KeyKind.IIN): LandAndLivestock,
    ("land_livestock", KeyKind.CADASTRAL): LandAndLivestock,
    ("penitentiary", KeyKind.IIN): Custody,
    ("family_card", KeyKind.IIN): FamilyCard,
}
"""The record that a register gives, by the number it is asked by."""
