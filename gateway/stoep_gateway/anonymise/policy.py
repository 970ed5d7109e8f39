"""What is done with people counts before they may leave, and from when. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from stoep_gateway.config.settings import PeopleSettings, is_whole_windows
from stoep_gateway.errors import ConfigError
from stoep_gateway.grid import DAY_S, HOUR_S, window_of, windows_per_day

LAPLACE = "laplace"  # the mode with noise
MODE_NONE = "none"  # a threshold alone: nothing is spent, and nothing is promised
MICRO = 1_000_000  # epsilon is counted in millionths, exactly
_DECIMAL = r"\d{1,7}(?:\.\d{1,6})?"
_TEXT = re.compile(
    r"window=([1-9]\d{0,4}) night=(\d) k=(\d{1,5})"
    rf" epsilon=(none|{_DECIMAL}) contribution=([1-9]\d{{0,3}}) day=({_DECIMAL}) round=([1-9]\d{{0,3}})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One way to release the counts of a place.

    Windows of window_s seconds lie on a fixed UTC grid; the hours from midnight to night_h are one window. epsilon: of
    each window, None without noise. contribution: how many crossings count as one person's in a window, so that a
    crossing is protected by epsilon / contribution. per_day: how much epsilon a place may spend in a UTC day. Values
    below k after noise are hidden, the others are rounded to multiples of rounding.
    """

    window_s: int = 900
    night_h: int = 4
    k: int = 10
    epsilon: Fraction | None = Fraction(1)
    contribution: int = 2
    per_day: Fraction | None = None  # None: enough for each window of a day once
    rounding: int = 1

    @property
    def mode(self) -> str:
        """LAPLACE or MODE_NONE."""
        return MODE_NONE if self.epsilon is None else LAPLACE

    @property
    def scale(self) -> Fraction | None:
        """Of the discrete Laplace noise, in counts; None without noise."""
        return None if self.epsilon is None else self.contribution / self.epsilon

    @property
    def cost(self) -> int:
        """Millionths of epsilon that a draw from a window spends; 0 without noise."""
        return 0 if self.epsilon is None else int(self.epsilon * MICRO)

    @property
    def windows_per_day(self) -> int:
        """How many windows a day has."""
        return windows_per_day(window_s=self.window_s, night_h=self.night_h)

    @property
    def cap(self) -> Fraction:
        """Epsilon that a place may spend in a UTC day; 0 without noise."""
        if self.epsilon is None:
            return Fraction(0)
        return self.windows_per_day * self.epsilon if self.per_day is None else self.per_day

    def window_of(self, time_s: int) -> tuple[int, int]:
        """(start, end) of the window that holds this wire time."""
        return window_of(time_s, window_s=self.window_s, night_h=self.night_h)

    def windows_before(self, time_s: int) -> int:
        """How many windows have ended since wire time 0."""
        days, second = divmod(time_s, DAY_S)
        night_s = self.night_h * HOUR_S
        ended = 0 if second < night_s else (second - night_s) // self.window_s + (1 if night_s else 0)
        return days * self.windows_per_day + ended

    def text(self) -> str:
        """Canonical, for the ledger."""
        epsilon = MODE_NONE if self.epsilon is None else decimal(self.epsilon)
        return (
            f"window={self.window_s} night={self.night_h} k={self.k} epsilon={epsilon}"
            f" contribution={self.contribution} day={decimal(self.cap)} round={self.rounding}"
        )


def parse(text: str) -> Policy:
    """A policy as the ledger has it. ValueError: it is none."""
    found = _TEXT.fullmatch(text)
    if not found:
        raise ValueError("not a policy")
    window_s, night_h, k, epsilon, contribution, per_day, rounding = found.groups()
    has_noise = epsilon != MODE_NONE
    policy = Policy(
        window_s=int(window_s),
        night_h=int(night_h),
        k=int(k),
        epsilon=Fraction(epsilon) if has_noise else None,
        contribution=int(contribution),
        per_day=Fraction(per_day) if has_noise else None,
        rounding=int(rounding),
    )
    if DAY_S % policy.window_s or not is_whole_windows(policy.night_h, window_s=policy.window_s):
        raise ValueError("its windows do not fit a day")
    return policy


def declared(settings: PeopleSettings) -> Policy:
    """The policy of stoep.toml, which config.load has checked."""
    epsilon = None if settings.epsilon == MODE_NONE else Fraction(settings.epsilon)
    return Policy(
        window_s=settings.window_s,
        night_h=settings.night_h,
        k=settings.k,
        epsilon=epsilon,
        contribution=settings.contribution,
        per_day=Fraction(settings.epsilon_per_day) if settings.epsilon_per_day and epsilon else None,
        rounding=settings.rounding,
    )


def decimal(epsilon: Fraction) -> str:
    """Exact, without zeros at the end: epsilon is whole millionths."""
    micro = epsilon * MICRO
    whole, rest = divmod(micro.numerator, MICRO)
    return f"{whole}.{rest:06}".rstrip("0").rstrip(".")


class Schedule:
    """Which policy holds when. A window belongs to the policy of its start, whenever it closes.

    changes: (wire time from which it holds, policy) in the order in which they were declared; the first holds from 0.
    """

    def __init__(self, changes: Iterable[tuple[int, Policy]]) -> None:
        self._from_s: list[int] = []
        self._policies: list[Policy] = []
        for from_s, policy in changes:
            self.add(from_s, policy)

    def add(self, from_s: int, policy: Policy) -> None:
        """From then on this one holds, whatever was declared for later."""
        while self._from_s and self._from_s[-1] >= from_s:
            self._from_s.pop()
            self._policies.pop()
        self._from_s.append(from_s if self._from_s else 0)
        self._policies.append(policy)

    @property
    def newest(self) -> Policy | None:
        """The one that will hold in the end; None before the first."""
        return self._policies[-1] if self._policies else None

    @property
    def changes(self) -> tuple[tuple[int, Policy], ...]:
        """Those that hold or will hold, in the order of time."""
        return tuple(zip(self._from_s, self._policies, strict=True))

    def at(self, time_s: int) -> Policy:
        """ValueError before the first is declared."""
        if not self._policies:
            raise ValueError("no policy was declared")
        return self._policies[max(0, bisect_right(self._from_s, time_s) - 1)]

    def window_of(self, time_s: int) -> tuple[int, int]:
        """(start, end) of the window that holds this wire time."""
        return self.at(time_s).window_of(time_s)

    def next_start(self, time_s: int) -> int:
        """The first beginning of a window from then on."""
        start_s, end_s = self.window_of(time_s)
        return start_s if start_s == time_s else end_s

    def count(self, begin_s: int, end_s: int) -> int:
        """Whole windows between two wire times."""
        found = 0
        bounds = [*self._from_s[1:], end_s]
        for policy, until_s in zip(self._policies, bounds, strict=True):
            until_s = min(until_s, end_s)
            if begin_s < until_s:
                start_s, first_end_s = policy.window_of(begin_s)
                first_s = begin_s if start_s == begin_s else first_end_s
                found += max(0, policy.windows_before(until_s) - policy.windows_before(first_s))
                begin_s = until_s
        return found


def schedule_of(policies: Iterable[tuple[int, str]]) -> Schedule:
    """As the ledger's rows say, in their order. ConfigError: one of them says nothing that can be understood."""
    try:
        return Schedule((from_s, parse(text)) for from_s, text in policies)
    except ValueError as error:
        raise ConfigError(
            "ledger: a policy in it cannot be read: of a later stoep, or somebody changed it; stoep ledger verify names"
            " its row: put back your backup"
        ) from error
