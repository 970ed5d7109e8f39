"""Names that one back-end gets for one period: without the period's key nobody leads them back to a device. Pure.

They do not make a device unlinkable: its cell and its values go on where they were (docs/decisions/pseudonyms.md).
"""

import hmac
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from stoep_gateway.records import Observation

KEY_BYTES = 32
PERIODS = ("month", "year")
_CHARACTERS = 16  # of base32: 80 bits, so that a million names meet by chance once in 10^12


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonyms:
    """every: one of PERIODS. purpose: the back-end's name, so that two back-ends have nothing in common."""

    every: str
    purpose: str

    def period_of(self, time_s: int) -> str:
        """ "2026-06" or "2026", by the time of observation (Unix seconds, UTC): a repeat comes under the same name."""
        return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m" if self.every == "month" else "%Y")

    def name_of(self, device: str, *, key: bytes) -> str:
        """What the device is called in the period of that key."""
        return _name(key, self.purpose, device)

    def rename(self, observation: Observation, *, key: bytes) -> Observation:
        """The same value under other names. Life and row number, by which a device could be followed, go as well.

        What took their place is one of a kind for each row, so the identity is.
        """
        name = self.name_of(observation.device, key=key)
        if observation.window_s:
            return replace(observation, device=name, life="", row=0)
        row = _name(key, self.purpose, observation.device, observation.life, str(observation.row))
        return replace(observation, device=name, life=row, row=0)


def end_of(period: str) -> int:
    """The first moment after it, Unix seconds. ValueError: no period is called so."""
    year, _, month = period.partition("-")
    if not month:
        return int(datetime(int(year) + 1, 1, 1, tzinfo=UTC).timestamp())
    following = int(year) * 12 + int(month)  # months since year 0, of the one after it
    if not 1 <= int(month) <= 12:
        raise ValueError(period)
    return int(datetime(following // 12, following % 12 + 1, 1, tzinfo=UTC).timestamp())


def _name(key: bytes, *parts: str) -> str:
    digest = hmac.digest(key, "\0".join(parts).encode(), "sha256")  # no part holds a zero character
    return b32encode(digest).decode()[:_CHARACTERS].lower()
