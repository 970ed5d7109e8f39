"""What the gateway told about counting people: by which rules, and which windows are closed. Pure.

A window without a value is below the threshold only if it is closed; else nothing is known of it yet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from stoep_gateway.archive.told import Json, decimal, members, number, tables
from stoep_gateway.grid import DAY_S, HOUR_S, window_of, windows_per_day
from stoep_protocol.profiles import BUILT_IN

_COLUMNS = {profile.name: len(profile.columns) for profile in BUILT_IN.values()}
_OTHER_REASONS = ("budget", "no_data", "restore")
_ARCHIVE = "archive"  # the back-end that is always there
_NIGHT_MAX_H = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the gateway does with people counts, from a moment on (from_s, Unix; 0: from the beginning).

    A window of window_s seconds, or the night of night_h hours from midnight UTC, costs epsilon, None without noise; a
    place may spend `cap` of it in a UTC day. Whoever crosses `contribution` times in a window counts as one person.
    """

    k: int
    window_s: int
    night_h: int = 0
    epsilon: Fraction | None = None
    contribution: int = 1
    cap: Fraction = Fraction(0)
    rounding: int = 1
    from_s: int = 0

    @property
    def scale(self) -> Fraction | None:
        """Of the noise, in counts; None without noise."""
        return None if self.epsilon is None else self.contribution / self.epsilon

    @property
    def per_crossing(self) -> Fraction:
        """Epsilon of one crossing; 0 without noise."""
        return (self.epsilon or Fraction(0)) / self.contribution

    @property
    def windows_per_day(self) -> int:
        """How many windows a day has."""
        return windows_per_day(window_s=self.window_s, night_h=self.night_h)

    def window_of(self, time_s: int) -> tuple[int, int]:
        """(start, end) of the window that holds this moment."""
        return window_of(time_s, window_s=self.window_s, night_h=self.night_h)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Windows of a counting place with from_s <= start < until_s are closed.

    all_below: each of them that has no value stayed below k; else some were not shown for another reason.
    """

    from_s: int
    until_s: int
    all_below: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """policies: in order of time; closed: by device; send_s: how often each device sends, 0 if not known.

    pending: observations on their way to the archive. A window that is closed while its value is on its way looks just
    like one below k, so `closed` counts only when this is 0. None: nobody told.
    """

    policies: tuple[Policy, ...]
    closed: Mapping[str, Closed]
    send_s: Mapping[str, int] = field(default_factory=dict)
    pending: int | None = None

    def policy_at(self, time_s: int) -> Policy | None:
        """The one of the windows that start then; None when the gateway has told none."""
        held = [policy for policy in self.policies if policy.from_s <= time_s]
        return held[-1] if held else next(iter(self.policies), None)


def parse_counting(text: str) -> Counting | None:
    """Of the status that the gateway keeps beside the archive. None: this is none."""
    try:
        top = members(json.loads(text))
    except ValueError:
        return None
    if not number(top, "written_s"):
        return None
    policies = read_policies(top)
    entries = [entry for entry in tables(top.get("devices")) if isinstance(entry.get("name"), str)]
    return Counting(
        policies=policies,
        closed=read_closed(entries, policies=policies),
        send_s={str(entry["name"]): number(entry, "send_s") for entry in entries},
        pending=read_pending(top),
    )


def read_policies(top: Json) -> tuple[Policy, ...]:
    """Those that make sense, in order of time. top: the whole status."""
    policies = _policies(tables(top.get("changes")))
    return policies or _policies([members(top.get("policy"))])


def read_closed(entries: Iterable[Json], *, policies: tuple[Policy, ...]) -> Mapping[str, Closed]:
    """By device. entries: of the devices, each with a name."""
    return _ClosedWindows({str(entry["name"]): entry for entry in entries if _has_closed(entry, policies)}, policies)


class _ClosedWindows(Mapping[str, Closed]):
    """Worked out for a place when somebody asks: it takes a while, and of a thousand devices a page shows few."""

    def __init__(self, entries: Mapping[str, Json], policies: tuple[Policy, ...]) -> None:
        self._entries = entries
        self._policies = policies

    def __getitem__(self, device: str) -> Closed:
        return _closed(self._entries[device], self._policies)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def read_pending(top: Json) -> int | None:
    """Observations on their way to the archive."""
    backends = tables(members(top.get("accounts")).get("backends"))
    return next((number(entry, "pending") for entry in backends if entry.get("name") == _ARCHIVE), None)


def _policies(entries: Iterable[Json]) -> tuple[Policy, ...]:
    return tuple(sorted(filter(None, map(_policy, entries)), key=lambda policy: policy.from_s))


def _policy(entry: Json) -> Policy | None:
    window_s, night_h = number(entry, "window_s"), number(entry, "night_h")
    if window_s <= 0 or DAY_S % window_s or not 0 <= night_h <= _NIGHT_MAX_H or night_h * HOUR_S % window_s:
        return None
    return Policy(
        k=number(entry, "k"),
        window_s=window_s,
        night_h=night_h,
        epsilon=decimal(entry, "epsilon") or None,
        contribution=max(1, number(entry, "contribution")),
        cap=decimal(entry, "cap") or Fraction(0),
        rounding=max(1, number(entry, "rounding")),
        from_s=number(entry, "from_s"),
    )


def _has_closed(entry: Json, policies: tuple[Policy, ...]) -> bool:
    if not entry.get("windows"):
        return False
    until_s = number(members(entry.get("windows")), "closed_until_s")
    return until_s > 0 and bool(policies) and str(entry.get("profile")) in _COLUMNS


def _closed(entry: Json, policies: tuple[Policy, ...]) -> Closed:
    """Of one that has closed windows."""
    windows = members(entry.get("windows"))
    until_s = number(windows, "closed_until_s")
    columns = _COLUMNS[str(entry.get("profile"))]
    return Closed(
        from_s=_begin_s(until_s, windows=number(windows, "closed") // columns, policies=policies),
        until_s=until_s,
        all_below=not any(number(windows, reason) for reason in _OTHER_REASONS),
    )


def _begin_s(until_s: int, *, windows: int, policies: tuple[Policy, ...]) -> int:
    """Of so many closed windows: they follow each other without a hole, so number and end tell where they began."""
    from_s = until_s
    while windows > 0 and from_s > 0:
        held = [policy for policy in policies if policy.from_s < from_s]
        policy = held[-1] if held else policies[0]
        days = min(windows // policy.windows_per_day, (from_s - (policy.from_s if held else 0)) // DAY_S)
        if from_s % DAY_S == 0 and days > 0:  # all at once: a place may have counted for years
            from_s -= days * DAY_S
            windows -= days * policy.windows_per_day
        else:
            from_s = policy.window_of(from_s - 1)[0]
            windows -= 1
    return from_s
