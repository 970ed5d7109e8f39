"""What happens when, decided by a seed before anything starts. Pure."""

import random
from collections.abc import Collection
from dataclasses import dataclass, replace

from chaos.preload.kill_points import POINTS

# How often each is chosen; `power` is all of them at once.
KILLS = ("gateway", "gateway", "gateway", "broker", "broker", "supervisor", "power", "city", "web")
FREEZES = ("gateway", "broker", "supervisor", "city")
SERVICE = ("stall", "away", "break off", "drop", "429", "500", "503", "207", "201", "lie")
_DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """at_s: from the beginning of the phase; for_s: until it is undone, 0 if that cannot be. passes: of a point."""

    at_s: float
    kind: str
    target: str
    for_s: float = 0.0
    passes: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """lasts_s: how long faults fall; then all must settle. in_turn: each fault waits until the one before has struck.

    allowed: reasons for which rows of counts may be lost.
    """

    name: str
    lasts_s: float
    faults: tuple[Fault, ...]
    storminess: float = 0.0
    in_turn: bool = False
    allowed: frozenset[str] = frozenset()


def points(source: random.Random, *, missing: Collection[str] = ()) -> Phase:
    """The gateway dies once at every point that has a name, in any order. missing: back-ends that it does not have."""
    names = [name for name in POINTS if name.rpartition("-")[2] not in missing]
    source.shuffle(names)
    faults = [Fault(at_s=0.0, kind="point", target=name, passes=source.choice((1, 1, 2, 3))) for name in names]
    return Phase(name="points", lasts_s=0.0, faults=tuple(faults), in_turn=True)


def without(missing: Collection[str], phase: Phase) -> Phase:
    """What is not there cannot be struck."""
    return replace(phase, faults=tuple(fault for fault in phase.faults if fault.target not in missing))


def processes(source: random.Random, *, lasts_s: float = 9.0) -> Phase:
    """Everybody is killed or stands still, at any moment."""
    kills = [
        Fault(at_s=source.uniform(0, lasts_s), kind="kill", target=target)
        for target in ("gateway", "broker", *source.choices(KILLS, k=6))
    ]
    freezes = [
        Fault(
            at_s=source.uniform(0, lasts_s), kind="freeze", target=source.choice(FREEZES), for_s=source.uniform(0.2, 2)
        )
        for _ in range(4)
    ]
    freezes.append(Fault(at_s=source.uniform(0, lasts_s), kind="freeze", target="board", for_s=source.uniform(1, 3)))
    devices = [Fault(at_s=source.uniform(0, lasts_s), kind="device", target="power") for _ in range(4)]
    devices += [Fault(at_s=source.uniform(0, lasts_s), kind="device", target=what) for what in ("wipe", "board")]
    devices.append(Fault(at_s=source.uniform(0, lasts_s), kind="device", target="silence", for_s=source.uniform(1, 4)))
    return _phase("processes", [*kills, *freezes, *devices], lasts_s=lasts_s)


def service(source: random.Random, *, lasts_s: float = 10.0) -> Phase:
    """The city's server fails in every way that it knows, and the gateway dies meanwhile."""
    ways = list(SERVICE)
    source.shuffle(ways)
    each_s = lasts_s / len(ways)
    faults = [Fault(at_s=at * each_s, kind="service", target=way, for_s=each_s * 0.8) for at, way in enumerate(ways)]
    kills = [Fault(at_s=source.uniform(0, lasts_s), kind="kill", target=who) for who in ("city", "gateway", "gateway")]
    return _phase("service", [*faults, *kills], lasts_s=lasts_s)


def storm(source: random.Random, *, lasts_s: float = 8.0) -> Phase:
    """Messages come twice, late, in any order; a broker forgets everything; the clock is a day off for a while."""
    jump_s = source.choice((-_DAY_S, _DAY_S))
    faults = [
        Fault(at_s=source.uniform(1, 3), kind="store", target="broker"),
        Fault(at_s=source.uniform(4, 5), kind="clock", target=str(jump_s), for_s=source.uniform(0.5, 2)),
        Fault(at_s=source.uniform(0, lasts_s), kind="kill", target="broker"),
        Fault(at_s=source.uniform(0, lasts_s), kind="kill", target="gateway"),
        Fault(
            at_s=source.uniform(0, lasts_s), kind="point", target=source.choice(POINTS[:8]), passes=source.randint(1, 4)
        ),
    ]
    # While the clock is behind, rows are ahead of it: rejected, and counted as that.
    return _phase("storm", faults, lasts_s=lasts_s, storminess=0.6, allowed=frozenset({"ahead"}))


def _phase(
    name: str,
    faults: list[Fault],
    *,
    lasts_s: float,
    storminess: float = 0.0,
    allowed: frozenset[str] = frozenset(),
) -> Phase:
    ordered = tuple(sorted(faults, key=lambda fault: fault.at_s))
    return Phase(name=name, lasts_s=lasts_s, faults=ordered, storminess=storminess, allowed=allowed)
