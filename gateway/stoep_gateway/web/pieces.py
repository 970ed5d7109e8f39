"""One device's piece of a page: worked out anew when the device has news, the rules are others, or time has passed."""

from collections.abc import Callable
from typing import TypeVar

from stoep_gateway.web.fragments import Piece
from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Device
from stoep_gateway.web.tiles import is_silent

T = TypeVar("T")
AGES_S = 60  # ages are said in minutes
_SHOWN_S = 3 * 86400  # two days, and the one in which they begin


def piece(visit: Visit, device: Device, make: Callable[[], T], *, step_s: int, page: str) -> Piece[T]:
    """step_s: after which it looks different without any news; page: whose template shows it."""
    now_s = visit.speaker.now_s
    silence_s = device.seen_s if is_silent(device, now_s=now_s) else None
    policies = visit.status.policies if visit.status else ()
    key = (
        *(page, device.name, device.profile, device.cell, device.columns, device.send_s, silence_s),
        *(visit.speaker.language, now_s // step_s, policies),
        *visit.archive.mark(device.name, start_s=now_s - _SHOWN_S),
    )
    return Piece(device.name, key, make)
