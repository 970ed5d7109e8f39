"""What the gateway tells about itself beside the archive, for pages: no key, no raw count, no place finer than a cell.

{"written_s": Unix seconds,
 "policy": {"k", "window_s", "cell_size_m", "retention_days": of the archive, 0: for ever},
 "devices": [{"name", "profile", "columns": of a maker's own profile, as its file says them, else empty,
              "cell": {"x_m", "y_m", "size_m"} | null, "send_s",
              "seen_s" | null, "firmware", "battery_mv" | null, "waiting" | null, "taken", "settled", "clone",
              "windows": null | {"closed_until_s", "closed", "released", "suppressed", "budget", "no_data",
                                 "restore"}}],
 "disk": "ok" | "tight" | "full": commits wait for room,
 "accounts": as `stoep accounts --json`, or null before the first commit}
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from stoep_gateway.accounts import Accounts, as_json
from stoep_gateway.config.settings import Settings
from stoep_gateway.ingest.status import DeviceStatus
from stoep_gateway.journal.records import PlaceRow
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_protocol.description import to_json


def status_json(
    settings: Settings,
    *,
    devices: Iterable[DeviceStatus],
    places: Mapping[str, PlaceRow],
    accounts: Accounts | None,
    disk: str,
    written_s: int,
) -> str:
    """The text for `archive.status`."""
    return json.dumps(
        {
            "written_s": written_s,
            "policy": {
                "k": settings.people.k,
                "window_s": settings.people.window_s,
                "cell_size_m": settings.place.cell_size_m,
                "retention_days": settings.archive.keep_days,
            },
            "devices": [_device(device, place=places.get(device.place)) for device in devices],
            "disk": disk,
            "accounts": as_json(accounts) if accounts else None,
        }
    )


def _device(status: DeviceStatus, *, place: PlaceRow | None) -> dict[str, object]:
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
        "windows": _windows(place) if place and place.closed_until_s else None,
    }


def _windows(place: PlaceRow) -> dict[str, int]:
    return {
        "closed_until_s": place.closed_until_s + WIRE_EPOCH_S,
        "closed": place.closed,
        "released": place.released,
        "suppressed": place.suppressed,
        "budget": place.budget,
        "no_data": place.no_data,
        "restore": place.restore,
    }
