"""Which quantities say something about people. Decided here by name, never by the device's word."""

from dataclasses import dataclass

from stoep_protocol.profiles import Profile

HARMLESS = "harmless"
SENSITIVE = "sensitive"
UNCLASSED = "unclassed"

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
    """What the operator has classed: in both sets is sensitive; in neither, its rows wait on the device."""

    harmless: frozenset[str] = _HARMLESS
    sensitive: frozenset[str] = _SENSITIVE

    def kind_of(self, profile: Profile) -> str:
        """HARMLESS if all of its quantities are; SENSITIVE if one is and each can be summed over a window."""
        names = {column.quantity for column in profile.columns}
        if names <= self.harmless - self.sensitive:
            return HARMLESS
        if not names <= self.harmless | self.sensitive or any(column.aggregate != "sum" for column in profile.columns):
            return UNCLASSED
        return SENSITIVE


BUILT_IN_CLASSES = Classes()
