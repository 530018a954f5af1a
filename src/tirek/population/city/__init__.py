"""The synthetic city of Almaty: no real person is in it. Calibrated to published margins, seeded, vectorised."""

from tirek.population.city.draft import CityError
from tirek.population.city.joint_checks import JointCheck, joint_checks, joint_checks_of
from tirek.population.city.make import make_city
from tirek.population.city.margins import Margin, margins_of, margins_report
from tirek.population.city.tables import CityTables, read_city
from tirek.population.city.targets import CITY_PEOPLE

__all__ = [
    "CITY_PEOPLE",
    "CityError",
    "CityTables",
    "JointCheck",
    "Margin",
    "joint_checks",
    "joint_checks_of",
    "make_city",
    "margins_of",
    "margins_report",
    "read_city",
]
