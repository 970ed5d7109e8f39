"""The gateway's settings, frozen once they are parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """state_dir is absolute."""

    name: str
    state_dir: Path
    log_level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSettings:
    """trust: "ntp" | "rtc" | "system"."""

    trust: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSettings:
    """The side of the grid cells that devices are placed in."""

    cell_size_m: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSettings:
    """embedded: stoep runs the broker, host and port are its listener. Else the broker to connect to.

    ca_file: what gateway and devices trust; with it all speak TLS, an embedded broker with cert_file and key_file.
    """

    embedded: bool
    host: str
    port: int
    public_host: str  # what devices connect to; "" = the same as host
    executable: str  # "" = nats-server beside the running Python, else on PATH
    user: str  # of the gateway at a broker of its own; the embedded one has its own
    password_file: Path | None
    ca_file: Path | None
    cert_file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSettings:
    """The policy as stoep.toml writes it (anonymise.policy says what it means).

    window_s divides a day; ring_s: how long a device keeps its rows.
    """

    window_s: int = 900
    night_h: int = 4
    k: int = 10
    epsilon: str = "1"
    contribution: int = 2
    epsilon_per_day: str = ""
    rounding: int = 1
    ring_s: int = 72 * 3600


def is_whole_windows(hours: int, *, window_s: int) -> bool:
    """Whether the hours of the night, which are one window, leave the grid of the others as it is."""
    return hours * 3600 % window_s == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSettings:
    """How long a commit may wait, and how much may be kept."""

    commit_interval_s: float = 30.0
    max_size_mb: int = 1024
    memory_mb: int = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSettings:
    """keep_days: how long a day stays after it is over; 0: for ever. 400: last year's month beside this one."""

    keep_days: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateSettings:
    """public_keys: files of those that may sign a device's firmware, at most two."""

    public_keys: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdSettings:
    """The operator's files, None where there is none, and when to warn. alert_quiet: "" or "HH:MM-HH:MM", local."""

    places_file: Path | None = None
    events_file: Path | None = None
    school_region: str = ""
    calendar_file: Path | None = None
    weather_file: Path | None = None
    weather_url: str = ""
    alert_level: str = "orange"
    alert_within_min: int = 120
    alert_chance_percent: int = 45
    alert_lead_min: int = 0
    alert_quiet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GardenSettings:
    """k: how many others a figure has beside any one garden. soil_file: None where there is none.

    tip_mm: rain of one tip of a gauge. licence (by SPDX), citation: of the open data, "" where there is none.
    """

    k: int = 10
    soil_file: Path | None = None
    tip_mm: float = 0.2794  # 0.011 inch, the usual bucket
    licence: str = ""
    citation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSettings:
    """sensor: type of every particle sensor but those of `sensors`, by device; "": not known.

    official_source: whose values official_file has, and their licence.
    """

    sensor: str = ""
    kappa: float = 0.25
    official_file: Path | None = None
    official_source: str = ""
    sensors: Mapping[str, str] = field(default_factory=dict)

    def sensor_of(self, device: str) -> str:
        """Its type, "" when nobody said."""
        return self.sensors.get(device, self.sensor)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Where the pages are served. trusted_proxy: addresses of web servers with TLS before them, "" = none.

    public_url: where residents find them, without a slash at its end, "" = nobody said.
    """

    host: str
    port: int
    trusted_proxy: str = ""
    public_url: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "public_url", self.public_url.rstrip("/"))

    @property
    def base(self) -> str:
        """The path below which the pages stand, such as "/scheveningen", or ""."""
        return urlsplit(self.public_url).path


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskSettings:
    """keep_days: of acknowledgements and of the log of what people did."""

    keep_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacySettings:
    """rules: a rulebook's folder, None: the shipped one. answers_dir: of files named by profile, None: no answers."""

    rules: Path | None = None
    answers_dir: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentSettings:
    """Where codes are redeemed. public_host: what codes name; "" = what devices are told of the broker."""

    host: str
    port: int
    public_host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricsSettings:
    """Where /metrics and /healthz are served."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendSettings:
    """One [[backend]] table. options: what the type asks for; names that end in _file or _dir are absolute paths.

    pseudonyms: how long a device keeps one of the names that this back-end gets for it: "month", "year"; "": its own.
    people: "none": no released counts; "": those from people_k on, rounded to multiples of people_rounding.
    where: "stoep.toml:12", for messages; key_lines: the same for single options.
    """

    name: str
    type: str
    options: Mapping[str, object]
    pseudonyms: str = ""
    people: str = ""
    people_k: int = 0
    people_rounding: int = 1
    where: str = ""
    key_lines: Mapping[str, str] = field(default_factory=dict)

    def where_of(self, key: str) -> str:
        """Where that option stands, or the table when it does not."""
        return self.key_lines.get(key, self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One [[alert]] table. options, where and key_lines: as in BackendSettings."""

    name: str
    type: str
    options: Mapping[str, object]
    where: str = ""
    key_lines: Mapping[str, str] = field(default_factory=dict)

    def where_of(self, key: str) -> str:
        """Where that option stands, or the table when it does not."""
        return self.key_lines.get(key, self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantitySettings:
    """A quantity of makers' own profiles. kind: "harmless" | "refused".

    low, high: in the unit (UCUM); a profile whose range is wider, or whose unit is another, is not classed by this.
    """

    kind: str
    unit: str = ""
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything stoep.toml says. The archive is always there and not among the back-ends."""

    file: Path
    gateway: GatewaySettings
    clock: ClockSettings
    place: PlaceSettings
    broker: BrokerSettings
    people: PeopleSettings
    journal: JournalSettings
    archive: ArchiveSettings
    updates: UpdateSettings
    crowd: CrowdSettings
    garden: GardenSettings
    air: AirSettings
    web: WebSettings
    desk: DeskSettings
    metrics: MetricsSettings
    enrolment: EnrolmentSettings
    quantities: Mapping[str, QuantitySettings]
    backends: tuple[BackendSettings, ...]
    channels: tuple[ChannelSettings, ...]
    privacy: PrivacySettings = PrivacySettings()
