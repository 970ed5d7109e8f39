"""What a scenario says: which devices live how long, what befalls them, what must hold afterwards."""

from dataclasses import dataclass

from stoep_simulators.commands.local_config import OwnConfig

# 2026-07-01T00:00:00Z, when all devices are powered on, whenever somebody plays: the weather goes by the calendar.
START_S = 205_027_200
KINDS = ("soil", "air", "people", "weather")
# Seconds between rows, between sends, as boards have them unless told otherwise.
USUAL_RATES_S = {"soil": (600, 3_600), "air": (300, 1_800), "people": (60, 60), "weather": (600, 3_600)}

WIFI_AWAY, POWER_CUT, STUCK_SENSOR, CLOCK_OFF = "wifi-away", "power-cut", "stuck-sensor", "clock-off"
ATTACKER, GATEWAY_AWAY, BACKEND_AWAY = "attacker", "gateway-away", "backend-away"
UPDATE_HALF_WAY, CLOCK_DRIFT = "update-half-way", "clock-drift"
FAULTS = (
    WIFI_AWAY,
    POWER_CUT,
    STUCK_SENSOR,
    CLOCK_OFF,
    CLOCK_DRIFT,
    ATTACKER,
    GATEWAY_AWAY,
    BACKEND_AWAY,
    UPDATE_HALF_WAY,
)
OF_THE_GATEWAY = frozenset({CLOCK_OFF, GATEWAY_AWAY, BACKEND_AWAY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """count >= 1 devices of one kind, called name-1, name-2 … csv: a file, "" for a drawn world.

    columns: (quantity, column of the file) where the names differ.
    """

    name: str
    kind: str
    count: int
    on_vm: bool
    sample_s: int
    send_s: int
    csv: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def devices(self) -> tuple[str, ...]:
        """Names of all its devices."""
        return tuple(f"{self.name}-{number}" for number in range(1, self.count + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """at_s, for_s: seconds since the start. devices: names. sensor: its type, of stuck-sensor; by_s: of clock-off;
    backend: its name, of backend-away.

    ppm: of clock-drift, what the crystal counts too many in a million. mid_conversation: of power-cut, not at at_s but
    in the first conversation from then on. Those OF_THE_GATEWAY name no devices: they befall all who meet it.
    """

    kind: str
    at_s: int
    for_s: int
    devices: frozenset[str] = frozenset()
    sensor: str = ""
    by_s: int = 0
    ppm: int = 0
    mid_conversation: bool = False
    backend: str = ""

    @property
    def end_s(self) -> int:
        """The first second without it."""
        return self.at_s + self.for_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """row_age_s: no row may be older when it is delivered; None: any age is good."""

    row_age_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Parsed and checked. title: the file's name without its ending. days >= 1. config: of an operator's gateway."""

    title: str
    seed: int
    days: int
    groups: tuple[Group, ...]
    faults: tuple[Fault, ...]
    promises: Promises
    config: OwnConfig | None = None

    @property
    def end_s(self) -> int:
        """Seconds of virtual time."""
        return self.days * 86_400

    @property
    def devices(self) -> tuple[str, ...]:
        """Names of all devices, group by group."""
        return tuple(name for group in self.groups for name in group.devices)
