"""What the gateway writes about itself beside the archive, parsed once.

The text is one JSON object. Unknown members are ignored and missing ones are "not told yet": the pages must survive a
gateway of another version beside them.

    {"written_s": Unix seconds,
     "policy": {the members of a policy, "cell_size_m", "retention_days"},
     "changes": [{"from_s": Unix seconds or null: from the beginning, the members of a policy}], oldest first,
     "ledger": {"index", "hash", "rows", "shut", "verified": {"at_s", "rows", "findings", "anchor"} or null},
     "devices": [{"name", "profile", "columns": of a maker's own profile as its file says them, else empty, "send_s",
                  "seen_s", "cell": {"x_m", "y_m", "size_m"} or null,
                  "windows": {"closed_until_s": Unix seconds, "closed", "released", "suppressed", "budget",
                              "no_data", "restore", "spent": decimal text}}],
     "cells": {"used", "with_one_garden"},
     "disk": "ok", "tight" or "full",
     "accounts": as `stoep accounts --json` prints them}

The members of a policy: "k", "window_s", "night_h", "epsilon": decimal text, empty without noise, "contribution",
"cap": decimal text, "rounding". A window in the accounts is one window of one quantity.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from stoep_gateway.grid import DAY_S, HOUR_S
from stoep_gateway.records import Cell
from stoep_gateway.web.ports import (
    BackendAccount,
    Closed,
    CountingPlace,
    Device,
    Ledger,
    Policy,
    RowAccount,
    Status,
    Verified,
    WindowAccount,
)
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import BUILT_IN, Column

Json = Mapping[str, object]
_COLUMNS = {profile.name: len(profile.columns) for profile in BUILT_IN.values()}
_ARCHIVE = "archive"  # the back-end that is always there
_OTHER_REASONS = ("budget", "no_data", "restore")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6})?")
_NIGHT_MAX_H = 23
_HASH_DIGITS = 64
_SHOWN_S = 3 * DAY_S  # the pages show two days


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The status, the devices that the gateway knows, and which windows of their places are closed.

    archive_pending: observations that were on their way to the archive; None when nobody told.
    """

    status: Status
    devices: tuple[Device, ...]
    closed: Mapping[str, Closed]
    archive_pending: int | None


def parse(text: str) -> Told | None:
    """None for a text that does not say when it was written."""
    try:
        top = json.loads(text)
    except ValueError:
        return None
    written_s = _number(_map(top), "written_s")
    if not written_s:
        return None
    policy = _map(_map(top).get("policy"))
    policies = _policies(_maps(_map(top).get("changes"))) or _policies([policy])
    accounts = _map(_map(top).get("accounts"))
    entries = [entry for entry in _maps(_map(top).get("devices")) if isinstance(entry.get("name"), str)]
    backends = tuple(_backend(entry) for entry in _maps(accounts.get("backends")))
    return Told(
        status=Status(
            written_s=written_s,
            policies=policies,
            cell_size_m=_number(policy, "cell_size_m") or None,
            cells=_number(_map(_map(top).get("cells")), "used"),
            cells_with_one_garden=_number(_map(_map(top).get("cells")), "with_one_garden"),
            retention_days=_number(policy, "retention_days") if "retention_days" in policy else None,
            ledger=_ledger(_map(_map(top).get("ledger"))),
            places=tuple(place for entry in entries if (place := _place(entry))),
            rows=_rows(tuple(_maps(accounts.get("lives")))),
            windows=_windows(_map(accounts.get("windows"))),
            backends=backends,
            balanced=accounts["balanced"] is True if "balanced" in accounts else None,
            is_disk_full=_map(top).get("disk") == "full",
        ),
        devices=tuple(_device(entry) for entry in entries),
        archive_pending=next((backend.pending for backend in backends if backend.name == _ARCHIVE), None),
        closed={str(entry["name"]): closed for entry in entries if (closed := _closed(entry, policies))},
    )


def _policies(entries: Iterable[Json]) -> tuple[Policy, ...]:
    """Those that make sense, in order of time."""
    return tuple(sorted(filter(None, map(_policy, entries)), key=lambda policy: policy.from_s))


def _policy(entry: Json) -> Policy | None:
    window_s, night_h = _number(entry, "window_s"), _number(entry, "night_h")
    if window_s <= 0 or DAY_S % window_s or not 0 <= night_h <= _NIGHT_MAX_H or night_h * HOUR_S % window_s:
        return None
    return Policy(
        k=_number(entry, "k"),
        window_s=window_s,
        night_h=night_h,
        epsilon=_decimal(entry, "epsilon") or None,
        contribution=max(1, _number(entry, "contribution")),
        cap=_decimal(entry, "cap") or Fraction(0),
        rounding=max(1, _number(entry, "rounding")),
        from_s=_number(entry, "from_s"),
    )


