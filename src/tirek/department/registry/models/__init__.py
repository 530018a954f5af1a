"""The tables of the registry, one noun a file."""

from tirek.department.registry.models.account import BankAccount
from tirek.department.registry.models.address import Address, PersonAddress
from tirek.department.registry.models.circumstance import Circumstance
from tirek.department.registry.models.consent import Consent
from tirek.department.registry.models.disability import Disability
from tirek.department.registry.models.evidence import RegisterAnswer
from tirek.department.registry.models.family import Family, Membership
from tirek.department.registry.models.income import Income
from tirek.department.registry.models.life_event import LifeEvent
from tirek.department.registry.models.merge import DuplicateCandidate, Merge
from tirek.department.registry.models.people_import import ImportedRow, ImportFinding, PeopleImport
from tirek.department.registry.models.person import Person, StaffPerson
from tirek.department.registry.models.property import Dwelling, Vehicle
from tirek.department.registry.models.status import Status

__all__ = [
    "Address",
    "BankAccount",
    "Circumstance",
    "Consent",
    "Disability",
    "DuplicateCandidate",
    "Dwelling",
    "Family",
    "ImportFinding",
    "ImportedRow",
    "Income",
    "LifeEvent",
    "Membership",
    "Merge",
    "PeopleImport",
    "Person",
    "PersonAddress",
    "RegisterAnswer",
    "StaffPerson",
    "Status",
    "Vehicle",
]
