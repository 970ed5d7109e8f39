"""Audit the gateway from outside: sealed frames of a counter go in, what the next commit would release is looked at.

The two inputs differ by what one person may contribute to a window: k - C crossings in each window, or k. The event,
fixed before anything is drawn: the window's `in` is shown, as k or more. If the release costs epsilon, it is at most
e^epsilon times as likely with the k crossings as without; of a sound release exactly so, so the bound comes near.
"""

import math
from dataclasses import dataclass, replace

from redteam.confidence import lower_share, upper_share
from stoep_gateway.anonymise.ledger import WINDOW
from stoep_gateway.anonymise.policy import LAPLACE, MICRO, declared
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest import Ingest
from stoep_gateway.journal.blob import expand
from stoep_gateway.journal.records import JournalState
from stoep_protocol.extras import Echo, Extras
from stoep_protocol.limits import PEOPLE_FRAME_ROWS
from support.ingest_bench import MASTER, enrolled
from support.wire_device import WireDevice

_SETTINGS = PeopleSettings()  # the default policy
_POLICY = declared(_SETTINGS)
NEIGHBOURS = (_POLICY.k - _POLICY.contribution, _POLICY.k)  # crossings in each window

_NAME = "telpunt-1"
_EPOCH = b"epoch--1"
_ECHO = Extras(None, None, Echo(_EPOCH, None, None))
_BEGIN_S = 2_000 * DAY_S
_MEMORY_BYTES = 1 << 30  # all windows wait for one commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How many of the windows had the event. spent: epsilon that the ledger books for each of them."""

    windows: int
    shown: int
    spent: float


def windows_with(crossings: int, *, days: int) -> Seen:
    """Days of a counter that sees so many people go in in every window, up to the commit."""
    device = replace(enrolled(_NAME, profile="people"), sample_s=_SETTINGS.window_s)
    ingest = Ingest(
        {_NAME: device},
        master=MASTER,
        epoch=_EPOCH,
        policy=_SETTINGS,
        state=JournalState(),
        memory_bytes=_MEMORY_BYTES,
    )
    wire = WireDevice(_NAME, master=MASTER, profile="people", sample_s=_SETTINGS.window_s)
    ingest.take(wire.hello(extras=_ECHO), now_s=_BEGIN_S, mono_s=0.0)
    # A row at each window's end holds all of it; of the night, too, which is one window.
    ends_s = [
        _BEGIN_S + day * DAY_S + second_s
        for day in range(days)
        for second_s in range(_SETTINGS.night_h * 3600, DAY_S + 1, _SETTINGS.window_s)
    ]
    for first in range(0, len(ends_s), PEOPLE_FRAME_ROWS):
        rows = [(end_s, (crossings, 0)) for end_s in ends_s[first : first + PEOPLE_FRAME_ROWS]]
        now_s = rows[-1][0]
        ingest.take(wire.rows(first + 1, rows, extras=_ECHO), now_s=now_s, mono_s=float(now_s - _BEGIN_S))
    batch = ingest.batch()
    assert batch is not None
    drawn = [row for row in batch.ledger if row.kind == WINDOW and row.mode == LAPLACE]
    assert len(drawn) == len(ends_s) == days * _POLICY.windows_per_day
    released = (observation for _, blob in batch.entries for observation in expand(blob, position=1))
    shown = sum(observation.quantity == "in" and observation.value >= _POLICY.k for observation in released)
    return Seen(windows=len(drawn), shown=shown, spent=max(row.spent for row in drawn) / MICRO)


def lower_bound(without: Seen, *, with_one_more: Seen, error: float) -> float:
    """The epsilon that the release costs is not below this, but with a probability of at most `error`."""
    more = lower_share(with_one_more.shown, of=with_one_more.windows, error=error / 2)
    less = upper_share(without.shown, of=without.windows, error=error / 2)
    return math.log(more / less) if more > 0 else -math.inf
