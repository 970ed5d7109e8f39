"""Send again what was sent, or send it late, for a second release of the same window."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import QUARTER_S, SHOWN, Line, changed, forgetful, overlaps
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import engine
from stoep_gateway.ingest.order import Place

_NOISY = PeopleSettings(night_h=0, k=1)
_MINUTES = (40,) * 60


def _old_frames(folder: Path) -> Outcome:
    """Everything that was on the air comes again, three times, also backwards, and once more after a restart."""
    defended, control = (_frames_again(folder / name, defended=name == "defended") for name in ("defended", "control"))
    return Outcome(not defended, control > 0, f"{defended} draws over another, control {control}")


def _frames_again(folder: Path, *, defended: bool) -> int:
    with ExitStack() as stack:
        line = stack.enter_context(Line(folder, policy=_NOISY))
        line.count(*_MINUTES)
        line.send()
        assert len(line.drawn()) == 4
        if not defended:
            stack.enter_context(forgetful(line))
            stack.enter_context(changed(engine, "place", lambda *, last, **_frame: Place(True, last, 0)))
        for again in (line.said, line.said[::-1], line.said):
            line.core.take(*again)
            line.core.commit()
        line.restart()
        line.core.take(*line.said)
        line.core.commit()
        assert not line.core.ingest.is_shut
        return overlaps(line.drawn())


def _old_frames_for_a_copy(folder: Path) -> Outcome:
    """The gateway is put back from a copy of before; nobody tells it what it lost. Old frames are sealed, but old."""
    defended, control = (_copy_fed(folder / name, defended=name == "defended") for name in ("defended", "control"))
    return Outcome(not defended, control == 4, f"{defended} windows drawn again, control {control}")


def _copy_fed(folder: Path, *, defended: bool) -> int:
    with ExitStack() as stack:
        line = stack.enter_context(Line(folder, policy=_NOISY))
        line.send()
        copy = line.core.copy()
        line.count(*_MINUTES)
        line.send_unheard()  # what was said later gives the ledger's anchor back, and shuts the books
        first = dict(line.released())
        assert len(first) == 4
        line.core.restore(copy)
        if not defended:
            stack.enter_context(changed(engine.Ingest, "_may_count", _whatever_it_echoes))
        line.core.take(*line.said)
        line.core.commit()
        return sum(span in first for span in line.drawn())


def _whatever_it_echoes(ingest: engine.Ingest, _rows: object, *, now_s: int | None) -> bool:
    return now_s is not None and not ingest.is_shut


def _late(folder: Path) -> Outcome:
    """A counter is silent for as long as its ring reaches, so its window closes; then the rest of it comes."""
    defended, control = (_late_rows(folder / name, defended=name == "defended") for name in ("defended", "control"))
    return Outcome(defended == [sum(_EARLY)], control == [sum(_EARLY), sum(_LATE)], f"{len(defended)} release")


_EARLY, _LATE = tuple(range(100, 110)), tuple(range(1, 6))


def _late_rows(folder: Path, *, defended: bool) -> list[float]:
    """All values of one window."""
    with ExitStack() as stack:
        line = stack.enter_context(Line(folder, policy=replace(SHOWN, ring_s=3600)))
        start_s = line.now_s
        line.count(*_EARLY)
        line.send()
        line.core.mono_s += 3601.0
        line.core.ingest.tick(now_s=line.now_s, mono_s=line.core.mono_s)
        line.core.commit()
        if not defended:
            stack.enter_context(forgetful(line))
        line.count(*_LATE)
        line.send()
        if defended:
            assert line.core.accounts().lives[0].rejected == {"order": len(_LATE)}
        return [value for span, value in line.released() if span == (start_s, start_s + QUARTER_S)]


ATTACKS = (
    Attack("old frames for a second release", _old_frames),
    Attack("old frames for a gateway put back from a copy", _old_frames_for_a_copy),
    Attack("late rows for a correction", _late),
)
