"""What the gateway tells about itself beside the archive, for pages: no key, no raw count, no place finer than a cell.

{"written_s": Unix seconds,
 "disk": "ok" | "tight" | "full": commits wait for room; at the beginning, where pages look each time,
 "policy": {the members of a policy, as it holds now, "cell_size_m", "retention_days": of the archive, 0: for ever},
 "changes": [{"from_s": Unix seconds | null: from the beginning, the members of a policy}], in the order of time: those
            that held, the one that holds, the next one,
 "ledger": null | {"index", "hash": of the newest row, "rows" | null, "shut": no more counts are released,
                   "verified": null | {"at_s", "rows", "findings": how many, "anchor": true | false | null: no file}},
 "devices": [{"name", "profile", "columns": of a maker's own profile, as its file says them, else empty,
              "cell": {"x_m", "y_m", "size_m"} | null, "send_s",
              "seen_s" | null, "firmware", "battery_mv" | null, "waiting" | null, "taken", "settled", "clone",
              "windows": null | {"closed_until_s", "closed", "released", "suppressed", "budget", "no_data",
                                 "restore", "spent": of epsilon, today (UTC)}}],
 "gardens": {name: [names of its devices]}, "withdrawn": [names of devices that their resident took back],
 "cells": {"used", "with_one_garden"}: of the devices' places,
 "accounts": as `stoep accounts --json`, or null before the first commit}

The members of a policy: "k", "window_s", "night_h", "epsilon": decimal text, "" without noise, "contribution",
"cap": decimal text, "rounding".
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction

from stoep_gateway.accounts import Accounts, as_json
from stoep_gateway.anonymise.policy import MICRO, Policy, Schedule, decimal, declared
from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.config.settings import Settings
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest.status import DeviceStatus
from stoep_gateway.journal.records import PlaceRow
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.cells import gardens_in_cells
from stoep_gateway.supervise.books import BooksTold
from stoep_protocol.description import to_json

_MAX_CHANGES = 50  # the newest: somebody may change the policy each day
_HASH_DIGITS = 16  # enough to compare by eye; the ledger has all of it


def status_json(
    settings: Settings,
    *,
    devices: Iterable[DeviceStatus],
    places: Mapping[str, PlaceRow],
    accounts: Accounts | None,
    books: BooksTold | None,
    is_ledger_shut: bool,
    disk: str,
    gardens: Gardens,
    written_s: int,
) -> str:
    """The text for `archive.status`."""
    devices = tuple(devices)
    used, with_one_garden = gardens_in_cells((device.place, device.cell) for device in devices)
    now_s = written_s - WIRE_EPOCH_S
    changes = books.changes if books else ()
    policy = Schedule(changes).at(now_s) if changes else declared(settings.people)
    spent = books.spent if books else {}
    return json.dumps(
        {
            "written_s": written_s,
            "disk": disk,
            "policy": {
                **_policy(policy),
                "cell_size_m": settings.place.cell_size_m,
                "retention_days": settings.archive.keep_days,
            },
            "changes": [
                {"from_s": from_s + WIRE_EPOCH_S if from_s else None, **_policy(each)}
                for from_s, each in changes[-_MAX_CHANGES:]
            ],
            "ledger": _ledger(books, is_shut=is_ledger_shut) if books else None,
            "devices": [
                _device(
                    device,
                    place=places.get(device.place),
                    spent=Fraction(spent.get((device.place, now_s // DAY_S), 0), MICRO),
                )
                for device in devices
            ],
            "gardens": gardens.devices,
            "withdrawn": sorted(gardens.withdrawn),
            "cells": {"used": used, "with_one_garden": with_one_garden},
            "accounts": as_json(accounts) if accounts else None,
        }
    )


def _policy(policy: Policy) -> dict[str, object]:
    return {
        "k": policy.k,
        "window_s": policy.window_s,
        "night_h": policy.night_h,
        "epsilon": "" if policy.epsilon is None else decimal(policy.epsilon),
        "contribution": policy.contribution,
        "cap": decimal(policy.cap),
        "rounding": policy.rounding,
    }


def _ledger(books: BooksTold, *, is_shut: bool) -> dict[str, object]:
    verified = books.verified and {
        "at_s": books.verified.at_s,
        "rows": books.verified.rows,
        "findings": len(books.verified.findings),
        "anchor": books.verified.anchor,
    }
    return {
        "index": books.index,
        "hash": books.hash.hex()[:_HASH_DIGITS],
        "rows": books.rows,
        "shut": is_shut,
        "verified": verified,
    }


def _device(status: DeviceStatus, *, place: PlaceRow | None, spent: Fraction) -> dict[str, object]:
    return {
        "name": status.device,
        "profile": status.profile.name,
        "columns": [] if isinstance(status.profile.id, int) else to_json(status.profile)["columns"],
        "cell": asdict(status.cell) if status.cell else None,
        "send_s": status.send_s,
        "seen_s": status.seen_s,
        "firmware": status.firmware,
        "battery_mv": status.battery_mv,
        "waiting": status.waiting,
        "taken": status.taken,
        "settled": status.settled,
        "clone": status.clone,
        "windows": _windows(place, spent=spent) if place and place.closed_until_s else None,
    }


def _windows(place: PlaceRow, *, spent: Fraction) -> dict[str, int | str]:
    return {
        "closed_until_s": place.closed_until_s + WIRE_EPOCH_S,
        "closed": place.closed,
        "released": place.released,
        "suppressed": place.suppressed,
        "budget": place.budget,
        "no_data": place.no_data,
        "restore": place.restore,
        "spent": decimal(spent),
    }
