"""Turn journal entries into what one back-end is asked to store, with a verdict on everything else. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stoep_gateway.anonymise.coarser import AS_RELEASED, Coarser
from stoep_gateway.errors import PermanentError
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.records import DeadLetter, Delivery, Entry
from stoep_gateway.records import Observation

NO_TIME = "no time"
WITHDRAWN = "withdrawn"
DAMAGED = "damaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Whole entries of one lane. observations: as they are to be sent; withheld: the others, by reason.

    originals: of each observation, in the same order, what the journal holds. Dead letters keep these: no file of the
    gateway's has a device's name and a pseudonym of it.
    """

    lane: str
    entries: tuple[tuple[int, int], ...]
    next_position: int
    observations: tuple[Observation, ...]
    originals: tuple[Observation, ...]
    withheld: Mapping[str, int] = field(default_factory=dict)


def prepare(entries: Sequence[Entry], *, lane: str, needs_time: bool, people: Coarser = AS_RELEASED) -> Batch:
    """entries: at least one, in order. people: what this back-end gets of released windows."""
    originals: list[Observation] = []
    observations: list[Observation] = []
    withheld: dict[str, int] = {}
    for entry in entries:
        found = _sound(entry)
        if found is None:
            withheld[DAMAGED] = withheld.get(DAMAGED, 0) + entry.observations
            continue
        for observation in found:
            sent: Observation | str = people.of(observation) if observation.window_s else observation
            if needs_time and observation.time_s is None:
                sent = NO_TIME
            if isinstance(sent, str):
                withheld[sent] = withheld.get(sent, 0) + 1
            else:
                originals.append(observation)
                observations.append(sent)
    return Batch(
        lane=lane,
        entries=tuple((entry.position, entry.observations) for entry in entries),
        next_position=entries[-1].position + 1,
        observations=tuple(observations),
        originals=tuple(originals),
        withheld=withheld,
    )


def without(batch: Batch, *, devices: Container[str]) -> Batch:
    """The batch with nothing of devices that were withdrawn, also after it was tried: it may have arrived then."""
    kept = [at for at, original in enumerate(batch.originals) if original.device not in devices]
    gone = len(batch.originals) - len(kept)
    if not gone:
        return batch
    return replace(
        batch,
        observations=tuple(batch.observations[at] for at in kept),
        originals=tuple(batch.originals[at] for at in kept),
        withheld={**batch.withheld, WITHDRAWN: batch.withheld.get(WITHDRAWN, 0) + gone},
    )


def outcome(batch: Batch, *, backend: str, refused: PermanentError | None) -> Delivery:
    """What the journal is told. refused: the rejected observations become dead letters, the others were taken."""
    rejected = sorted(set(refused.rejected)) if refused else []
    dead = tuple(
        DeadLetter(observation=batch.originals[index], reason=refused.reason)
        for index in rejected
        if refused and 0 <= index < len(batch.observations)
    )
    return Delivery(
        backend=backend,
        lane=batch.lane,
        entries=batch.entries,
        next_position=batch.next_position,
        delivered=len(batch.observations) - len(dead),
        withheld=batch.withheld,
        dead=dead,
    )


def _sound(entry: Entry) -> tuple[Observation, ...] | None:
    if not entry.sound:
        return None
    try:
        observations = expand(entry.blob, position=entry.position)
    except DamagedEntryError:
        return None
    return observations if len(observations) == entry.observations else None
