"""What travels through the gateway, frozen once it is parsed."""

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from stoep_gateway.accuracy import mean_absolute_error

WIRE_EPOCH_S = 1_577_836_800  # 2020-01-01T00:00:00Z in Unix time: the wire counts from here (SPEC §1)
SOIL_PROFILES = ("soil", "soil-rs485")  # a group of devices with one of these is a garden


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place, only ever the centre of an RD New grid cell. Metres; size_m is the cell's side."""

    x_m: int
    y_m: int
    size_m: int


class Arrival(NamedTuple):
    """One MQTT message on an `up` topic, not yet trusted. A tuple: thousands come at once."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One sealed reply for a device's `down` topic."""

    topic: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a released value was made (anonymise.policy). epsilon: of the whole window, "" without noise.

    covered_s: seconds of the window that rows counted.
    """

    epsilon: str
    contribution: int
    k: int
    rounding: int
    covered_s: int

    @property
    def expected_error(self) -> float:
        """How far noise moves the value on average, in counts; 0 without noise. Rounding is not in it."""
        return mean_absolute_error(self.contribution / Fraction(self.epsilon)) if self.epsilon else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One released value on its way to the back-ends.

    position: journal entry, from 1; index: its place in that entry. Both survive restarts, so the pair is stable.
    time_s: Unix seconds, None when the device never knew the time. For a window it is the window's start.
    window_s: 0 for a reading, else the length of the released window. provenance: of a window, None for a reading and
    for a window that was released before 0.5.
    value: in `unit` (UCUM). life is hex; row is 0 for a window.
    """

    position: int
    index: int
    device: str
    profile: str
    life: str
    row: int
    quantity: str
    unit: str
    value: float
    time_s: int | None
    window_s: int = 0
    cell: Cell | None = None
    provenance: Provenance | None = None

    @property
    def identity(self) -> str:
        """The same for every delivery of this value, and for no other one."""
        if self.window_s:
            return f"{self.device}/w{self.window_s}/{self.time_s}/{self.quantity}"
        return f"{self.device}/{self.life}/{self.row}/{self.quantity}"
