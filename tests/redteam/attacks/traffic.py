"""Watch the air and the clock instead of the contents: lengths, numbers and moments must not tell how many came by."""

from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import NAME, QUARTER_S, changed
from stoep_firmware.sealer import Sealer
from stoep_gateway.anonymise.windows import Windows
from stoep_gateway.config.settings import PeopleSettings
from stoep_protocol import messages
from stoep_protocol.limits import PEOPLE_FRAME_ROWS
from support.ingest_bench import MASTER, NOON_S, Core, enrolled
from support.link_bench import LinkBench
from support.wire_device import WireDevice

# How many rows wait at each conversation of a counter: most often one, after an outage many.
_WAITING = (1, 1, 1, 5, 1, 2, 37, 1, 1)
_EMPTY, _SOME, _FULL = (0, 0), (1, 0), (60_000, 60_000)
_STREETS = {"empty": (_EMPTY,), "a passer-by": (_EMPTY, _SOME), "full": (_FULL,), "by fits": (_FULL, _EMPTY)}


def _lengths(folder: Path) -> Outcome:
    """The firmware's own messages of streets from empty to full: how many there are, and how long each is."""
    defended = {name: _messages(folder / name, street) for name, street in _STREETS.items()}
    seal = Sealer.seal
    unpadded = changed(Sealer, "seal", lambda sealer, plaintext, *, size_bytes: seal(sealer, plaintext, size_bytes=0))
    with unpadded, changed(messages, "_check_padding", lambda *_frame, padded_bytes: None):
        control = {name: _messages(folder / "control" / name, street) for name, street in _STREETS.items()}
    return _outcome(defended, control)


def _messages(folder: Path, street: Sequence[tuple[int, int]]) -> list[list[int]]:
    folder.mkdir(parents=True)
    bench = LinkBench(folder, profile="people")
    said = []
    for waiting in _WAITING:
        for _ in range(waiting):
            row = bench.outbox.next_row
            values = array("i", street[row % len(street)])
            bench.outbox.append(values, time_s=NOON_S + 60 * row, boot=bench.rtc.boot, is_dated=True)
        said.append([len(message) for message in bench.talk()])
    return said


def _moments(folder: Path) -> Outcome:
    """Which frame closes a window, when a commit is asked for, and how long each answer is."""
    defended = {name: _answers(folder / name, street) for name, street in _STREETS.items()}
    with changed(Windows, "pass_end", _when_enough):
        control = {name: _answers(folder / "control" / name, street) for name, street in _STREETS.items()}
    return _outcome(defended, control)


def _answers(folder: Path, street: Sequence[tuple[int, int]]) -> list[tuple[object, ...]]:
    """After each frame of an hour."""
    folder.mkdir(parents=True)
    told: list[tuple[object, ...]] = []
    with Core(folder, enrolled(NAME, profile="people"), policy=PeopleSettings(night_h=0)) as core:
        device = WireDevice(NAME, master=MASTER, profile="people", sample_s=60)
        core.take(device.hello(extras=core.echo))
        for first in range(1, 61, PEOPLE_FRAME_ROWS):
            core.now_s = NOON_S + 60 * (first + PEOPLE_FRAME_ROWS)
            rows = [(NOON_S + 60 * row, street[row % len(street)]) for row in range(first, first + PEOPLE_FRAME_ROWS)]
            core.take(device.rows(first, rows, lag=first - 1, extras=core.echo))
            wants_commit, before = core.ingest.wants_commit, len(core.books())
            core.commit()
            lengths = [len(outgoing.payload) for outgoing in core.replies()]
            told.append((wants_commit, len(core.books()) - before, lengths))
    assert sum(bool(windows) for _, windows, _ in told) >= 3
    return told


def _when_enough(windows: Windows, end_s: int, *, quantities: int) -> object:
    """Release as soon as enough people came by."""
    sums = [value or 0 for value in windows._sums.values()]
    until_s = windows._grid(end_s)
    if max(sums, default=0) >= 10:
        until_s = windows._grid(end_s - 1) + QUARTER_S
    return windows._close_until(until_s, quantities=quantities)


def _outcome(defended: Mapping[str, Sequence[object]], control: Mapping[str, Sequence[object]]) -> Outcome:
    kinds = [len({repr(seen) for seen in streets.values()}) for streets in (defended, control)]
    return Outcome(
        defended=kinds[0] == 1,
        control_succeeded=kinds[1] > 1,
        detail=f"{kinds[0]} kind of traffic for {len(_STREETS)} streets, control {kinds[1]}",
    )


ATTACKS = (
    Attack("number and length of frames", _lengths),
    Attack("the moment of a release", _moments),
)
