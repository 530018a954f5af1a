"""Things that registers list: an object, a vehicle, a plot, an entity is worked out from its own number, whoever asks."""

from __future__ import annotations

from datetime import date

from tirek.registers.adapters.land_livestock import Plot, PlotPurpose
from tirek.registers.adapters.legal_entities import Entity, EntityKind
from tirek.registers.adapters.real_estate import Estate, EstateKind, Tenure
from tirek.registers.adapters.vehicles import Vehicle, VehicleKind
from tirek.registers.check_digit import check_digit
from tirek.registers.sandbox.draws import Draws

DISTRICTS = (
    "751110000",
    "751210000",
    "751310000",
    "751410000",
    "751510000",
    "751710000",
    "751810000",
    "751910000",
)
"""Districts of Almaty."""
_FIRST_DAY = date(1994, 1, 10)
_DAYS = 5_000
_MODELS = ("Sary", "Tulpar", "Jorga", "Qulan", "Arqar")


def cadastral_number(draws: Draws, topic: str) -> str:
    """A number of the form of a cadastral one."""
    return (
        f"20-{draws.below(topic, 300) + 300}-{draws.below(topic + 'a', 99) + 1:03}-{draws.below(topic + 'b', 9999) + 1}"
    )


def plate_number(draws: Draws, topic: str) -> str:
    """A number of the form of a plate of Almaty."""
    letters = "".join("ABCDEFHKLMNOPRSTUVXYZ"[draws.below(f"{topic}{place}", 21)] for place in range(3))
    return f"{draws.below(topic, 999) + 1:03}{letters}02"


def business_number(draws: Draws, topic: str) -> str:
    """A valid BIN of a head organisation."""
    start = draws.below(topic, 90_000)
    month = f"{draws.below(topic + 'y', 25):02}{draws.below(topic + 'm', 12) + 1:02}"
    bases = (f"{month}40{serial:05}" for serial in range(start, start + 50))
    found = ((base, check_digit(base)) for base in bases)
    return next(f"{base}{digit}" for base, digit in found if digit is not None)


def estate_of(seed: int, cadastral: str) -> Estate:
    """Premises by their number."""
    draws = Draws(seed, cadastral)
    flat = draws.chance("flat", 700)
    return Estate(
        cadastral=cadastral,
        kind=EstateKind.FLAT if flat else EstateKind.HOUSE,
        tenure=Tenure.OWNED,
        territory=draws.pick("territory", DISTRICTS),
        area_m2_hundredths=2_800 + draws.below("area", 9_000 if flat else 20_000),
        share_numerator=1,
        share_denominator=1 + draws.below("share", 2),
        since=draws.day("since", _FIRST_DAY, _DAYS),
    )


def vehicle_of(seed: int, plate: str) -> Vehicle:
    """A vehicle by its plate."""
    draws = Draws(seed, plate)
    since = draws.day("since", _FIRST_DAY, _DAYS)
    return Vehicle(
        plate=plate,
        kind=VehicleKind.CAR if draws.chance("car", 930) else VehicleKind.COMMERCIAL,
        model=draws.pick("model", _MODELS),
        year=since.year - draws.below("age", 12),
        since=since,
    )


def plot_of(seed: int, cadastral: str) -> Plot:
    """A plot by its number."""
    draws = Draws(seed, cadastral)
    return Plot(
        cadastral=cadastral,
        purpose=draws.pick("purpose", (PlotPurpose.GARDEN, PlotPurpose.PERSONAL_FARM, PlotPurpose.HOUSING)),
        territory=draws.pick("territory", DISTRICTS),
        area_m2=400 + draws.below("area", 2_000),
        since=draws.day("since", _FIRST_DAY, _DAYS),
    )


def entity_of(seed: int, number: str) -> Entity:
    """An organisation by its BIN."""
    draws = Draws(seed, number)
    registered = draws.day("since", _FIRST_DAY, _DAYS)
    headcount = draws.below("headcount", 400)
    return Entity(
        name=entity_name(number),
        kind=EntityKind.LEGAL_ENTITY,
        territory=draws.pick("territory", DISTRICTS),
        registered_on=registered,
        active_since=registered,
        closed_on=None,
        headcount=headcount,
        contribution_months=12 if headcount else 0,
    )


def entity_name(number: str) -> str:
    """What an organisation of the sandbox is called."""
    return f"ЖШС «Үлгі-{number[6:11]}»"
