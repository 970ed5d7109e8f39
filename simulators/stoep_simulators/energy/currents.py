"""What each part draws in each state, with the source of each number. None was measured for stoep."""

from dataclasses import dataclass

from stoep_simulators.energy.meter import Booked

BATTERY_MAH = 3_000  # one 18650 of a known make
USABLE = 0.8  # of it: the regulator gives up before the cell is empty, the cell ages, a winter is cold
DEV_BOARD_MA = 5.0  # all the time; facts say 1 to 10, somebody measured 11.4 on a copy of a DevKitC (kohacraft.com)
_CELL_VOLTS = 3.7
_BOOST_EFFICIENCY = 0.85  # of a usual 5 V step-up module
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """ma: at volts. 3.3 V come from a linear regulator, as many mA from the cell; 5 V from a step-up module."""

    ma: float
    source: str
    volts: float = 3.3

    @property
    def from_cell_ma(self) -> float:
        """What the battery gives for it."""
        return self.ma if self.volts < _CELL_VOLTS else self.ma * self.volts / (_CELL_VOLTS * _BOOST_EFFICIENCY)


_UNSEEN = "order of magnitude; data sheet not seen"

DRAWS: dict[tuple[str, str], Draw] = {
    ("chip", "deep sleep"): Draw(
        ma=0.010, source="ESP32 series data sheet: RTC timer and memory (as quoted by others)"
    ),
    ("chip", "awake"): Draw(ma=40.0, source="ESP32 series data sheet v3.5, table 6, p. 30: 30 to 68 mA at 240 MHz"),
    ("chip", "joining"): Draw(ma=130.0, source="between receiving (95 to 100) and sending (180 to 240): a guess"),
    ("chip", "talking"): Draw(
        ma=110.0, source="mostly receiving: 95 to 100 mA (ESP32 data sheet, as quoted by others)"
    ),
    ("chip", "joined"): Draw(ma=50.0, source="awake, and the radio listens to beacons only (modem sleep): a guess"),
    ("probe", "on"): Draw(ma=5.0, source="5 mA by sellers"),
    ("probe", "off"): Draw(ma=0.0, source="a pin that is low feeds nothing"),
    ("ds18b20", "idle"): Draw(ma=0.001, source=_UNSEEN),
    ("ds18b20", "converting"): Draw(ma=1.5, source=_UNSEEN),
    ("bme280", "asleep"): Draw(ma=0.006, source="0.1 µA the chip, 6 µA its module's regulator (measured by attno.de)"),
    ("bme280", "measuring"): Draw(ma=0.7, source=_UNSEEN),
    ("pms5003", "asleep"): Draw(ma=0.2, volts=5.0, source=_UNSEEN),
    ("pms5003", "fan on"): Draw(ma=100.0, volts=5.0, source=_UNSEEN),
    ("scd41", "idle"): Draw(ma=0.15, source="Sensirion SCD4x v1.3, p. 17: 0.15 mA"),
    ("scd41", "shot"): Draw(ma=14.7, source="Sensirion SCD4x v1.3, p. 17: 243 mJ a shot, over 5 s at 3.3 V"),
    ("sgp41", "heated"): Draw(ma=3.0, source="as its driver says; the SGP40 2.6 mA, at most 3.0 (its data sheet)"),
    ("breakbeam", "on"): Draw(ma=50.0, volts=5.0, source="two beams of 25 mA; data sheet not seen"),
    ("bucket", "on"): Draw(ma=0.0, source="a reed contact, closed for moments"),
}


def mah(booked: Booked) -> dict[tuple[str, str], float]:
    """From the cell, on a bare module."""
    return {key: DRAWS[key].from_cell_ma * size_ms / _HOUR_MS for key, size_ms in booked.items() if size_ms}