def _ledger(entry: Json) -> Ledger | None:
    if not entry:
        return None
    verified = _map(entry.get("verified"))
    anchor = verified.get("anchor")
    return Ledger(
        index=_number(entry, "index"),
        hash=str(entry.get("hash", ""))[:_HASH_DIGITS],
        rows=_number(entry, "rows") if entry.get("rows") is not None else None,
        is_shut=entry.get("shut") is True,
        verified=Verified(
            at_s=_number(verified, "at_s"),
            rows=_number(verified, "rows"),
            findings=_number(verified, "findings"),
            anchor=anchor if isinstance(anchor, bool) else None,
        )
        if verified
        else None,
    )


def _place(entry: Json) -> CountingPlace | None:
    windows = _windows(_map(entry.get("windows")))
    if windows is None:
        return None
    return CountingPlace(name=str(entry["name"]), windows=windows, spent=_decimal(_map(entry.get("windows")), "spent"))


def _device(entry: Json) -> Device:
    cell = _map(entry.get("cell"))
    return Device(
        name=str(entry["name"]),
        profile=str(entry.get("profile", "")),
        columns=_own_columns(entry),
        send_s=_number(entry, "send_s"),
        seen_s=_number(entry, "seen_s") or None,
        cell=Cell(x_m=_number(cell, "x_m"), y_m=_number(cell, "y_m"), size_m=_number(cell, "size_m")) if cell else None,
    )


def _own_columns(entry: Json) -> tuple[Column, ...]:
    try:
        return from_json({"name": entry.get("profile"), "columns": entry.get("columns")}).columns
    except ValueError:
        return ()  # a built-in one, or of a gateway of another version


def _closed(entry: Json, policies: tuple[Policy, ...]) -> Closed | None:
    """The closed windows follow each other without a hole, so their number and their end tell where they began."""
    windows = _map(entry.get("windows"))
    until_s = _number(windows, "closed_until_s")
    columns = _COLUMNS.get(str(entry.get("profile")))
    if until_s <= 0 or not columns or not policies:
        return None
    from_s = until_s
    for _ in range(_number(windows, "closed") // columns):
        if from_s < until_s - _SHOWN_S:
            break
        held = [policy for policy in policies if policy.from_s < from_s]
        from_s = (held[-1] if held else policies[0]).window_of(from_s - 1)[0]
    return Closed(
        from_s=from_s, until_s=until_s, all_below=not any(_number(windows, reason) for reason in _OTHER_REASONS)
    )


def _rows(lives: tuple[Json, ...]) -> RowAccount | None:
    if not lives:
        return None
    return RowAccount(
        kept=sum(_number(life, "kept") for life in lives),
        rejected=sum(_total(life.get("rejected")) for life in lives),
        dropped=sum(_number(life, "dropped") for life in lives),
        absent=sum(_number(life, "absent") for life in lives),
        restore=sum(_number(life, "restore") for life in lives),
        balanced=all(life.get("balanced") is True for life in lives),
    )


def _windows(entry: Json) -> WindowAccount | None:
    if not entry:
        return None
    return WindowAccount(
        closed=_number(entry, "closed"),
        released=_number(entry, "released"),
        suppressed=_number(entry, "suppressed"),
        budget=_number(entry, "budget"),
        no_data=_number(entry, "no_data"),
        restore=_number(entry, "restore"),
    )


def _backend(entry: Json) -> BackendAccount:
    return BackendAccount(
        name=str(entry.get("name", "")),
        configured=entry.get("configured") is not False,
        released=_number(entry, "released"),
        delivered=_number(entry, "delivered"),
        pending=_number(entry, "pending"),
        expired=_number(entry, "expired"),
        dead=_number(entry, "dead"),
        withheld=_total(entry.get("withheld")),
        balanced=entry.get("balanced") is True,
    )


def _map(value: object) -> Json:
    return value if isinstance(value, dict) else {}


def _maps(value: object) -> Iterable[Json]:
    return (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()


def _number(entry: Json, key: str) -> int:
    value = entry.get(key)
    return int(value) if isinstance(value, int | float) else 0


def _decimal(entry: Json, key: str) -> Fraction | None:
    value = entry.get(key)
    return Fraction(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def _total(by_reason: object) -> int:
    return sum(value for value in _map(by_reason).values() if isinstance(value, int))
