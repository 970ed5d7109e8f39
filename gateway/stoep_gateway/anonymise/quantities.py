"""Which quantities say something about people. Decided here by name, never by the device's word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stoep_gateway.config.settings import QuantitySettings
from stoep_protocol.profiles import BUILT_IN, Column, Profile

HARMLESS = "harmless"
SENSITIVE = "sensitive"
UNCLASSED = "unclassed"
REFUSED = "refused"

_COLUMNS = {column.quantity: column for profile in BUILT_IN.values() for column in profile.columns}
_SENSITIVE = frozenset({"in", "out", "canary"})
_HARMLESS = frozenset(
    {
        "air_humidity",
        "air_temperature",
        "co2",
        "conductivity",
        "deep_soil_temperature",
        "humidity",
        "nox_ticks",
        "pm10",
        "pm2_5",
        "pressure",
        "probe_mv",
        "rain_tips",
        "soil_temperature",
        "temperature",
        "voc_ticks",
        "water_content",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """What is classed: in both sets is sensitive; in none and not in `own`, its rows wait on the device."""

    harmless: frozenset[str] = _HARMLESS
    sensitive: frozenset[str] = _SENSITIVE
    own: Mapping[str, QuantitySettings] = field(default_factory=dict)

    def kind_of(self, profile: Profile) -> str:
        """HARMLESS if all of its quantities are. A built-in one with a sensitive one that can be summed: SENSITIVE.

        A maker's own: REFUSED if one of its quantities is, else UNCLASSED if one is.
        """
        if isinstance(profile.id, bytes):
            kinds = {self.kind_of_own(column) for column in profile.columns}
            return next(kind for kind in (REFUSED, UNCLASSED, HARMLESS) if kind in kinds)
        names = {column.quantity for column in profile.columns}
        if names <= self.harmless - self.sensitive:
            return HARMLESS
        if not names <= self.harmless | self.sensitive or any(column.aggregate != "sum" for column in profile.columns):
            return UNCLASSED
        return SENSITIVE

    def kind_of_own(self, column: Column) -> str:
        """The class of a column of a maker's own profile; a count of people never gets one by that way."""
        if column.quantity in self.sensitive:
            return UNCLASSED
        scale = 10**column.decimals
        if (said := self.own.get(column.quantity)) is not None:
            fits = column.unit == said.unit and said.low * scale <= column.low and column.high <= said.high * scale
            return said.kind if said.kind == REFUSED or fits else UNCLASSED
        if (known := _COLUMNS.get(column.quantity)) is None or column.quantity not in self.harmless:
            return UNCLASSED
        known_scale = 10**known.decimals
        fits = known.low * scale <= column.low * known_scale and column.high * known_scale <= known.high * scale
        return HARMLESS if fits and column.unit == known.unit else UNCLASSED


BUILT_IN_CLASSES = Classes()
