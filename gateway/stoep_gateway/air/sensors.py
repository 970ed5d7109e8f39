"""Particle sensors by type, and which correction belongs to each: a type that is not here is shown raw. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stoep_gateway.air.corrections import HUMIDITY_MAX_PERCENT, dry_by_epa, dry_by_growth
from stoep_gateway.air.records import Value, Why

EPA = "us-epa-353088"
GROWTH = "kappa-koehler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """title: maker and name. corrections: id by quantity; most_ug_m3: above it the maker promises nothing."""

    title: str
    corrections: Mapping[str, str]
    most_ug_m3: float


# The EPA's correction is fitted to the PMS5003 in PurpleAir, and to PM2.5. Its PM10 gets none: corrected by growth, in
# another way, it could lie below its own PM2.5. Ranges: of the makers' data sheets, not seen.
SENSORS: Mapping[str, Sensor] = MappingProxyType(
    {
        "pms5003": Sensor(title="Plantower PMS5003", corrections={"pm2_5": EPA}, most_ug_m3=500),
        "pms7003": Sensor(title="Plantower PMS7003", corrections={"pm2_5": GROWTH, "pm10": GROWTH}, most_ug_m3=500),
        "sps30": Sensor(title="Sensirion SPS30", corrections={"pm2_5": GROWTH, "pm10": GROWTH}, most_ug_m3=1000),
    }
)


def corrected(quantity: str, raw_ug_m3: float, *, sensor: str, humidity_percent: float | None, kappa: float) -> Value:
    """quantity: "pm2_5" or "pm10"; sensor: a key of SENSORS, "" or another word for one that nobody knows."""
    known = SENSORS.get(sensor)
    if known is None:
        return Value(raw=raw_ug_m3, why=Why.UNKNOWN_SENSOR)
    correction = known.corrections.get(quantity)
    if correction is None:
        return Value(raw=raw_ug_m3, why=Why.NO_CORRECTION)
    if humidity_percent is None or not 0 <= humidity_percent <= 100:
        return Value(raw=raw_ug_m3, why=Why.NO_HUMIDITY)
    if humidity_percent > HUMIDITY_MAX_PERCENT:
        return Value(raw=raw_ug_m3, why=Why.TOO_DAMP)
    if correction == EPA:
        dry = dry_by_epa(raw_ug_m3, humidity_percent=humidity_percent)
        return Value(raw=raw_ug_m3, corrected=dry, correction=EPA)
    dry = dry_by_growth(raw_ug_m3, humidity_percent=humidity_percent, kappa=kappa)
    return Value(raw=raw_ug_m3, corrected=dry, correction=f"{GROWTH} {kappa:g}")
