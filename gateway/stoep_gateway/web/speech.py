"""One reader's language on one page: texts, numbers, ages and clock times."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.words import WORDS

_HARD_SPACE = "\u00a0"  # between number and unit: they must not part at a line's end
_DAYS = {"nl": ["ma", "di", "wo", "do", "vr", "za", "zo"], "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]}
_MONTHS = {
    "nl": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}


def zone(name: str = "Europe/Amsterdam") -> tzinfo:
    """The time zone of the pages; UTC on a machine without a time zone database. The footer names which."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Say things in `language` at the moment now_s (Unix seconds)."""

    language: str
    now_s: int
    zone: tzinfo

    def t(self, key: str, **values: object) -> str:
        """The text with that key; KeyError for one that nobody wrote. Numbers are written the language's way."""
        said = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        text = WORDS[key][LANGUAGES.index(self.language)].format(**said)
        return text.replace(" %", f"{_HARD_SPACE}%")

    def count(self, key: str, number: int) -> str:
        """`key`.one or `key`.many with {n}, as the number asks."""
        return self.t(f"{key}.one" if number == 1 else f"{key}.many", n=number)

    def number(self, value: float, decimals: int = 0) -> str:
        """12345.6 becomes 12.345,6 in Dutch and 12,345.6 in English."""
        text = f"{value:,.{decimals}f}".replace("-", "\u2212")
        return text.translate(str.maketrans(",.", ".,")) if self.language == "nl" else text

    def exact(self, value: Fraction) -> str:
        """A number of at most six decimals, with as many as it needs: 0,5 and 81."""
        decimals = next(places for places in range(7) if places == 6 or (value * 10**places).denominator == 1)
        return self.number(float(value), decimals)

    def reach(self, low: float, high: float) -> str:
        """40 to 42 as whole numbers, one alone if both round to it."""
        first, last = self.number(low), self.number(high)
        return first if first == last else f"{first}\u2013{last}"

    def amount(self, value: float, *, decimals: int, unit: str) -> str:
        """A number with its unit."""
        number = self.number(value, decimals)
        return f"{number}{_HARD_SPACE}{unit}" if unit else number

    def age(self, time_s: int | None) -> str:
        """How long ago, in the largest whole unit."""
        if time_s is None:
            return self.t("age.unknown")
        seconds = max(0, self.now_s - time_s)
        for key, size_s in (("age.days", 86400), ("age.hours", 3600), ("age.minutes", 60)):
            if seconds >= size_s:
                return self.count(key, seconds // size_s)
        return self.t("age.now")

    def span(self, seconds: int) -> str:
        """A length of time in whole minutes or hours, as a window's or a sending interval's."""
        if seconds % 3600 == 0:
            return self.count("span.hours", seconds // 3600)
        if seconds % 60 == 0:
            return self.count("span.minutes", seconds // 60)
        return self.count("span.seconds", seconds)

    def clock(self, time_s: int) -> str:
        """14:15."""
        return f"{self._local(time_s):%H:%M}"

    def day(self, time_s: int) -> str:
        """ma 24 nov."""
        local = self._local(time_s)
        return f"{self.weekday(time_s)} {local.day} {_MONTHS[self.language][local.month - 1]}"

    def weekday(self, time_s: int) -> str:
        """ma."""
        return _DAYS[self.language][self._local(time_s).weekday()]

    def on(self, day: date) -> str:
        """ma 24 nov, of a day of the calendar."""
        return f"{_DAYS[self.language][day.weekday()]} {self.short(day)}"

    def short(self, day: date) -> str:
        """24 nov."""
        return f"{day.day} {_MONTHS[self.language][day.month - 1]}"

    @property
    def today(self) -> date:
        """Where the pages' clocks are."""
        return self._local(self.now_s).date()

    def moment(self, time_s: int) -> str:
        """ma 24 nov 14:15."""
        return f"{self.day(time_s)} {self.clock(time_s)}"

    def between(self, start_s: int, end_s: int) -> str:
        """14:15 – 14:30, and with its day an end that lies on another one: 18:45 – di 10:15."""
        end = self.clock(end_s)
        if self.day(start_s) != self.day(end_s - 1):
            end = f"{self.weekday(end_s)} {end}"
        return f"{self.clock(start_s)} \u2013 {end}"

    def machine(self, time_s: int) -> str:
        """The same moment for a <time datetime>."""
        return f"{datetime.fromtimestamp(time_s, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def zone_name(self) -> str:
        return str(self.zone)

    def _local(self, time_s: int) -> datetime:
        return datetime.fromtimestamp(time_s, self.zone)
