"""Readings that cannot be soil's: a probe that stands still, jumps, lost its soil, or lies beside it."""

from dataclasses import dataclass, field

from stoep_gateway.garden.records import AIR_GAP, FLAT, PULLED_OUT, SILENT, SPIKES

SILENT_DAYS = 3  # from the fourth day without a reading that counts
_FLAT, _FLAT_DAYS, _FLAT_HOURS = 0.0005, 2, 12  # hourly spread below which no soil with a night and a day stays
_SPIKES = 0.06  # hourly spread that only heavy rain makes, m3/m3
_RAINY_MM = 4.0
_AIR, _AIR_SHARE, _AIR_BELOW = 0.025, 0.35, 0.04  # below that, below a share of wilting, or so far below it: air
_OVER = 0.10  # so far above saturation: a cable in water
_GAP_ONCE, _GAP_DAYS, _GAP_TWICE = 3.5, 3, 2.5  # deviations below what was expected
_FALL = 0.022  # m3/m3 a day below field capacity: faster than plants drink
_GOOD_DAYS, _HEALING_MM = 7, 8.0  # an air gap closes with rain


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A day's reading before it counts. content: m3/m3, None without one; news: content minus expected, in standard
    deviations; swing: hourly spread, m3/m3; rain_mm: that fell or was felt."""

    content: float | None
    news: float
    swing: float | None
    hours: int
    rain_mm: float
    capacity: float
    wilting: float
    saturation: float


@dataclass(slots=True)
class Watch:
    """What was seen so far; `look` once a day."""

    fault: str = ""
    silent_days: int = 0
    _flat_days: int = 0
    _low_days: list[bool] = field(default_factory=list)
    _good_days: int = 0
    _rain_mm: float = 0.0
    _last: float | None = None

    def look(self, sight: Sight) -> bool:
        """Whether the reading counts. Sets fault and silent_days."""
        if sight.content is None:
            self._last = None
            self.silent_days += 1
            self._rain_mm += sight.rain_mm
            if self.fault in ("", SILENT):
                self.fault = SILENT if self.silent_days > SILENT_DAYS else ""
            return False
        if self.fault == SILENT:
            self.fault = ""
        found = self._found(sight, content=sight.content)
        self._last = sight.content
        if found:
            self.fault, self._good_days, self._rain_mm = found, 0, 0.0
        elif self.fault:
            self._heal(sight)
        counts = not self.fault
        self.silent_days = 0 if counts else self.silent_days + 1
        return counts

    def _found(self, sight: Sight, *, content: float) -> str:
        is_still = sight.swing is not None and sight.hours >= _FLAT_HOURS and sight.swing < _FLAT
        self._flat_days = self._flat_days + 1 if is_still else 0
        if self._flat_days >= _FLAT_DAYS:
            return FLAT
        if content < max(_AIR_SHARE * sight.wilting, sight.wilting - _AIR_BELOW) or content < _AIR:
            return PULLED_OUT
        if content > sight.saturation + _OVER:
            return SPIKES
        if sight.swing is not None and sight.swing > _SPIKES and sight.rain_mm < _RAINY_MM:
            return SPIKES
        fall = self._last - content if self._last is not None else 0.0
        low = sight.news * (2.0 if fall > _FALL and content < sight.capacity else 1.0)
        self._low_days = [*self._low_days[-6:], low < -_GAP_TWICE]
        if low < -_GAP_ONCE or sum(self._low_days) >= _GAP_DAYS:
            return AIR_GAP
        return ""

    def _heal(self, sight: Sight) -> None:
        self._rain_mm += sight.rain_mm
        self._good_days += 1
        needs_mm = _HEALING_MM if self.fault in (AIR_GAP, PULLED_OUT) else 0.0
        needs_days = 2 if self.fault in (FLAT, SPIKES) else _GOOD_DAYS
        if self._good_days >= needs_days and self._rain_mm >= needs_mm:
            self.fault, self._low_days = "", []
