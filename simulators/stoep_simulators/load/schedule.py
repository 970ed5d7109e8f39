"""When each device takes and sends: at its own moment of the interval, drawn from a seed, whatever is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """at_s: since the beginning. device: by index. frame: 0 for its first."""

    at_s: float
    device: int
    frame: int


def schedule(devices: int, *, every_s: float, frames: int, seed: int) -> Iterator[Moment]:
    """All moments in order: `frames` of each device, every_s apart, the first of them within the first interval.

    A fleet of 200 has the moments of a fleet of 50 among its own.
    """
    random = Random(f"{seed}/moments")
    firsts = sorted((every_s * random.random(), device) for device in range(devices))
    for frame in range(frames):
        for first_s, device in firsts:
            yield Moment(at_s=first_s + frame * every_s, device=device, frame=frame)
