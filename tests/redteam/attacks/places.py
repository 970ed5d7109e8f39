"""Find out where somebody lives: by what an enrolment leaves behind, and by asking for a place again and again."""

import math
import random
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

from redteam.attack import Attack, Outcome
from redteam.canary import hits, written_files
from stoep_gateway.commands import device_wish
from stoep_gateway.rd_new import rd_to_wgs84
from stoep_gateway.records import Cell
from stoep_gateway.registry.cells import centre
from support.gateway import Gateway

_HOME = (81_037, 455_411)  # RD New metres, nowhere near the centre of its cell
_ELSEWHERE = (81_463, 455_089)  # the control set: another house of the same cell, which nobody told
_ASKED = 1_000
_CELL_M = 500
_JITTER_M = 250  # of the control: half a cell, drawn anew for each answer
_CLOSE_M = 25  # a house and its garden

Point = tuple[float, float]


def exact_home(folder: Path) -> Outcome:
    """Enrol and invite with an exact point, then search all that is written and said. In the control it is kept."""
    left = _left_behind(folder / "as-it-is")
    setattr(device_wish, "parse_cell", _as_told)  # noqa: B010 - this process ends with the attack
    control = _left_behind(folder / "control")
    assert not any(_stands_in(data, _ELSEWHERE) for data in (*left.values(), *control.values())), "found by chance"
    found = [name for name, data in left.items() if _stands_in(data, _HOME)]
    found_without = [name for name, data in control.items() if _stands_in(data, _HOME)]
    return Outcome(not found, bool(found_without), ", ".join(found))


def _left_behind(folder: Path) -> dict[str, bytes]:
    """By name: every file and what the commands said."""
    gateway = Gateway(folder, settings={"gateway": {"log_level": "debug"}, "broker": {"public_host": "localhost"}})
    said = ""
    for words in (("enroll", "tuin-1", "--bundle", folder / "bundle.json"), ("invite", "tuin-2")):
        said += gateway.try_stoep("device", *words, "--profile", "soil", "--cell", "{},{}".format(*_HOME))
    street = folder.with_suffix(".txt")  # whoever enrols many has written this file himself
    street.write_text("tuin-3 --profile soil --cell {},{}\n".format(*_HOME))
    said += gateway.try_stoep("device", "enroll", "--from", street, "--into", folder / "bundles")
    said += gateway.try_stoep("device", "list", "--json")
    files = {str(path.relative_to(folder)): path.read_bytes() for path in written_files(folder, pids=())}
    return {"what was said": said.encode(), **files}


def _as_told(text: str, *, size_m: int) -> Cell:
    x_m, y_m = map(int, text.split(","))
    return Cell(x_m=x_m, y_m=y_m, size_m=size_m)


def _stands_in(data: bytes, home: tuple[int, int]) -> bool:
    """Both numbers in metres, or both degrees to ten metres."""
    degrees = [f"{degree:.4f}".encode() for degree in rd_to_wgs84(*home)]
    return set(home) <= hits(data, values=home) or all(degree in data for degree in degrees)


def snapped_place(_folder: Path) -> Outcome:
    """A thousand answers to where the device hangs: a snapped place is always the same, a jittered one averages out."""
    chance = random.Random(6)

    def snapped() -> Point:
        return centre(*_HOME, size_m=_CELL_M)

    def jittered() -> Point:
        return _HOME[0] + chance.uniform(-_JITTER_M, _JITTER_M), _HOME[1] + chance.uniform(-_JITTER_M, _JITTER_M)

    error_m, control_m = _error_m(snapped), _error_m(jittered)
    return Outcome(error_m > _CLOSE_M, control_m < _CLOSE_M, f"{error_m:.0f} m off; jittered {control_m:.0f} m")


def _error_m(answer: Callable[[], Point]) -> float:
    """How far the mean of all answers is from the home."""
    answers = [answer() for _ in range(_ASKED)]
    return math.hypot(*(fmean(each[axis] for each in answers) - _HOME[axis] for axis in (0, 1)))


ATTACKS = (Attack("an enrolment with an exact home", exact_home), Attack("a snapped place averaged", snapped_place))
