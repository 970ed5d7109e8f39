"""Readings that cannot be soil's: a probe that stands still, jumps, lost its soil, or lies beside it."""

from dataclasses import dataclass, field

from stoep_gateway.garden.records import AIR_GAP, FLAT, PULLED_OUT, SILENT, SPIKES

SILENT_DAYS = 3  # from the fourth day without a reading that counts
_WEEK = 7
_FLAT, _FLAT_DAYS, _FLAT_HOURS = 0.0003, 2, 12  # hourly spread below which no soil with a night and a day stays
_CALM_MM = 3.0  # less rain than this today and yesterday moves no soil in jumps
_JUMPS, _JUMPY_DAYS = 0.03, 3  # hourly spread that calm soil does not have; on so many days of a week: a loose contact
_OVER = 0.25  # so far above saturation: a cable in water, or a short circuit
_AIR, _AIR_SHARE, _AIR_BELOW = 0.025, 0.35, 0.04  # below that, below a share of wilting, or so far below it: air,
_OUT, _OUT_NEWS = 0.03, 4.0  # if it came there by such a fall, or so many deviations off; sand dries there slowly
_GAP_ONCE, _GAP_DAYS, _GAP_TWICE = 3.5, 3, 2.5  # deviations below what was expected
_FALL = 0.022  # m3/m3 a day below field capacity: faster than plants drink
_GOOD_DAYS, _GOOD, _HEALING_MM = 7, -1.5, 12.0  # an air gap closes with rain: readings come back to what was expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A day's reading before it counts. content: m3/m3, None without one; news: content minus expected, in standard
    deviations; swing: hourly spread, m3/m3; rain_mm: that fell; capacity, wilting, saturation: m3/m3, as expected."""

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
    _jumpy_days: list[bool] = field(default_factory=list)
    _low_days: list[bool] = field(default_factory=list)
    _good_days: int = 0
    _fallen_mm: float = 0.0  # since the fault was last seen
    _yesterday_mm: float = 0.0
    _last: float | None = None

    def look(self, sight: Sight) -> bool:
        """Whether the reading counts. Sets fault and silent_days."""
        counts = self._silent(sight) if sight.content is None else self._seen(sight, content=sight.content)
        self._last = sight.content
        self._yesterday_mm = sight.rain_mm
        self.silent_days = 0 if counts else self.silent_days + 1
        if sight.content is None and self.fault in ("", SILENT):
            self.fault = SILENT if self.silent_days > SILENT_DAYS else ""
        return counts

    def _silent(self, sight: Sight) -> bool:
        self._fallen_mm += sight.rain_mm
        return False

    def _seen(self, sight: Sight, *, content: float) -> bool:
        if self.fault == SILENT:
            self.fault = ""
        is_calm = sight.rain_mm + self._yesterday_mm < _CALM_MM
        is_jumpy = is_calm and sight.swing is not None and sight.swing > _JUMPS
        found = self._found(sight, content=content, is_calm=is_calm, is_jumpy=is_jumpy)
        if found:
            self.fault, self._good_days, self._fallen_mm = found, 0, 0.0
        elif self.fault:
            self._heal(sight, is_sound=self._flat_days == 0 and not is_jumpy)
        return not self.fault and not (is_jumpy and abs(sight.news) > _GAP_ONCE)

    def _found(self, sight: Sight, *, content: float, is_calm: bool, is_jumpy: bool) -> str:
        is_still = sight.swing is not None and sight.hours >= _FLAT_HOURS and sight.swing < _FLAT
        self._flat_days = self._flat_days + 1 if is_still else 0
        self._jumpy_days = [*self._jumpy_days[1 - _WEEK :], is_jumpy]
        if self._flat_days >= _FLAT_DAYS:
            return FLAT
        if content > sight.saturation + _OVER or sum(self._jumpy_days) >= _JUMPY_DAYS:
            return SPIKES
        fall = self._last - content if self._last is not None else 0.0
        if content < max(_AIR, _AIR_SHARE * sight.wilting, sight.wilting - _AIR_BELOW) and (
            self.fault == PULLED_OUT or fall > _OUT or sight.news < -_OUT_NEWS
        ):
            return PULLED_OUT
        if not is_calm or is_jumpy:
            return ""
        low = sight.news * (2.0 if fall > _FALL and content < sight.capacity else 1.0)
        self._low_days = [*self._low_days[1 - _WEEK :], low < -_GAP_TWICE]
        if low < -_GAP_ONCE or sum(self._low_days) >= _GAP_DAYS:
            return AIR_GAP
        return ""

    def _heal(self, sight: Sight, *, is_sound: bool) -> None:
        self._fallen_mm += sight.rain_mm
        needs_rain = self.fault in (AIR_GAP, PULLED_OUT)
        self._good_days = self._good_days + 1 if (sight.news > _GOOD if needs_rain else is_sound) else 0
        if self._good_days >= (_GOOD_DAYS if needs_rain else 2) and (not needs_rain or self._fallen_mm >= _HEALING_MM):
            self.fault, self._low_days, self._jumpy_days = "", [], []
