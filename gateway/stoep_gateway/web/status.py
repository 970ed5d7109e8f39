"""What the gateway writes about itself beside the archive, parsed once.

The text is one JSON object. Unknown members are ignored and missing ones are "not told yet": the pages must survive a
gateway of another version beside them.

    {"written_s": Unix seconds,
     "disk": "ok", "tight" or "full",
     "policy": {the members of a policy, "cell_size_m", "retention_days"},
     "changes": [{"from_s": Unix seconds or null: from the beginning, the members of a policy}], oldest first,
     "ledger": {"index", "hash", "rows", "shut", "verified": {"at_s", "rows", "findings", "anchor"} or null},
     "devices": [{"name", "profile", "columns": of a maker's own profile as its file says them, else empty, "send_s",
                  "seen_s", "cell": {"x_m", "y_m", "size_m"} or null,
                  "windows": {"closed_until_s": Unix seconds, "closed", "released", "suppressed", "budget",
                              "no_data", "restore", "spent": decimal text}}],
     "gardens": {name: [names of its devices]}, "withdrawn": [names of devices],
     "cells": {"used", "with_one_garden"},
     "accounts": as `stoep accounts --json` prints them}

The members of a policy: "k", "window_s", "night_h", "epsilon": decimal text, empty without noise, "contribution",
"cap": decimal text, "rounding". A window in the accounts is one window of one quantity.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from stoep_gateway.archive.counting import read_closed, read_pending, read_policies
from stoep_gateway.archive.gardens import Gardens, read_gardens
from stoep_gateway.archive.told import Json, decimal, members, number, tables
from stoep_gateway.records import Cell
from stoep_gateway.web.ports import (
    BackendAccount,
    Closed,
    CountingPlace,
    Device,
    Ledger,
    RowAccount,
    Status,
    Verified,
    WindowAccount,
)
from stoep_protocol.own_profile import from_json
from stoep_protocol.profiles import Column

_HASH_DIGITS = 64


@dataclass(frozen=True, kw_only=True)
class Told:
    """The status, the devices that the gateway knows, and which windows of their places are closed.

    archive_pending: observations that were on their way to the archive; None when nobody told. gardens: None likewise.
    entries: of the devices, by name. They become devices when somebody asks: of a thousand most pages show few.
    """

    status: Status
    entries: Mapping[str, Json]
    closed: Mapping[str, Closed]
    archive_pending: int | None
    gardens: Gardens | None

    @cached_property
    def devices(self) -> tuple[Device, ...]:
        """All of them, in the order of the status."""
        return tuple(map(_device, self.entries.values()))

    def device(self, name: str) -> Device | None:
        """One of them."""
        return _device(self.entries[name]) if name in self.entries else None


def parse(text: str) -> Told | None:
    """None for a text that does not say when it was written."""
    try:
        top = members(json.loads(text))
    except ValueError:
        return None
    written_s = number(top, "written_s")
    if not written_s:
        return None
    policy = members(top.get("policy"))
    policies = read_policies(top)
    accounts = members(top.get("accounts"))
    entries = [entry for entry in tables(top.get("devices")) if isinstance(entry.get("name"), str)]
    backends = tuple(_backend(entry) for entry in tables(accounts.get("backends")))
    return Told(
        status=Status(
            written_s=written_s,
            policies=policies,
            cell_size_m=number(policy, "cell_size_m") or None,
            cells=number(members(top.get("cells")), "used"),
            cells_with_one_garden=number(members(top.get("cells")), "with_one_garden"),
            retention_days=number(policy, "retention_days") if "retention_days" in policy else None,
            ledger=_ledger(members(top.get("ledger"))),
            places=tuple(place for entry in entries if (place := _place(entry))),
            rows=_rows(tuple(tables(accounts.get("lives")))),
            windows=_windows(members(accounts.get("windows"))),
            backends=backends,
            balanced=accounts["balanced"] is True if "balanced" in accounts else None,
            is_disk_full=top.get("disk") == "full",
        ),
        entries={str(entry["name"]): entry for entry in entries},
        archive_pending=read_pending(top),
        gardens=read_gardens(top),
        closed=read_closed(entries, policies=policies),
    )


def is_disk_full(beginning: str) -> bool:
    """beginning: of a status, which need not be whole."""
    return '"disk": "full"' in beginning


def _ledger(entry: Json) -> Ledger | None:
    if not entry:
        return None
    verified = members(entry.get("verified"))
    anchor = verified.get("anchor")
    return Ledger(
        index=number(entry, "index"),
        hash=str(entry.get("hash", ""))[:_HASH_DIGITS],
        rows=number(entry, "rows") if entry.get("rows") is not None else None,
        is_shut=entry.get("shut") is True,
        verified=Verified(
            at_s=number(verified, "at_s"),
            rows=number(verified, "rows"),
            findings=number(verified, "findings"),
            anchor=anchor if isinstance(anchor, bool) else None,
        )
        if verified
        else None,
    )


def _place(entry: Json) -> CountingPlace | None:
    if not entry.get("windows"):  # most devices count nobody
        return None
    windows = _windows(members(entry.get("windows")))
    if windows is None:
        return None
    return CountingPlace(
        name=str(entry["name"]), windows=windows, spent=decimal(members(entry.get("windows")), "spent")
    )


def _device(entry: Json) -> Device:
    cell = members(entry.get("cell"))
    return Device(
        name=str(entry["name"]),
        profile=str(entry.get("profile", "")),
        columns=_own_columns(entry),
        send_s=number(entry, "send_s"),
        seen_s=number(entry, "seen_s") or None,
        cell=Cell(x_m=number(cell, "x_m"), y_m=number(cell, "y_m"), size_m=number(cell, "size_m")) if cell else None,
    )


def _own_columns(entry: Json) -> tuple[Column, ...]:
    if not entry.get("columns"):
        return ()
    try:
        return from_json({"name": entry.get("profile"), "columns": entry.get("columns")}).columns
    except ValueError:
        return ()  # a built-in one, or of a gateway of another version


def _rows(lives: tuple[Json, ...]) -> RowAccount | None:
    if not lives:
        return None
    return RowAccount(
        kept=_sum(lives, "kept"),
        rejected=sum(_total(life["rejected"]) for life in lives if life.get("rejected")),
        dropped=_sum(lives, "dropped"),
        absent=_sum(lives, "absent"),
        restore=_sum(lives, "restore"),
        balanced=all(life.get("balanced") is True for life in lives),
    )


def _windows(entry: Json) -> WindowAccount | None:
    if not entry:
        return None
    return WindowAccount(
        closed=number(entry, "closed"),
        released=number(entry, "released"),
        suppressed=number(entry, "suppressed"),
        budget=number(entry, "budget"),
        no_data=number(entry, "no_data"),
        restore=number(entry, "restore"),
    )


def _backend(entry: Json) -> BackendAccount:
    return BackendAccount(
        name=str(entry.get("name", "")),
        configured=entry.get("configured") is not False,
        released=number(entry, "released"),
        delivered=number(entry, "delivered"),
        pending=number(entry, "pending"),
        expired=number(entry, "expired"),
        dead=number(entry, "dead"),
        withheld=_total(entry.get("withheld")),
        balanced=entry.get("balanced") is True,
    )


def _sum(lives: Sequence[Json], key: str) -> int:
    """As of `number`, which takes its time over a thousand devices."""
    values = [life.get(key) for life in lives]
    whole = [value for value in values if type(value) is int]
    return sum(whole) if len(whole) == len(values) else sum(number(life, key) for life in lives)


def _total(by_reason: object) -> int:
    return sum(value for value in members(by_reason).values() if isinstance(value, int))
