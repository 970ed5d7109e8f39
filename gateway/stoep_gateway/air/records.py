"""An hour of a particle sensor: what it said and what became of that, in one record that nothing parts. Pure."""

from dataclasses import dataclass
from enum import Enum

from stoep_gateway.air.index import Level, worst


class Why(Enum):
    """Why a value was not corrected."""

    UNKNOWN_SENSOR = "sensor"  # nobody said which sensor it is
    NO_CORRECTION = "none"  # for this quantity of this sensor
    NO_HUMIDITY = "no-humidity"
    TOO_DAMP = "damp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A mean in µg/m³: raw as the sensor said it. Either corrected with the id of the correction, or why not."""

    raw: float
    corrected: float | None = None
    correction: str = ""
    why: Why | None = None

    def __post_init__(self) -> None:
        is_whole = self.corrected is not None and self.correction and self.why is None
        is_raw = self.corrected is None and not self.correction and self.why is not None
        if not (is_whole or is_raw):
            raise ValueError("a corrected value needs its correction's id, a raw one the reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """Means of the hour from start_s (Unix) on; None where less than three quarters of it were measured.

    spikes: readings that were left out.
    """

    start_s: int
    pm2_5: Value | None = None
    pm10: Value | None = None
    humidity_percent: float | None = None
    spikes: int = 0

    def index(self) -> tuple[Level, str] | None:
        """The level and by which pollutant: of corrected values alone."""
        values = {"pm2_5": self.pm2_5, "pm10": self.pm10}
        return worst({name: value.corrected for name, value in values.items() if value and value.corrected is not None})
