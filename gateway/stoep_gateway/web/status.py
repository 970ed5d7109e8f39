"""What the gateway writes about itself beside the archive, parsed once.

The text is one JSON object. Unknown members are ignored and missing ones are "not told yet": the pages must survive a
gateway of another version beside them.

    {"written_s": Unix seconds,
     "policy": {"k", "window_s", "cell_size_m"},
     "devices": [{"name", "profile", "columns": of a maker's own profile as its file says them, else empty, "send_s",
                  "seen_s", "cell": {"x_m", "y_m", "size_m"} or null,
                  "windows": {"closed_until_s": Unix seconds, "closed", "budget", "no_data", "restore"}}],
     "disk": "ok", "tight" or "full",
     "accounts": as `stoep accounts --json` prints them}

A window in the accounts is one window of one quantity.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stoep_gateway.records import Cell
from stoep_gateway.web.ports import BackendAccount, Closed, Device, Policy, RowAccount, Status, WindowAccount
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import BUILT_IN, Column

Json = Mapping[str, object]
_COLUMNS = {profile.name: len(profile.columns) for profile in BUILT_IN.values()}
_ARCHIVE = "archive"  # the back-end that is always there
_OTHER_REASONS = ("budget", "no_data", "restore")


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
    policy = _policy(_map(_map(top).get("policy")))
    accounts = _map(_map(top).get("accounts"))
    entries = [entry for entry in _maps(_map(top).get("devices")) if isinstance(entry.get("name"), str)]
    backends = tuple(_backend(entry) for entry in _maps(accounts.get("backends")))
    return Told(
        status=Status(
            written_s=written_s,
            policy=policy,
            rows=_rows(tuple(_maps(accounts.get("lives")))),
            windows=_windows(_map(accounts.get("windows"))),
            backends=backends,
            balanced=accounts["balanced"] is True if "balanced" in accounts else None,
            is_disk_full=_map(top).get("disk") == "full",
        ),
        devices=tuple(_device(entry) for entry in entries),
        archive_pending=next((backend.pending for backend in backends if backend.name == _ARCHIVE), None),
        closed={str(entry["name"]): closed for entry in entries if (closed := _closed(entry, policy))},
    )


def _policy(entry: Json) -> Policy | None:
    policy = Policy(
        k=_number(entry, "k"), window_s=_number(entry, "window_s"), cell_size_m=_number(entry, "cell_size_m")
    )
    return policy if policy.window_s > 0 else None


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


def _closed(entry: Json, policy: Policy | None) -> Closed | None:
    """The closed windows follow each other without a hole, so their number and their end tell where they began."""
    windows = _map(entry.get("windows"))
    until_s = _number(windows, "closed_until_s")
    columns = _COLUMNS.get(str(entry.get("profile")))
    if not until_s or not columns or not policy:
        return None
    return Closed(
        from_s=until_s - _number(windows, "closed") // columns * policy.window_s,
        until_s=until_s,
        window_s=policy.window_s,
        all_below=not any(_number(windows, reason) for reason in _OTHER_REASONS),
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
        no_data=_number(entry, "no_data"),
        other=_number(entry, "budget") + _number(entry, "restore"),
        balanced=entry.get("balanced") is True,
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


def _total(by_reason: object) -> int:
    return sum(value for value in _map(by_reason).values() if isinstance(value, int))
