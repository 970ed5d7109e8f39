"""Put an old copy of the gateway's state back, or run two gateways on copies of it: each draws for itself."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import Line, Span, changed, released
from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import Policy
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE
from support.ingest_bench import NOON_S, Core, enrolled

_NOISY = PeopleSettings(night_h=0, k=1)
_WITNESS = "street-2"
_MINUTES = (40,) * 45
_WINDOWS = 3
_Released = list[tuple[Span, float]]


def _second_file(folder: Path) -> Outcome:
    """The journal is put back from before the releases; the counter never heard of them and tells all again."""

    def defended(line: Line, copy: Path) -> None:
        second_file = line.core.path.with_name(ANCHOR_FILE)
        kept = second_file.read_bytes()
        line.core.restore(copy)
        second_file.write_bytes(kept)
        line.core.restart()

    return _put_back(folder, defended=defended)


def _device_that_remembers(folder: Path) -> Outcome:
    """The second file is put back too. Another counter at that gateway has an anchor of the lost history."""

    def defended(line: Line, copy: Path) -> None:
        witness = line.counters[_WITNESS]
        line.core.restore(copy)
        line.try_to_send(witness)
        assert line.core.ingest.is_shut
        line.try_to_send(line.ring)
        line.core.recover()

    return _put_back(folder, defended=defended)


def _spent_again(folder: Path) -> Outcome:
    """A day's budget is spent; the copy from before and a recovery make the gateway forget that it was."""
    got = {}
    for name, forgets in (("defended", nullcontext()), ("control", changed(Ledger, "_closed_windows", _none))):
        with Line(folder / name, policy=replace(_NOISY, epsilon_per_day=str(_WINDOWS))) as line, forgets:
            line.send()
            copy = line.core.copy()
            line.count(*_MINUTES)
            line.send()
            assert len(line.released()) == _WINDOWS
            line.core.restore(copy)
            line.core.recover()
            line.core.restart()
            line.count(*_MINUTES, *_MINUTES)
            line.send()
            assert len(line.drawn()) >= _WINDOWS
            got[name] = len(line.released())
    return Outcome(not got["defended"], got["control"] == _WINDOWS, f"{got['defended']} windows beyond the budget")


def _none(_ledger: Ledger, _day: int, *, policy: Policy) -> int:
    return 0 * policy.k


def _put_back(folder: Path, *, defended: Callable[[Line, Path], None]) -> Outcome:
    again = {}
    for name, put_back in (("defended", defended), ("control", lambda line, copy: line.core.restore(copy))):
        with _line(folder / name) as line:
            copy = line.core.copy()
            _release(line)
            first = line.released()
            put_back(line, copy)
            line.ring.wants_hello = True
            line.try_to_send(line.ring)
            again[name] = (first, line.released())
    return _outcome(**again)


def _two_gateways(folder: Path) -> Outcome:
    """Copies of one journal, one broker. A counter that heard nothing from the one gateway turns to the other."""
    again = {}
    for name in ("defended", "control"):
        with _line(folder / name) as line:
            copy = line.core.copy()
            _release(line)
            with _gateway_on(copy, folder / f"{name}-2", like=line.core) as other:
                if name == "defended":
                    other.take(*line.counters[_WITNESS].next_frames(window=1))  # meant for the first one
                line.ring.wants_hello = True
                line.try_to_send(line.ring, to=other)
                again[name] = (line.released(), released(other))
    return _outcome(**again)


def _outcome(*, defended: tuple[_Released, _Released], control: tuple[_Released, _Released]) -> Outcome:
    """(what came first, what came again) of each."""
    first, again = control
    both = [value for value in zip(first, again, strict=False) if value[0][0] == value[1][0]]
    return Outcome(
        defended=len(defended[0]) == _WINDOWS and not defended[1],
        control_succeeded=len(both) == _WINDOWS,
        detail=f"{len(defended[1])} of {len(defended[0])} windows released again, control {len(both)}",
    )


def _line(folder: Path) -> Line:
    """Two counters that know their gateway."""
    line = Line(folder, policy=_NOISY, others=[enrolled(_WITNESS, profile="people")])
    line.counter(_WITNESS, start_s=NOON_S)
    line.send()
    line.send(line.counters[_WITNESS])
    return line


def _release(line: Line) -> None:
    """Three windows of the counter, which does not hear of it; the other one hears the ledger's anchor."""
    line.count(*_MINUTES)
    line.send_unheard()
    witness = line.counters[_WITNESS]
    for _ in range(16):
        witness.sample((0, 0))
    line.send(witness)
    witness.sample((0, 0))


def _gateway_on(copy: Path, folder: Path, *, like: Core) -> Core:
    folder.mkdir()
    shutil.copy(copy, folder / "journal.db")
    other = Core(folder, *like.devices.values(), policy=like.policy)
    other.restart()  # a start of its own has an epoch of its own
    other.now_s = like.now_s
    return other


ATTACKS = (
    Attack("an old copy put back beside the ledger's second file", _second_file),
    Attack("an old copy put back, while a device remembers", _device_that_remembers),
    Attack("a day's budget spent again after a recovery", _spent_again),
    Attack("two gateways on copies of one journal", _two_gateways),
)
